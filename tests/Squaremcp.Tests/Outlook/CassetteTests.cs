namespace Squaremcp.Tests.Outlook;

/// <summary>Each tool's call, the requests it must make byte by byte, canned answers of Graph's, and the result; anything not on the tape fails.</summary>
public sealed class CassetteTests : OutlookBench
{
    private const string Folder = "tests/Squaremcp.Tests/Outlook/Cassettes/";

    public static TheoryData<string> All => [.. Tapes(Folder)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_call_makes_its_requests_and_reads_the_answers(string tape) => await PlayAsync(Folder + tape);

    [Fact]
    public void Every_tool_has_a_tape_and_a_call_that_is_tried_with_every_trouble()
    {
        var tools = Connector.Platform.Tools.Select(tool => tool.Name).Order().ToList();
        Assert.Equal(tools, Tapes(Folder).Select(tape => ToolOn(Folder + tape)).Distinct().Order());
        Assert.Equal(tools, Calls.Keys.Order());
    }
}
