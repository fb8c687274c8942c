namespace Squaremcp.Tests.Mcp;

/// <summary>The tenant of the protocol's suite; the suite itself is run in Clients/ConformanceTests.</summary>
public sealed class ConformanceTenantTests(McpGateway gateway, PlainGateway plain) : IClassFixture<McpGateway>, IClassFixture<PlainGateway>
{
    private static readonly (string, string) Here = ("path", "/conformance/mcp");
    private static readonly (string, string) NoKey = ("x-api-key", "");
    private static readonly object Hello = new { protocolVersion = "2025-11-25", capabilities = new { }, clientInfo = new { name = "claim", version = "1" } };

    [Theory]
    [InlineData("POST"), InlineData("GET"), InlineData("DELETE")]
    public async Task Nobody_finds_it_who_did_not_ask_for_it(string method) =>
        Assert.Equal(404, (await plain.SendAsync(method, method == "POST" ? "[not json" : null, Here, NoKey)).Status);

    [Fact]
    public async Task It_holds_no_tool_of_a_customer()
    {
        var tools = (await gateway.AskModernAsync("tools/list", null, Here)).Result.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString());

        Assert.All(tools, name => Assert.True(name!.StartsWith("test_", StringComparison.Ordinal) || name == "json_schema_2020_12_tool", name));
    }

    [Fact]
    public async Task A_session_lives_until_it_is_deleted()
    {
        var session = ("Mcp-Session-Id", (await gateway.AskAsync("initialize", Hello, Here, NoKey)).Headers["Mcp-Session-Id"]);

        Assert.Equal(200, (await gateway.AskAsync("ping", null, Here, NoKey, session)).Status);
        Assert.Equal(200, (await gateway.SendAsync("DELETE", null, Here, NoKey, session)).Status);
        Assert.Equal(404, (await gateway.AskAsync("ping", null, Here, NoKey, session)).Status);
    }

    [Theory]
    [InlineData("", 400), InlineData("nobody-opened-this", 404)]
    public async Task Without_a_session_there_is_no_answer(string session, int status) =>
        Assert.Equal(status, (await gateway.AskAsync("tools/list", null, Here, NoKey, ("Mcp-Session-Id", session))).Status);

    [Theory]
    [InlineData("eu", 200), InlineData("us", 400), InlineData("", 400)]
    public async Task A_header_that_repeats_an_argument_must_agree_with_it(string region, int status)
    {
        var reply = await gateway.AskModernAsync("tools/call", new() { ["name"] = "test_header_tool", ["arguments"] = new { region = "eu", query = "q" } }, Here, NoKey, ("Mcp-Param-Region", region));

        Assert.Equal(status, reply.Status);
        if (status == 400)
        {
            Assert.Equal(-32020, reply.Code);
        }
    }

    [Fact]
    public async Task A_state_that_was_changed_is_refused()
    {
        var reply = await gateway.AskModernAsync("tools/call", new() { ["name"] = "test_input_required_result_tampered_state", ["arguments"] = new { }, ["requestState"] = "confirm.00" }, Here, NoKey);

        Assert.Equal(-32602, reply.Code);
    }
}
