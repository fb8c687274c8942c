namespace Squaremcp.Tests.Gmail;

/// <summary>Each tool's call, the requests it must make, canned answers of Gmail's, and the result; anything not on the tape fails. What is handed over has a boundary and an id by chance, and is looked at in <see cref="WritingTests"/>.</summary>
public sealed class CassetteTests : GmailBench
{
    private const string Folder = "tests/Squaremcp.Tests/Gmail/Cassettes/";

    public static TheoryData<string> All => [.. Tapes(Folder)];

    [Theory]
    [MemberData(nameof(All))]
    public Task A_call_makes_its_requests_and_reads_the_answers(string tape) => PlayAsync(Folder + tape);

    [Fact]
    public void Every_tool_has_a_tape_and_a_call_that_is_tried_with_every_trouble()
    {
        var tools = Connector.Platform.Tools.Select(tool => tool.Name).Order().ToList();
        Assert.Equal(tools, Tapes(Folder).Select(tape => ToolOn(Folder + tape)).Distinct().Order());
        Assert.Equal(tools, Calls.Keys.Order());
    }
}
