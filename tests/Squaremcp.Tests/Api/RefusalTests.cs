using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Api;

public sealed class RefusalTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    [Theory]
    [InlineData("GET", "/api/v1/me", null, "", 401, "x-api-key")]
    [InlineData("GET", "/api/v1/me", null, "sq_nobody", 401, "not one of ours")]
    [InlineData("GET", "/api/v1/me", null, "admin", 400, "X-Square-Customer")]
    [InlineData("GET", "/api/v1/admin/customers", null, null, 403, "admin key")]
    [InlineData("POST", "/api/v1/keys", """{"name":"x"}""", "reader", 403, "full rights")]
    [InlineData("DELETE", "/api/v1/keys/key_x", null, "one tool", 403, "full rights")]
    [InlineData("PUT", "/api/v1/connections/obsidian/x", """{"vault":"notes"}""", "reader", 403, "full rights")]
    [InlineData("GET", "/api/v1/nothing", null, null, 404, "no such route")]
    [InlineData("PATCH", "/api/v1/me", "{}", null, 405, "does not take that method")]
    [InlineData("POST", "/api/v1/keys", "{", "", 401, "x-api-key")]
    [InlineData("POST", "/api/v1/admin/customers", "{", null, 403, "admin key")]
    [InlineData("POST", "/api/v1/keys", "{", null, 400, "not the JSON")]
    [InlineData("POST", "/api/v1/keys", "{}", null, 400, "lacks name")]
    [InlineData("POST", "/api/v1/keys", """{"name":"a","colour":"red"}""", null, 400, "colour")]
    [InlineData("POST", "/api/v1/keys", """{"name":"a","name":"b"}""", null, 400, "twice")]
    [InlineData("POST", "/api/v1/keys", """{"name":""}""", null, 400, "1 to 100 characters")]
    [InlineData("POST", "/api/v1/keys", """{"name":"a","rights":"all"}""", null, 400, "read_only")]
    [InlineData("POST", "/api/v1/keys", """{"name":"a","tools":["no_such_tool"]}""", null, 400, "There is no tool no_such_tool")]
    [InlineData("POST", "/api/v1/keys", """{"name":"a","tools":[null]}""", null, 400, "a list of tool names")]
    [InlineData("POST", "/api/v1/keys", """{"name":"a\ud800"}""", null, 400, "not the JSON")]
    [InlineData("POST", "/api/v1/keys", """{"name":"a\u0000b"}""", null, 400, "no control characters")]
    [InlineData("POST", "/api/v1/keys", """{"name":"a","rights":"tools"}""", null, 400, "at least one tool")]
    [InlineData("POST", "/api/v1/admin/customers", """{"email":"nobody","name":"N","plan":"free"}""", "admin", 400, "e-mail address")]
    [InlineData("POST", "/api/v1/admin/customers", """{"email":"a@b.c","name":" ","plan":"free"}""", "admin", 400, "`name`")]
    [InlineData("POST", "/api/v1/admin/customers", """{"email":"a@b.c","name":"N","plan":"gold"}""", "admin", 400, "enterprise")]
    [InlineData("PUT", "/api/v1/connections/nothing/default", "{}", null, 404, "no such platform")]
    [InlineData("PUT", "/api/v1/connections/obsidian/Default", """{"vault":"notes"}""", null, 400, "`account`")]
    [InlineData("PUT", "/api/v1/connections/obsidian/default", """{"vault":"../x"}""", null, 400, "inside the vault")]
    [InlineData("PUT", "/api/v1/connections/obsidian/default", """{"vault":"\udc00"}""", null, 400, "no text")]
    [InlineData("PUT", "/api/v1/connections/obsidian/default", """{"vault":"notes","vault":"notes"}""", null, 400, "twice")]
    [InlineData("PUT", "/api/v1/connections/obsidian/default", """{"vault":"/etc"}""", null, 400, "relative")]
    [InlineData("PUT", "/api/v1/connections/obsidian/default", """{"vault":"notes/Plan.md"}""", null, 400, "is a file")]
    [InlineData("PUT", "/api/v1/connections/obsidian/default", """{"vault":"notes","colour":1}""", null, 400, "`colour`")]
    [InlineData("DELETE", "/api/v1/connections/obsidian/nobody", null, null, 404, "no such connection")]
    [InlineData("POST", "/api/v1/connections/obsidian/nobody/check", null, null, 404, "no such connection")]
    [InlineData("GET", "/api/v1/audit?limit=0", null, null, 400, "from 1 to 200")]
    [InlineData("GET", "/api/v1/audit?limit=-1", null, null, 400, "from 1 to 200")]
    [InlineData("GET", "/api/v1/audit?limit=1000000000", null, null, 400, "from 1 to 200")]
    [InlineData("GET", "/api/v1/audit?limit=abc", null, null, 400, "from 1 to 200")]
    [InlineData("GET", "/api/v1/audit?limit=1&limit=2", null, null, 400, "from 1 to 200")]
    [InlineData("GET", "/api/v1/audit?cursor=abc", null, null, 400, "`cursor`")]
    [InlineData("GET", "/api/v1/usage?from=yesterday", null, null, 400, "YYYY-MM-DD")]
    [InlineData("GET", "/api/v1/usage?from=2026-01-02&to=2026-01-01", null, null, 400, "not before")]
    [InlineData("POST", "/api/v1/tools/no_such_tool", "{}", null, 404, "There is no tool")]
    [InlineData("POST", "/api/v1/tools/obsidian_read_note", "{}", null, 400, "`path` is required")]
    [InlineData("POST", "/api/v1/tools/obsidian_read_note", "[]", null, 400, "must be a JSON object")]
    [InlineData("POST", "/api/v1/tools/obsidian_read_note", """{"path":"\ud800.md"}""", null, 400, "no text")]
    [InlineData("POST", "/api/v1/tools/obsidian_read_note", """{"path":"a.md","path":"b.md"}""", null, 400, "twice")]
    [InlineData("POST", "/api/v1/tools/obsidian_read_note", """{"path":"../../etc/passwd"}""", null, 400, "inside the vault")]
    [InlineData("POST", "/api/v1/tools/obsidian_read_note", """{"path":"None.md"}""", null, 404, "no note `None.md`")]
    [InlineData("POST", "/api/v1/tools/obsidian_append_to_note", """{"path":"Plan.md","content":"x"}""", "reader", 403, "may only read")]
    [InlineData("POST", "/api/v1/tools/obsidian_search_notes", """{"query":"x"}""", "one tool", 403, "may not use")]
    public async Task A_request_that_cannot_be_served_is_told_why(string method, string path, string? body, string? key, int status, string says)
    {
        var answer = await gateway.CallAsync(method, path, body, key switch { "admin" => McpGateway.AdminKey, "reader" => gateway.ReadOnlyKey, "one tool" => gateway.ListKey, _ => key });

        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Contains(says, answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(status, answer.Body.GetProperty("status").GetInt32());
        Assert.DoesNotContain("   at ", answer.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("nosniff", string.Join(',', answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(status == 401, answer.Headers.WwwAuthenticate.ToString().Contains("oauth-protected-resource/api/v1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_content_type_is_415() =>
        Assert.Equal(415, (await gateway.CallAsync("POST", "/api/v1/keys", "<name/>", contentType: "text/xml")).Status);

    [Fact]
    public async Task Settings_of_65_KB_are_413() =>
        Assert.Equal(413, (await gateway.CallAsync("PUT", "/api/v1/connections/obsidian/large", $$"""{"vault":"{{new string('a', 65_536)}}"}""")).Status);

    [Fact]
    public async Task A_body_of_2_MB_is_413() =>
        Assert.Equal(413, (await gateway.CallAsync("POST", "/api/v1/keys", $$"""{"name":"{{new string('a', 2_000_000)}}"}""")).Status);

    [Fact]
    public async Task A_revoked_key_is_refused() =>
        Assert.Contains("revoked", (await gateway.CallAsync("GET", "/api/v1/me", key: gateway.RevokedKey)).Body.GetProperty("detail").GetString(), StringComparison.Ordinal);

    [Fact]
    public async Task What_is_another_customers_is_not_there()
    {
        var (_, eve) = await gateway.AnotherCustomerAsync();
        var mine = (await gateway.CallAsync("GET", "/api/v1/keys")).Body.GetProperty("keys")[0].GetProperty("id").GetString();
        var cursor = (await gateway.CallAsync("GET", "/api/v1/audit?limit=1")).Body.GetProperty("next_cursor").GetString();

        Assert.Equal(404, (await gateway.CallAsync("DELETE", $"/api/v1/keys/{mine}", key: eve)).Status);
        Assert.Equal(404, (await gateway.CallAsync("DELETE", "/api/v1/connections/obsidian/default", key: eve)).Status);
        Assert.Equal(400, (await gateway.CallAsync("GET", $"/api/v1/audit?limit=1&cursor={cursor}", key: eve)).Status);
        var claimed = await gateway.CallAsync("PUT", "/api/v1/connections/obsidian/default", """{"vault":"notes"}""", eve);
        Assert.Equal((409, "already_claimed"), (claimed.Status, claimed.Body.GetProperty("reason").GetString()));
        Assert.Equal(409, (await gateway.CallAsync("PUT", "/api/v1/connections/obsidian/default", """{"vault":"Notes/sub","create":true}""", eve)).Status);
        Assert.Empty((await gateway.CallAsync("GET", "/api/v1/connections", key: eve)).Body.GetProperty("connections").EnumerateArray());
        var call = await gateway.CallAsync("POST", "/api/v1/tools/obsidian_read_note", """{"path":"Plan.md"}""", eve);
        Assert.Equal((409, "needs_connection"), (call.Status, call.Body.GetProperty("kind").GetString()));
    }
}
