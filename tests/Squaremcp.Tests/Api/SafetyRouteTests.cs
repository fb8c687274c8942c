using System.Net.Http.Json;
using System.Text.Json;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Api;

/// <summary>Writes, limits and policy as a customer's program and the operator meet them by REST.</summary>
public sealed class SafetyRouteTests(McpGateway gateway) : IClassFixture<McpGateway>
{
    [Fact]
    public async Task A_write_by_header_key_is_done_once_and_can_be_looked_up()
    {
        var first = await PostAsync("/api/v1/tools/obsidian_append_to_note", new { path = "Once.md", content = "one" }, ("Idempotency-Key", "\"rest-1\""));
        var second = await PostAsync("/api/v1/tools/obsidian_append_to_note", new { path = "Once.md", content = "one" }, ("Idempotency-Key", "rest-1"));

        Assert.Equal((200, 200), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        var id = first.Headers.GetValues("X-Square-Write-Id").Single();
        Assert.Equal(id, second.Headers.GetValues("X-Square-Write-Id").Single());

        var write = await GetAsync($"/api/v1/writes/{id}");
        Assert.Equal(("done", "rest-1", "path=Once.md, content=(3 characters)"), (write.GetProperty("status").GetString(), write.GetProperty("idempotency_key").GetString(), write.GetProperty("summary").GetString()));
        Assert.Equal(id, (await GetAsync("/api/v1/writes?idempotency_key=rest-1&status=done")).GetProperty("writes")[0].GetProperty("id").GetString());
        Assert.Equal(409, (int)(await PostAsync($"/api/v1/writes/{id}/resolution", new { outcome = "done" })).StatusCode);
    }

    [Theory]
    [InlineData("rest-2", 422)]
    [InlineData("\"rest-2\"", 422)]
    [InlineData("", 400)]
    [InlineData("\"\"", 400)]
    [InlineData("\"a\"b\"", 400)]
    [InlineData("two words", 400)]
    public async Task A_key_that_is_none_or_stands_for_something_else_is_refused(string key, int status)
    {
        await PostAsync("/api/v1/tools/obsidian_append_to_note", new { path = "Two.md", content = "one" }, ("Idempotency-Key", "rest-2"));

        Assert.Equal(status, (int)(await PostAsync("/api/v1/tools/obsidian_append_to_note", new { path = "Two.md", content = "two" }, ("Idempotency-Key", key))).StatusCode);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_done()
    {
        var answer = await PostAsync("/api/v1/tools/obsidian_append_to_note", new { path = "Never.md", content = "x", dry_run = true });

        Assert.Equal("""{"dry_run":{"would":"Create Never.md with 2 bytes."}}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(404, (int)(await PostAsync("/api/v1/tools/obsidian_read_note", new { path = "Never.md" })).StatusCode);
    }

    [Fact]
    public async Task A_policy_is_changed_only_from_what_it_says_now()
    {
        using var read = await SendAsync(HttpMethod.Get, "/api/v1/policy", null);
        var etag = read.Headers.ETag!.Tag;
        var policy = new { deny_tools = new[] { "obsidian_update_*" } };

        Assert.Equal(428, (int)(await SendAsync(HttpMethod.Put, "/api/v1/policy", policy)).StatusCode);
        Assert.Equal(412, (int)(await SendAsync(HttpMethod.Put, "/api/v1/policy", policy, ("If-Match", "\"999\""))).StatusCode);
        using var put = await SendAsync(HttpMethod.Put, "/api/v1/policy", policy, ("If-Match", etag));
        Assert.Equal(200, (int)put.StatusCode);
        Assert.Equal(412, (int)(await SendAsync(HttpMethod.Put, "/api/v1/policy", policy, ("If-Match", etag))).StatusCode);

        var tools = (await GetAsync("/api/v1/tools")).GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()).ToList();
        Assert.DoesNotContain("obsidian_update_note", tools);
        Assert.Contains("obsidian_append_to_note", tools);
        var refused = await PostAsync("/api/v1/tools/obsidian_update_note", new { path = "Plan.md", content = "x" });
        Assert.Equal((403, "policy_deny_tools"), ((int)refused.StatusCode, (await BodyAsync(refused)).GetProperty("reason").GetString()));
        Assert.Equal(200, (int)(await SendAsync(HttpMethod.Put, "/api/v1/policy", new { }, ("If-Match", put.Headers.ETag!.Tag))).StatusCode);
    }

    [Theory]
    [InlineData("""{"deny_tools":["nothing_like_it"]}""", "deny_tools")]
    [InlineData("""{"allow_tools":[null]}""", "allow_tools")]
    [InlineData("""{"quiet_hours":{"from":"25:00","to":"07:00","time_zone":"UTC"}}""", "HH:mm")]
    [InlineData("""{"quiet_hours":{"from":"07:00","to":"07:00","time_zone":"UTC"}}""", "must differ")]
    [InlineData("""{"quiet_hours":{"from":"22:00","to":"07:00","time_zone":"Mars/Olympus"}}""", "IANA")]
    [InlineData("""{"quiet_hours":{"from":"22:00","to":"07:00","time_zone":"UTC","days":["someday"]}}""", "mon, tue")]
    [InlineData("""{"daily_send_budget":{"email/none":1}}""", "daily_send_budget")]
    [InlineData("""{"colour":1}""", "colour")]
    public async Task A_policy_that_says_nothing_is_refused(string body, string why)
    {
        using var answer = await SendAsync(HttpMethod.Put, "/api/v1/policy", JsonElement.Parse(body), ("If-Match", "\"0\""));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(why, (await BodyAsync(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_up_limit_is_told_in_the_standards_words()
    {
        var made = await BodyAsync(await PostAsync("/api/v1/keys", new { name = "slow", calls_per_minute = 0 }));
        Assert.Equal(0, made.GetProperty("calls_per_minute").GetInt32());

        using var answer = await SendAsync(HttpMethod.Post, "/api/v1/tools/obsidian_sync_status", new { }, ("x-api-key", made.GetProperty("key").GetString()!));
        var problem = await BodyAsync(answer);
        Assert.Equal((429, "https://iana.org/assignments/http-problem-types#quota-exceeded"), ((int)answer.StatusCode, problem.GetProperty("type").GetString()));
        Assert.Equal("calls_per_minute", problem.GetProperty("violated-policies")[0].GetString());
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Matches("^\"calls_per_month\";q=1000000;w=[0-9]+, \"calls_per_minute\";q=6000;w=60$", answer.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Matches("^\"calls_per_month\";r=[0-9]+;t=[0-9]+, \"calls_per_minute\";r=[0-9]+;t=[0-9]+$", answer.Headers.GetValues("RateLimit").Single());
    }

    [Fact]
    public async Task The_operator_overrides_a_plan_and_moves_a_customer()
    {
        var admin = ("x-api-key", McpGateway.AdminKey);
        using var set = await SendAsync(HttpMethod.Put, $"/api/v1/admin/customers/{gateway.CustomerId}/limits", new { calls_per_month = -1, retention_days = 5 }, admin);
        var limits = await BodyAsync(set);
        Assert.False(limits.GetProperty("limits").TryGetProperty("calls_per_month", out _));
        Assert.Equal(5, limits.GetProperty("limits").GetProperty("retention_days").GetInt32());
        using var moved = await SendAsync(HttpMethod.Put, $"/api/v1/admin/customers/{gateway.CustomerId}/plan", new { plan = "starter" }, admin);
        Assert.Equal("starter", (await BodyAsync(moved)).GetProperty("plan").GetString());
        Assert.Equal(400, (int)(await SendAsync(HttpMethod.Put, $"/api/v1/admin/customers/{gateway.CustomerId}/limits", new { daily_sends = -2 }, admin)).StatusCode);
        Assert.Equal(400, (int)(await SendAsync(HttpMethod.Put, $"/api/v1/admin/customers/{gateway.CustomerId}/plan", new { plan = "gold" }, admin)).StatusCode);
        Assert.Equal(404, (int)(await SendAsync(HttpMethod.Get, "/api/v1/admin/customers/cus_none/limits", null, admin)).StatusCode);
        using var back = await SendAsync(HttpMethod.Put, $"/api/v1/admin/customers/{gateway.CustomerId}/plan", new { plan = "pro" }, admin);
        using var cleared = await SendAsync(HttpMethod.Put, $"/api/v1/admin/customers/{gateway.CustomerId}/limits", new { }, admin);
        Assert.Equal(1_000_000, (await BodyAsync(cleared)).GetProperty("limits").GetProperty("calls_per_month").GetInt32());
        Assert.Equal("pro", (await GetAsync("/api/v1/limits")).GetProperty("plan").GetString());
    }

    private async Task<JsonElement> GetAsync(string path) => (await gateway.CallAsync("GET", path)).Body;

    private Task<HttpResponseMessage> PostAsync(string path, object body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, headers);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (!headers.Any(header => header.Name == "x-api-key"))
        {
            request.Headers.Add("x-api-key", gateway.Key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
}
