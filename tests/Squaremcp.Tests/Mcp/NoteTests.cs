using System.Text.Json;

namespace Squaremcp.Tests.Mcp;

/// <summary>Paths and notes that are not what they seem, through the whole product: the words the model reads, and that nothing outside the vault was touched.</summary>
public sealed class NoteTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    [Theory]
    [InlineData("../../etc/passwd", "invalid_argument: `path` must stay inside the vault: . and .. are not allowed.")]
    [InlineData("/etc/passwd", "invalid_argument: `path` must be relative to the vault, without a leading / or drive letter.")]
    [InlineData("a\0.md", """invalid_argument: `path` must not contain \ : * " < > | ? or control characters; folders are separated by /.""")]
    [InlineData("a%2e%2e%2fb.md", "percent-encoded")]
    [InlineData("Plan.txt", "invalid_argument: `path` must name a note and end in .md, for example Projects/Plan.md.")]
    public async Task A_path_out_of_the_vault_is_refused_by_every_tool_that_takes_one(string path, string says)
    {
        foreach (var (tool, arguments) in Calls(path))
        {
            Assert.Contains(says, await FailureAsync(tool, arguments), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_link_is_not_followed_by_any_tool()
    {
        var outside = Path.Combine(Path.GetDirectoryName(gateway.Vault)!, "outside.md");
        await File.WriteAllTextAsync(outside, "secret", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(gateway.Vault, "Link.md"), outside);
        Directory.CreateSymbolicLink(Path.Combine(gateway.Vault, "up"), Path.GetDirectoryName(gateway.Vault)!);

        foreach (var (tool, arguments) in Calls("Link.md"))
        {
            Assert.Equal("invalid_argument: `Link.md` is a link; links in a vault are not followed.", await FailureAsync(tool, arguments));
        }

        foreach (var (tool, arguments) in Calls("up/outside.md"))
        {
            Assert.Equal("invalid_argument: `up` is a link; links in a vault are not followed.", await FailureAsync(tool, arguments));
        }

        Assert.Equal("secret", await File.ReadAllTextAsync(outside, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_note_of_100_MB_is_refused_by_every_tool_with_its_size()
    {
        await using (var huge = File.Create(Path.Combine(gateway.Vault, "Huge.md")))
        {
            huge.SetLength(100_000_000);
        }

        foreach (var (tool, arguments) in Calls("Huge.md"))
        {
            Assert.Equal("invalid_argument: `Huge.md` has 100.0 MB; notes up to 10 MB can be read and changed here.", await FailureAsync(tool, arguments));
        }

        Assert.Equal(100_000_000, new FileInfo(Path.Combine(gateway.Vault, "Huge.md")).Length);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_shown_as_such_and_survive_an_append()
    {
        byte[] bytes = [0xFF, 0xFE, (byte)'x', 0xC3, (byte)'('];
        var file = Path.Combine(gateway.Vault, "Bytes.md");
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var read = (await CallAsync("obsidian_read_note", new { path = "Bytes.md" })).Result.GetProperty("structuredContent");
        await CallAsync("obsidian_append_to_note", new { path = "Bytes.md", content = "y" });

        Assert.Equal(["The note is not valid UTF-8; what could not be read is shown as \uFFFD."], read.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()));
        var after = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal((byte[])[.. bytes, .. "\ny\n"u8], after);
    }

    [Theory]
    [InlineData("obsidian_read_note", "{}", "invalid_argument: `path` is required. It is: The note's path in the vault, with .md. Example: \"Projects/Plan.md\"")]
    [InlineData("obsidian_read_note", """{"path":7}""", "invalid_argument: `path` must be a string, not a number. It is: The note's path in the vault, with .md. Example: \"Projects/Plan.md\"")]
    [InlineData("obsidian_read_note", """{"path":null}""", "invalid_argument: `path` must be a string, not null. It is: The note's path in the vault, with .md. Example: \"Projects/Plan.md\"")]
    [InlineData("obsidian_read_note", """{"path":"Plan.md","colour":1}""", "invalid_argument: `colour` is not an argument of this tool; it takes `path`, `cursor`.")]
    [InlineData("obsidian_search_notes", """{"query":"a","limit":1.5}""", "invalid_argument: `limit` must be a whole number")]
    [InlineData("obsidian_search_notes", """{"query":"a","limit":0}""", "invalid_argument: `limit` must be from 1 to 100.")]
    [InlineData("obsidian_search_notes", """{"query":"a","cursor":"zzzzzzzzzzzzzzzzzzzzzzzz"}""", "invalid_argument: `cursor` is not one this tool gave for these arguments.")]
    [InlineData("obsidian_append_to_note", """{"path":"Plan.md","content":""}""", "invalid_argument: `content` must not be empty.")]
    [InlineData("obsidian_read_note", """{"path":"None.md"}""", "not_found: There is no note `None.md` in this vault. Use obsidian_search_notes to find it.")]
    [InlineData("square_connect_platform", """{"platform":"zzz"}""", "not_found: There is no platform zzz. There is discord, email, facebook, figma, github, gmail, instagram, linkedin, obsidian, outlook, slack, snapchat, telegram, tiktok, twitter, whatsapp.")]
    public async Task An_argument_off_the_schema_is_told_field_rule_and_example(string tool, string arguments, string says) =>
        Assert.StartsWith(says, await FailureAsync(tool, JsonElement.Parse(arguments)), StringComparison.Ordinal);

    [Fact]
    public async Task Arguments_of_4_MB_are_refused_and_nothing_is_written()
    {
        Assert.Equal("invalid_argument: The arguments have more than 256 KB. Send less at once.", await FailureAsync("obsidian_append_to_note", new { path = "Large.md", content = new string('y', 3_900_000) }));
        Assert.False(File.Exists(Path.Combine(gateway.Vault, "Large.md")));
    }

    private static (string Tool, object Arguments)[] Calls(string path) =>
    [
        ("obsidian_read_note", new { path }),
        ("obsidian_append_to_note", new { path, content = "x" }),
        ("obsidian_update_note", new { path, content = "x", version = "00000000" }),
    ];

    private Task<Reply> CallAsync(string tool, object arguments) => gateway.AskAsync("tools/call", new { name = tool, arguments });

    private async Task<string> FailureAsync(string tool, object arguments)
    {
        var result = (await CallAsync(tool, arguments)).Result;
        Assert.True(result.GetProperty("isError").GetBoolean(), $"{tool} answered {result}");
        return Assert.Single(result.GetProperty("content").EnumerateArray()).GetProperty("text").GetString()!;
    }
}
