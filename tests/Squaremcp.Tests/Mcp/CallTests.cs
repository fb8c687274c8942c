using System.Text.Json;

namespace Squaremcp.Tests.Mcp;

/// <summary>What a caller may see and do, and how it is told.</summary>
public sealed class CallTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    [Fact]
    public async Task The_text_is_the_same_data_as_the_structured_content_and_marked_as_from_outside()
    {
        var reply = await CallAsync("obsidian_read_note", new { path = "Plan.md" });

        Assert.False(reply.Result.GetProperty("isError").GetBoolean());
        Assert.Contains("Call Ada back.", reply.Result.GetProperty("structuredContent").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Call Ada back.", Text(reply), StringComparison.Ordinal);
        Assert.StartsWith("What follows until the line with ", Text(reply), StringComparison.Ordinal);
        Assert.StartsWith("call_", reply.Headers["X-Square-Call-Id"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateways_own_words_are_not_marked() => Assert.DoesNotContain("outside data", Text(await CallAsync("square_list_connections", new { })), StringComparison.Ordinal);

    [Fact]
    public async Task The_client_that_called_is_in_the_audit()
    {
        var reply = await gateway.AskModernAsync("tools/call", new() { ["name"] = "obsidian_sync_status", ["arguments"] = new { } });

        var entries = (await gateway.RestAsync(HttpMethod.Get, "/api/v1/audit?limit=200", gateway.Key)).GetProperty("entries").EnumerateArray();
        var entry = Assert.Single(entries, entry => entry.GetProperty("call_id").GetString() == reply.Headers["X-Square-Call-Id"]);
        Assert.Equal(("claim 1.0", "mcp"), (entry.GetProperty("client").GetString(), entry.GetProperty("via").GetString()));
    }

    [Fact]
    public async Task An_unknown_tool_is_a_protocol_error_with_the_closest_names()
    {
        var reply = await CallAsync("obsidian_read_notes", new { });

        Assert.Equal(-32602, reply.Code);
        Assert.StartsWith("Unknown tool: obsidian_read_notes", reply.Message, StringComparison.Ordinal);
        Assert.Contains("obsidian_read_note", reply.Message["Unknown tool: obsidian_read_notes".Length..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"path":7}""")]
    [InlineData("""{"path":"Plan.md","unheard_of":1}""")]
    [InlineData("""{"path":"../../etc/passwd"}""")]
    [InlineData("""{"path":"/etc/passwd"}""")]
    [InlineData("""{"path":"a\u0000.md"}""")]
    public async Task Arguments_off_the_schema_name_the_argument(string arguments)
    {
        var reply = await CallAsync("obsidian_read_note", JsonElement.Parse(arguments));

        Assert.True(reply.Result.GetProperty("isError").GetBoolean());
        Assert.False(reply.Result.TryGetProperty("structuredContent", out _));
        Assert.StartsWith("invalid_argument", Text(reply), StringComparison.Ordinal);
        Assert.Contains(arguments.Contains("unheard_of", StringComparison.Ordinal) ? "unheard_of" : "path", Text(reply), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"arguments":{}}"""), InlineData("""{"name":7}"""), InlineData("""{"name":"square_get_usage","arguments":[]}"""), InlineData("""{"name":"square_get_usage","arguments":"x"}""")]
    public async Task A_call_that_is_none_is_a_protocol_error(string parameters) => Assert.Equal(-32602, (await gateway.AskAsync("tools/call", JsonElement.Parse(parameters))).Code);

    [Fact]
    public async Task A_reader_sees_and_calls_only_what_changes_nothing()
    {
        var tools = await ToolsAsync(gateway.ReadOnlyKey);
        var reply = await gateway.AskAsync("tools/call", new { name = "obsidian_append_to_note", arguments = new { path = "Plan.md", content = "no" } }, ("x-api-key", gateway.ReadOnlyKey));

        Assert.Contains("obsidian_read_note", tools);
        Assert.DoesNotContain("obsidian_append_to_note", tools);
        Assert.StartsWith("refused (key_read_only)", Text(reply), StringComparison.Ordinal);
        Assert.Equal(McpGateway.Note, gateway.NoteOnDisk());
    }

    [Fact]
    public async Task A_key_for_chosen_tools_sees_those_alone() => Assert.Equal(["obsidian_read_note"], await ToolsAsync(gateway.ListKey));

    [Fact]
    public async Task The_list_is_stable_and_every_tool_says_all_about_itself()
    {
        var first = (await gateway.AskAsync("tools/list")).Result.GetProperty("tools");
        var second = (await gateway.AskAsync("tools/list")).Result.GetProperty("tools");

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.All(first.EnumerateArray(), tool => Assert.All(
            (string[])["name", "title", "description", "inputSchema", "outputSchema", "annotations"], member => Assert.True(tool.TryGetProperty(member, out _), $"{tool.GetProperty("name")} has no {member}")));
        Assert.All(first.EnumerateArray().Where(tool => tool.GetProperty("name").GetString()!.StartsWith("obsidian_", StringComparison.Ordinal)),
            tool => Assert.False(tool.GetProperty("inputSchema").GetProperty("properties").TryGetProperty("account", out _), "one account leaves nothing to choose"));
    }

    [Fact]
    public async Task A_cursor_nobody_gave_is_refused() => Assert.Equal(-32602, (await gateway.AskAsync("tools/list", new { cursor = "x" })).Code);

    [Fact]
    public async Task Progress_asked_for_comes_as_a_stream_with_the_answer_last()
    {
        var reply = await gateway.AskAsync("tools/call", new { name = "square_list_connections", arguments = new { }, _meta = new { progressToken = "p1" } });

        Assert.StartsWith("text/event-stream", reply.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("\"progressToken\":\"p1\"", reply.Text, StringComparison.Ordinal);
        Assert.False(reply.Result.GetProperty("isError").GetBoolean());
    }

    [Fact]
    public async Task A_client_that_accepts_only_a_stream_gets_one() =>
        Assert.StartsWith("text/event-stream", (await gateway.AskAsync("ping", null, ("accept", "text/event-stream"))).Headers["Content-Type"], StringComparison.Ordinal);

    private static string Text(Reply reply) => Assert.Single(reply.Result.GetProperty("content").EnumerateArray()).GetProperty("text").GetString()!;

    private Task<Reply> CallAsync(string tool, object arguments) => gateway.AskAsync("tools/call", new { name = tool, arguments });

    private async Task<IEnumerable<string?>> ToolsAsync(string key) =>
        [.. (await gateway.AskAsync("tools/list", null, ("x-api-key", key))).Result.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString())];
}
