namespace Squaremcp.Tests.Mcp;

/// <summary>Bad requests to <c>/mcp</c>, each with its exact answer. Authentication comes before method, version and body; Host and Origin before authentication.</summary>
public sealed class RefusalTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    public static TheoryData<string> Methods => ["POST", "GET", "HEAD", "DELETE"];

    [Theory, MemberData(nameof(Methods))]
    public async Task Nobody_is_challenged_before_anything_else_is_looked_at(string method)
    {
        var reply = await gateway.SendAsync(method, method == "POST" ? "[not json" : null, ("x-api-key", ""), ("MCP-Protocol-Version", "1900-01-01"), ("content-type", "text/plain"));

        Assert.Equal((401, $"Bearer resource_metadata=\"{gateway.Origin}/.well-known/oauth-protected-resource/mcp\", scope=\"mcp\""), (reply.Status, reply.Headers["WWW-Authenticate"]));
    }

    [Theory, MemberData(nameof(Methods))]
    public async Task A_wrong_key_is_challenged(string method)
    {
        var reply = await gateway.SendAsync(method, method == "POST" ? "[not json" : null, ("x-api-key", "sq_wrong"));

        Assert.Equal(401, reply.Status);
        Assert.Equal(
            $"Bearer error=\"invalid_token\", error_description=\"This key is not one of ours.\", resource_metadata=\"{gateway.Origin}/.well-known/oauth-protected-resource/mcp\", scope=\"mcp\"",
            reply.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task A_revoked_key_is_challenged() => Assert.Equal(401, (await gateway.SendAsync("POST", Ping, ("x-api-key", gateway.RevokedKey))).Status);

    [Fact]
    public async Task A_key_in_the_query_is_no_credential() =>
        Assert.Equal(401, (await gateway.SendAsync("POST", Ping, ("x-api-key", ""), ("path", $"/mcp?access_token={gateway.Key}"))).Status);

    [Fact]
    public async Task A_key_comes_as_bearer_too_in_any_case() =>
        Assert.Equal(200, (await gateway.SendAsync("POST", Ping, ("x-api-key", ""), ("authorization", $"bEaReR {gateway.Key}"))).Status);

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer sq_other")]
    public async Task A_second_or_foreign_credential_is_malformed(string authorization) =>
        Assert.Equal(400, (await gateway.SendAsync("POST", Ping, ("authorization", authorization))).Status);

    [Fact]
    public async Task The_admin_key_must_name_a_customer()
    {
        var reply = await gateway.SendAsync("POST", Ping, ("x-api-key", McpGateway.AdminKey));

        Assert.Equal(400, reply.Status);
        Assert.Contains("X-Square-Customer", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_admin_key_acts_for_the_customer_it_names() =>
        Assert.Equal(200, (await gateway.SendAsync("POST", Ping, ("x-api-key", McpGateway.AdminKey), ("X-Square-Customer", gateway.CustomerId))).Status);

    [Fact]
    public async Task The_admin_key_cannot_name_a_customer_that_is_none() =>
        Assert.Equal(400, (await gateway.SendAsync("POST", Ping, ("x-api-key", McpGateway.AdminKey), ("X-Square-Customer", "cus_none"))).Status);

    [Theory]
    [InlineData("/mcp"), InlineData("/sse"), InlineData("/messages"), InlineData("/conformance/mcp")]
    public async Task A_foreign_origin_is_refused_whatever_the_credential(string path)
    {
        Assert.Equal(403, (await gateway.SendAsync("POST", Ping, ("path", path), ("origin", "https://evil.example"))).Status);
        Assert.Equal(403, (await gateway.SendAsync("POST", Ping, ("path", path), ("origin", "https://evil.example"), ("x-api-key", ""))).Status);
        Assert.Equal(403, (await gateway.SendAsync("POST", Ping, ("path", path), ("origin", "null"))).Status);
    }

    [Theory]
    [InlineData("/mcp"), InlineData("/sse"), InlineData("/messages"), InlineData("/conformance/mcp")]
    public async Task A_foreign_host_is_misdirected(string path) =>
        Assert.Equal(421, (await gateway.SendAsync("POST", Ping, ("path", path), ("host", "evil.example"))).Status);

    [Fact]
    public async Task An_allowed_origin_is_answered_and_may_read_the_answer()
    {
        var reply = await gateway.SendAsync("POST", Ping, ("origin", McpGateway.AllowedOrigin));

        Assert.Equal((200, McpGateway.AllowedOrigin), (reply.Status, reply.Headers["Access-Control-Allow-Origin"]));
    }

    [Fact]
    public async Task A_preflight_of_an_allowed_origin_needs_no_credential()
    {
        var reply = await gateway.SendAsync("OPTIONS", null, ("x-api-key", ""), ("origin", McpGateway.AllowedOrigin), ("access-control-request-method", "POST"));

        Assert.Equal(204, reply.Status);
        Assert.Contains("mcp-method", reply.Headers["Access-Control-Allow-Headers"], StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control-Allow-Credentials", reply.Headers.Keys);
    }

    [Theory]
    [InlineData("GET"), InlineData("HEAD"), InlineData("DELETE"), InlineData("PUT")]
    public async Task Only_post_is_a_method(string method)
    {
        var reply = await gateway.SendAsync(method, null);

        Assert.Equal((405, "POST"), (reply.Status, reply.Headers["Allow"]));
    }

    [Theory]
    [InlineData("text/plain"), InlineData("application/x-www-form-urlencoded"), InlineData("")]
    public async Task A_body_that_is_not_called_json_is_refused(string type) => Assert.Equal(415, (await gateway.SendAsync("POST", Ping, ("content-type", type))).Status);

    [Theory]
    [InlineData("application/json"), InlineData("*/*"), InlineData("")]
    public async Task Any_accept_is_good(string accept) => Assert.Equal(200, (await gateway.SendAsync("POST", Ping, ("accept", accept))).Status);

    [Fact]
    public async Task A_body_over_four_megabytes_is_refused() =>
        Assert.Equal(413, (await gateway.SendAsync("POST", $$$"""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"{{{new string('x', 5 * 1024 * 1024)}}}"}}""")).Status);

    [Theory]
    [InlineData("{", -32700)]
    [InlineData("", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ÿ"}}""", -32700)] // the tests write Latin-1: no UTF-8
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x\ud800"}}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"obsidian_read_note","arguments":{"path":"\udc00.md"}}}""", -32700)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", -32600)]
    [InlineData("[]", -32600)]
    [InlineData("7", -32600)]
    [InlineData("""{"id":1,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":7}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}""", -32602)]
    public async Task What_is_no_message_is_refused(string body, int code)
    {
        var reply = await gateway.SendAsync("POST", body);

        Assert.Equal((400, code), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task A_body_nested_too_deep_is_refused() =>
        Assert.Equal(-32700, (await gateway.SendAsync("POST", $$$"""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":{{{new string('[', 80)}}}{{{new string(']', 80)}}}}}""")).Code);

    [Fact]
    public async Task An_unknown_version_is_told_the_known_ones()
    {
        var reply = await gateway.AskAsync("tools/list", null, ("MCP-Protocol-Version", "1900-01-01"));

        Assert.Equal((400, -32022), (reply.Status, reply.Code));
        var data = reply.Json.GetProperty("error").GetProperty("data");
        Assert.Equal("1900-01-01", data.GetProperty("requested").GetString());
        Assert.Equal(["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"], data.GetProperty("supported").EnumerateArray().Select(version => version.GetString()));
    }
}
