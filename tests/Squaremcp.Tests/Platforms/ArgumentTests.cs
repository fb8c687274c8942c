using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Obsidian;

namespace Squaremcp.Tests.Platforms;

/// <summary>What is told of arguments that do not fit: the argument, the rule, an example.</summary>
public sealed class ArgumentTests
{
    private static readonly Connectors All = new([new ObsidianConnector(Path.GetTempPath(), allowPrivateHosts: false, new(), TimeProvider.System)]);

    [Theory]
    [InlineData("obsidian_read_note", "{}", "path", "`path` is required. It is: The note's path in the vault, with .md. Example: \"Projects/Plan.md\"")]
    [InlineData("obsidian_read_note", """{"path":5}""", "path", "`path` must be a string, not a number. It is: The note's path in the vault, with .md. Example: \"Projects/Plan.md\"")]
    [InlineData("obsidian_read_note", """{"path":null}""", "path", "`path` must be a string, not null. It is: The note's path in the vault, with .md. Example: \"Projects/Plan.md\"")]
    [InlineData("obsidian_read_note", """{"path":"a.md","pth":1}""", "pth", "`pth` is not an argument of this tool; it takes `path`, `cursor`.")]
    [InlineData("obsidian_read_note", """{"path":"a.md","path":"b.md"}""", "path", "`path` is given twice; give it once.")]
    [InlineData("obsidian_search_notes", """{"query":""}""", "query", "`query` must not be empty. It is: Text to look for, ignoring case, in note names and contents. Example: \"quarterly plan\"")]
    [InlineData("obsidian_search_notes", """{"query":"a","limit":101}""", "limit", "`limit` must be from 1 to 100. It is: Most results in one answer, 1 to 100; 20 when left out.")]
    [InlineData("obsidian_search_notes", """{"query":"a","limit":1.5}""", "limit", "`limit` must be a whole number, not a number. It is: Most results in one answer, 1 to 100; 20 when left out.")]
    [InlineData("obsidian_sync_status", """{"x":1}""", "x", "`x` is not an argument of this tool, which takes none.")]
    [InlineData("obsidian_read_note", "[]", null, "The arguments must be a JSON object, for example {}.")]
    public void An_argument_off_the_schema_is_explained(string tool, string arguments, string? argument, string message)
    {
        var error = All.Tool(tool)!.Validate(JsonElement.Parse(arguments));

        Assert.Equal((ToolErrorKind.InvalidArgument, argument, message), (error!.Kind, error.Argument, error.Message));
    }

    [Theory]
    [InlineData("obsidian_read_note", """{"path":"a.md","cursor":null}""")]
    [InlineData("obsidian_search_notes", """{"query":"a","limit":100}""")]
    [InlineData("square_list_connections", "{}")]
    public void An_argument_on_the_schema_passes(string tool, string arguments) =>
        Assert.Null(All.Tool(tool)!.Validate(JsonElement.Parse(arguments)));

    [Fact]
    public void A_cursor_opens_only_for_what_it_was_made_for()
    {
        var sealer = new CursorSealer(new byte[32]);
        var cursor = sealer.Seal("cus_1|tool|x", "42");

        Assert.Equal("42", sealer.Open("cus_1|tool|x", cursor));
        Assert.Null(sealer.Open("cus_2|tool|x", cursor));
        Assert.Null(sealer.Open("cus_1|tool|x", cursor[..^1] + (cursor[^1] == 'A' ? 'B' : 'A')));
        Assert.Null(sealer.Open("cus_1|tool|x", "not a cursor"));
        Assert.Null(new CursorSealer([.. Enumerable.Repeat((byte)1, 32)]).Open("cus_1|tool|x", cursor));
    }
}
