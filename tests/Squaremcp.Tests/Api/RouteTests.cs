using Squaremcp.Tests.Architecture;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Api;

public sealed class RouteTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    private const string Snapshot = "docs/openapi.json";

    [Fact]
    public async Task A_key_is_shown_once_and_revoked_at_once()
    {
        var issued = await gateway.CallAsync("POST", "/api/v1/keys", """{"name":"ci","rights":"read-only"}""");
        var (id, key) = (issued.Body.GetProperty("id").GetString()!, issued.Body.GetProperty("key").GetString()!);
        await gateway.CallAsync("GET", "/api/v1/me", key: key);
        await gateway.CallAsync("POST", "/api/v1/tools/square_list_connections", "{}", key);
        var listed = (await gateway.CallAsync("GET", "/api/v1/keys")).Body.GetProperty("keys").EnumerateArray().Single(one => one.GetProperty("id").GetString() == id);

        Assert.Equal(201, issued.Status);
        Assert.StartsWith("sq_", key, StringComparison.Ordinal);
        Assert.Equal((key[^4..], "read_only"), (listed.GetProperty("hint").GetString(), listed.GetProperty("rights").GetString()));
        Assert.False(listed.TryGetProperty("key", out _));
        Assert.True(listed.TryGetProperty("last_used_at", out _));
        Assert.Equal(204, (await gateway.CallAsync("DELETE", $"/api/v1/keys/{id}")).Status);
        // The frontend may remember the key for up to five seconds; the customer's grain does not.
        Assert.Contains((await gateway.CallAsync("POST", "/api/v1/tools/square_list_connections", "{}", key)).Status, (int[])[401, 403]);
    }

    [Fact]
    public async Task A_connection_is_made_changed_checked_and_taken_away()
    {
        var made = await gateway.CallAsync("PUT", "/api/v1/connections/obsidian/second", """{"vault":"second","create":true}""");
        var changed = await gateway.CallAsync("PUT", "/api/v1/connections/obsidian/second", """{"vault":"third","create":true}""");
        var check = await gateway.CallAsync("POST", "/api/v1/connections/obsidian/second/check");
        var claims = await gateway.CallAsync("GET", "/api/v1/admin/claims/obsidian-vault", key: McpGateway.AdminKey);

        Assert.Equal((201, 200), (made.Status, changed.Status));
        Assert.Equal(made.Body.GetProperty("id").GetString(), changed.Body.GetProperty("id").GetString());
        Assert.True(check.Body.GetProperty("ok").GetBoolean());
        Assert.Contains(claims.Body.GetProperty("claims").EnumerateArray(), claim => claim.GetProperty("value").GetString() == "third");
        Assert.DoesNotContain(claims.Body.GetProperty("claims").EnumerateArray(), claim => claim.GetProperty("value").GetString() == "second");
        Assert.Equal(204, (await gateway.CallAsync("DELETE", "/api/v1/connections/obsidian/second")).Status);
        Assert.Equal(404, (await gateway.CallAsync("DELETE", "/api/v1/connections/obsidian/second")).Status);
    }

    [Fact]
    public async Task The_operator_releases_a_vault()
    {
        await gateway.CallAsync("PUT", "/api/v1/connections/obsidian/held", """{"vault":"team/held","create":true}""");

        Assert.Equal(204, (await gateway.CallAsync("DELETE", "/api/v1/admin/claims/obsidian-vault/team/held", key: McpGateway.AdminKey)).Status);
        Assert.Equal(404, (await gateway.CallAsync("DELETE", "/api/v1/admin/claims/obsidian-vault/team/held", key: McpGateway.AdminKey)).Status);
        var (_, eve) = await gateway.AnotherCustomerAsync();
        Assert.Equal(201, (await gateway.CallAsync("PUT", "/api/v1/connections/obsidian/default", """{"vault":"team/held"}""", eve)).Status);
    }

    [Fact]
    public async Task A_call_is_answered_counted_and_audited()
    {
        var before = Calls(await gateway.CallAsync("GET", "/api/v1/usage"));
        var call = await gateway.CallAsync("POST", "/api/v1/tools/obsidian_search_notes", """{"query":"ada"}""");
        var refused = await gateway.CallAsync("POST", "/api/v1/tools/obsidian_search_notes", "{}");
        var entries = (await gateway.CallAsync("GET", "/api/v1/audit?limit=2")).Body.GetProperty("entries");

        Assert.Equal((200, "Plan.md"), (call.Status, call.Body.GetProperty("notes")[0].GetProperty("path").GetString()));
        Assert.Equal(call.Headers.GetValues("X-Square-Call-Id").Single(), entries[1].GetProperty("call_id").GetString());
        Assert.Equal(refused.Headers.GetValues("X-Square-Call-Id").Single(), entries[0].GetProperty("call_id").GetString());
        Assert.Equal(("ok", "invalid_argument"), (entries[1].GetProperty("outcome").GetString(), entries[0].GetProperty("outcome").GetString()));
        Assert.Equal(before + 1, Calls(await gateway.CallAsync("GET", "/api/v1/usage")));
        Assert.True((await gateway.CallAsync("GET", "/api/v1/audit/verify")).Body.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Customers_page_through_without_gap_or_repeat()
    {
        for (var i = 0; i < 5; i++)
        {
            await gateway.AnotherCustomerAsync();
        }

        var seen = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await gateway.CallAsync("GET", $"/api/v1/admin/customers?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}", key: McpGateway.AdminKey);
            seen.AddRange(page.Body.GetProperty("customers").EnumerateArray().Select(customer => customer.GetProperty("id").GetString()));
            cursor = page.Body.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.True(seen.Count >= 6);
        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task The_rest_tools_are_those_of_mcp()
    {
        var rest = (await gateway.CallAsync("GET", "/api/v1/tools")).Body.GetProperty("tools");
        var mcp = (await gateway.AskAsync("tools/list")).Json.GetProperty("result").GetProperty("tools");

        Assert.Equal(mcp.GetRawText(), rest.GetRawText());
    }

    [Fact]
    public async Task Health_and_metrics_answer()
    {
        Assert.Equal("ready\n", await gateway.Http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken));
        Assert.Contains("http_server_request_duration_seconds_count{http_route=\"/health/ready\"", await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var forwarded = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Forwarded-For", "192.0.2.1" } } };
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await gateway.Http.SendAsync(forwarded, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Calls_are_measured_by_tool_and_outcome_and_a_name_nobody_gave_is_no_series()
    {
        await gateway.CallAsync("POST", "/api/v1/tools/obsidian_read_note", """{"path":"Plan.md"}""");
        await gateway.CallAsync("POST", "/api/v1/tools/obsidian_read_note", """{"path":"None.md"}""");
        await gateway.CallAsync("POST", "/api/v1/tools/made_up_by_a_caller", "{}");

        var metrics = await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Contains("squaremcp_tool_call_duration_seconds_count{tool=\"obsidian_read_note\",outcome=\"success\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("squaremcp_tool_call_duration_seconds_count{tool=\"obsidian_read_note\",outcome=\"not_found\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("{tool=\"unknown\",outcome=\"unknown_tool\"", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("made_up", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_openapi_document_is_the_committed_one()
    {
        var now = await gateway.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken) + "\n";
        if (Environment.GetEnvironmentVariable("SQUAREMCP_UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, Snapshot), now, TestContext.Current.CancellationToken);
        }

        Assert.True(Repository.Read(Snapshot) == now, $"{Snapshot} is not what the gateway serves. If the change is meant: SQUAREMCP_UPDATE_SNAPSHOTS=1 dotnet test --filter RouteTests");
    }

    private static long Calls((int, System.Text.Json.JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders, string?) usage) => usage.Body.GetProperty("calls").GetInt64();
}
