using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Frontend.Api;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

/// <summary>A customer that the operator has stopped: nothing is done in its name, and it learns why.</summary>
public sealed class SuspensionTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    private const string Why = "Invoice 12 is open.";

    [Fact]
    public async Task Keys_sessions_and_the_admin_key_call_no_platform_tool_from_the_answer_on()
    {
        using var team = await Team.OfAsync(gateway);
        var owner = await team.MemberAsync(Role.Owner);
        Assert.Equal(409, (await gateway.CallAsync("POST", "/api/v1/tools/obsidian_read_note", "{}", team.Key)).Status); // not connected: let in

        await gateway.SuspendAsync(team.Id, Why);

        var byKey = await gateway.CallAsync("POST", "/api/v1/tools/obsidian_read_note", "{}", team.Key);
        var byBrowser = await team.CallAsync(owner, "POST", "/api/v1/tools/obsidian_read_note", new { });
        var byOperator = await gateway.ActForAsync(team.Id, "POST", "/api/v1/tools/obsidian_read_note", "{}");
        Assert.Equal((403, "customer_suspended"), (byKey.Status, byKey.Body.GetProperty("reason").GetString()));
        Assert.Contains(Why, byKey.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((403, 403), (byBrowser.Status, byOperator.Status));
        Assert.Equal(("customer_suspended", "customer_suspended"), (byBrowser.Json.GetProperty("reason").GetString(), byOperator.Json.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task An_assistant_is_told_why_and_still_finds_out_what_was_done()
    {
        using var team = await Team.OfAsync(gateway);
        await gateway.SuspendAsync(team.Id, Why);

        var stopped = (await gateway.AskAsync("tools/call", new { name = "obsidian_read_note", arguments = new { path = "Plan.md" } }, ("x-api-key", team.Key))).Json.GetProperty("result");
        Assert.True(stopped.GetProperty("isError").GetBoolean());
        Assert.Contains("customer_suspended", stopped.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains(Why, stopped.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        var told = (await gateway.AskAsync("tools/call", new { name = "square_list_recent_calls", arguments = new { } }, ("x-api-key", team.Key))).Json.GetProperty("result");
        Assert.False(told.GetProperty("isError").GetBoolean());
    }

    [Fact]
    public async Task Every_route_that_is_not_for_reading_or_taking_away_is_closed()
    {
        using var team = await Team.OfAsync(gateway);
        await gateway.SuspendAsync(team.Id, Why);
        var wrong = new List<string>();
        foreach (var route in RouteDeeds.All.Keys)
        {
            var (method, path) = (route.Split(' ')[0], RoleTableTests.Filled(route.Split(' ')[1]));
            using var request = new HttpRequestMessage(new(method), path) { Content = method is "POST" or "PUT" ? new StringContent("{}", null, "application/json") : null };
            var answer = await gateway.RequestAsync(request, ("x-api-key", team.Key));
            var closed = answer.Status == 403 && answer.Json.TryGetProperty("reason", out var reason) && reason.GetString() == "customer_suspended";
            if (closed == RouteDeeds.IsOpenWhileSuspended(route) || answer.Status >= 500)
            {
                wrong.Add($"{route}: {answer.Status} {answer.Text}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal((true, true, false, false, false), (
            RouteDeeds.IsOpenWhileSuspended("GET /api/v1/audit/export"), RouteDeeds.IsOpenWhileSuspended("DELETE /api/v1/keys/{id}"), RouteDeeds.IsOpenWhileSuspended("POST /api/v1/keys"),
            RouteDeeds.IsOpenWhileSuspended("PUT /api/v1/policy"), RouteDeeds.IsOpenWhileSuspended("POST /api/v1/connections/{platform}/{account}/check")));
    }

    [Fact]
    public async Task The_customer_sees_reason_and_record_and_exports_its_trail()
    {
        using var team = await Team.OfAsync(gateway);
        var owner = await team.MemberAsync(Role.Owner);
        await gateway.SuspendAsync(team.Id, Why);

        Assert.Equal(Why, (await gateway.CallAsync("GET", "/api/v1/me", key: team.Key)).Body.GetProperty("suspended").GetProperty("reason").GetString());
        Assert.Contains(Why, (await owner.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Contains("customer.suspend", (await gateway.RequestAsync("GET", "/api/v1/audit/export", ("x-api-key", team.Key))).Text, StringComparison.Ordinal);
        var entry = (await gateway.CallAsync("GET", "/api/v1/audit?action=customer.suspend", key: team.Key)).Body.GetProperty("entries")[0];
        Assert.Equal(("admin", "ok", Why), (entry.GetProperty("actor").GetString(), entry.GetProperty("outcome").GetString(), entry.GetProperty("summary").GetString()));
    }

    [Fact]
    public async Task Resumed_everything_is_as_before_and_that_is_recorded()
    {
        using var team = await Team.OfAsync(gateway);
        await gateway.SuspendAsync(team.Id, Why);
        Assert.Equal(204, (await gateway.CallAsync("DELETE", $"/api/v1/admin/customers/{team.Id}/suspension", key: McpGateway.AdminKey)).Status);

        Assert.Equal(409, (await gateway.CallAsync("POST", "/api/v1/tools/obsidian_read_note", "{}", team.Key)).Status);
        Assert.Equal(201, (await gateway.CallAsync("POST", "/api/v1/keys", """{"name":"second"}""", team.Key)).Status);
        Assert.False((await gateway.CallAsync("GET", "/api/v1/me", key: team.Key)).Body.TryGetProperty("suspended", out _));
        Assert.Equal(1, (await gateway.CallAsync("GET", "/api/v1/audit?action=customer.resume", key: team.Key)).Body.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task An_app_keeps_its_grant_over_a_suspension_and_none_is_let_in_during_it()
    {
        using var team = await Team.OfAsync(gateway);
        var owner = await team.MemberAsync(Role.Owner);
        var consent = await owner.AskAsync("tool");
        await gateway.SuspendAsync(team.Id, Why);

        var refused = await owner.SubmitAsync(consent, 0, ("decision", "allow"), ("access", "full"), ("customer", team.Id));
        Assert.Equal(400, refused.Status);
        Assert.Contains(Why, System.Net.WebUtility.HtmlDecode(refused.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_joins_a_suspended_customer()
    {
        using var team = await Team.OfAsync(gateway);
        var person = await team.PersonAsync();
        Assert.Equal(201, (await team.InviteAsync(person.Email, "member")).Status);
        var link = await team.LinkAsync(person);
        await gateway.SuspendAsync(team.Id, Why);

        Assert.NotEqual(303, (await team.AcceptAsync(person, link)).Status);
        Assert.Empty((await team.PeopleAsync()).Members);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\\nlines")]
    public async Task A_suspension_needs_a_reason_that_can_be_shown(string reason)
    {
        using var team = await Team.OfAsync(gateway);
        Assert.Equal(400, (await gateway.CallAsync("PUT", $"/api/v1/admin/customers/{team.Id}/suspension", $$"""{"reason":"{{reason}}"}""", McpGateway.AdminKey)).Status);
        Assert.Equal(404, (await gateway.CallAsync("PUT", "/api/v1/admin/customers/cus_nobody/suspension", """{"reason":"x"}""", McpGateway.AdminKey)).Status);
    }

    [Fact]
    public async Task A_support_page_finds_customers_by_words_plan_and_standing_and_sees_their_use()
    {
        using var team = await Team.OfAsync(gateway);
        await gateway.SuspendAsync(team.Id, Why);

        var found = Assert.Single(await ListAsync($"search={team.Id[^8..].ToUpperInvariant()}&plan=free&suspended=true"));
        Assert.Equal((team.Id, Why), (found.GetProperty("id").GetString(), found.GetProperty("suspended").GetProperty("reason").GetString()));
        Assert.Equal(0, found.GetProperty("this_month").GetProperty("calls").GetInt64());
        Assert.Empty(await ListAsync($"search={team.Id[^8..]}&suspended=false"));
        Assert.Empty(await ListAsync($"search={team.Id[^8..]}&plan=pro"));
        Assert.Contains(await ListAsync("search=ANNA@"), one => one.GetProperty("id").GetString() == gateway.CustomerId);
        var detail = (await gateway.CallAsync("GET", $"/api/v1/admin/customers/{team.Id}", key: McpGateway.AdminKey)).Body;
        Assert.Equal((1, 0), (detail.GetProperty("counts").GetProperty("keys").GetInt32(), detail.GetProperty("counts").GetProperty("connections").GetInt32()));
        Assert.Equal(400, (await gateway.CallAsync("GET", "/api/v1/admin/customers?suspended=perhaps", key: McpGateway.AdminKey)).Status);
        Assert.Equal(400, (await gateway.CallAsync("GET", "/api/v1/admin/customers?plan=golden", key: McpGateway.AdminKey)).Status);
    }

    [Fact]
    public async Task Plans_are_listed_with_their_limits_and_how_many_have_them()
    {
        var plans = (await gateway.CallAsync("GET", "/api/v1/admin/plans", key: McpGateway.AdminKey)).Body.GetProperty("plans").EnumerateArray().ToDictionary(one => one.GetProperty("plan").GetString()!);

        Assert.Equal(["free", "starter", "pro", "enterprise", "sandbox"], plans.Keys);
        Assert.True(plans["pro"].GetProperty("customers").GetInt64() >= 1);
        Assert.True(plans["free"].GetProperty("limits").GetProperty("calls_per_month").GetInt64() > 0);
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string query) =>
        [.. (await gateway.CallAsync("GET", "/api/v1/admin/customers?" + query, key: McpGateway.AdminKey)).Body.GetProperty("customers").EnumerateArray()];
}
