namespace Squaremcp.Tests.Figma;

/// <summary>Each tool's call, the requests it must make, canned answers of Figma's, and the result; anything not on the tape fails.</summary>
public sealed class CassetteTests : FigmaBench
{
    private const string Folder = "tests/Squaremcp.Tests/Figma/Cassettes/";

    public static TheoryData<string> All => [.. Tapes(Folder)];

    [Theory]
    [MemberData(nameof(All))]
    public Task A_call_makes_its_request_and_reads_the_answer(string tape) => PlayAsync(Folder + tape);

    [Fact]
    public void Every_tool_has_a_tape() => Assert.Empty(Connector.Platform.Tools.Select(tool => tool.Name).Except(Tapes(Folder).Select(tape => ToolOn(Folder + tape))));
}
