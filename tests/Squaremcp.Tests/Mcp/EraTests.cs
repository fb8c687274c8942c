namespace Squaremcp.Tests.Mcp;

/// <summary>Both eras at one address.</summary>
public sealed class EraTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    [Theory]
    [InlineData("2025-11-25", "2025-11-25"), InlineData("2025-06-18", "2025-06-18"), InlineData("2025-03-26", "2025-03-26"), InlineData("2024-11-05", "2024-11-05"), InlineData("2099-01-01", "2025-11-25")]
    public async Task Initialize_agrees_on_a_version_and_opens_no_session(string asked, string agreed)
    {
        var reply = await gateway.AskAsync("initialize", new { protocolVersion = asked, capabilities = new { }, clientInfo = new { name = "claim", version = "1" } });

        Assert.Equal(agreed, reply.Result.GetProperty("protocolVersion").GetString());
        Assert.Equal("""{"tools":{}}""", reply.Result.GetProperty("capabilities").GetRawText());
        Assert.NotEmpty(reply.Result.GetProperty("instructions").GetString()!);
        Assert.DoesNotContain("Mcp-Session-Id", reply.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("notifications/initialized"), InlineData("notifications/cancelled")]
    public async Task A_notification_is_accepted_without_an_answer(string method)
    {
        var reply = await gateway.SendAsync("POST", $$$"""{"jsonrpc":"2.0","method":"{{{method}}}","params":{"requestId":1}}""");

        Assert.Equal((202, ""), (reply.Status, reply.Text));
    }

    [Fact]
    public async Task A_session_id_is_ignored() => Assert.Equal(200, (await gateway.AskAsync("ping", null, ("Mcp-Session-Id", "somebody-elses"))).Status);

    [Fact]
    public async Task Discover_names_what_a_refusal_names()
    {
        var discovered = (await gateway.AskModernAsync("server/discover")).Result;
        var refused = (await gateway.AskAsync("tools/list", null, ("MCP-Protocol-Version", "1900-01-01"))).Json.GetProperty("error").GetProperty("data");

        Assert.Equal(refused.GetProperty("supported").GetRawText(), discovered.GetProperty("supportedVersions").GetRawText());
        Assert.Equal(("complete", "private"), (discovered.GetProperty("resultType").GetString(), discovered.GetProperty("cacheScope").GetString()));
    }

    [Fact]
    public async Task A_modern_list_is_complete_and_private()
    {
        var result = (await gateway.AskModernAsync("tools/list")).Result;

        Assert.Equal(("complete", "private"), (result.GetProperty("resultType").GetString(), result.GetProperty("cacheScope").GetString()));
        Assert.True(result.GetProperty("ttlMs").GetInt32() > 0);
    }

    [Theory]
    [InlineData("initialize"), InlineData("ping"), InlineData("logging/setLevel"), InlineData("resources/list"), InlineData("prompts/list"), InlineData("no/such")]
    public async Task A_method_of_another_era_or_none_is_not_found(string method)
    {
        var reply = await gateway.AskModernAsync(method);

        Assert.Equal((404, -32601, "seven"), (reply.Status, reply.Code, reply.Json.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task An_unknown_method_of_the_initialize_eras_is_an_error_in_an_answer()
    {
        var reply = await gateway.AskAsync("prompts/list");

        Assert.Equal((200, -32601, 7), (reply.Status, reply.Code, reply.Json.GetProperty("id").GetInt32()));
    }

    [Theory]
    [InlineData("Mcp-Method", ""), InlineData("Mcp-Method", "tools/list"), InlineData("Mcp-Name", ""), InlineData("Mcp-Name", "obsidian_append_to_note"), InlineData("Mcp-Name", "=?base64?!?="), InlineData("MCP-Protocol-Version", "2025-11-25"), InlineData("MCP-Protocol-Version", "")]
    public async Task A_header_that_disagrees_with_the_body_is_refused(string header, string value)
    {
        var reply = await gateway.AskModernAsync("tools/call", new() { ["name"] = "obsidian_read_note", ["arguments"] = new { path = "Plan.md" } }, (header, value));

        Assert.Equal((400, -32020, "seven"), (reply.Status, reply.Code, reply.Json.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_name_may_come_as_base64()
    {
        var name = $"=?base64?{Convert.ToBase64String("obsidian_read_note"u8)}?=";

        Assert.Equal(200, (await gateway.AskModernAsync("tools/call", new() { ["name"] = "obsidian_read_note", ["arguments"] = new { path = "Plan.md" } }, ("Mcp-Name", name))).Status);
    }

    [Fact]
    public async Task A_modern_request_without_capabilities_is_refused()
    {
        var reply = await gateway.AskModernAsync("tools/list", new() { ["_meta"] = new Dictionary<string, object> { ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28" } });

        Assert.Equal((400, -32602), (reply.Status, reply.Code));
    }
}
