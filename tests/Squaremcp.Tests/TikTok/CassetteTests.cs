namespace Squaremcp.Tests.TikTok;

/// <summary>Each tool's call, the requests it must make byte by byte, canned answers of TikTok's, and the result; anything not on the tape fails.</summary>
public sealed class CassetteTests : TtBench
{
    private const string Folder = "tests/Squaremcp.Tests/TikTok/Cassettes/";

    public static TheoryData<string> All => [.. Tapes(Folder)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_call_makes_its_requests_and_reads_the_answers(string tape)
    {
        Scopes = ["user.info.basic", "user.info.profile", "user.info.stats", "video.publish", "video.upload"];
        await PlayAsync(Folder + tape);
    }

    [Fact]
    public void Every_tool_has_a_tape_and_a_call_that_is_tried_with_every_trouble()
    {
        var tools = Connector.Platform.Tools.Select(tool => tool.Name).Order().ToList();
        Assert.Equal(tools, Tapes(Folder).Select(tape => ToolOn(Folder + tape)).Distinct().Order());
        Assert.Equal(tools, Calls.Keys.Order());
    }
}
