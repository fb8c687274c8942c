using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Frontend.Api;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

/// <summary>The operator's people acting as a customer: by name, for a while, never for more than they may, and always seen.</summary>
public sealed class ImpersonationTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Every_route_is_open_or_closed_to_an_impersonation_as_the_table_says(bool changes)
    {
        using var team = await Team.OfAsync(gateway);
        var impersonation = await gateway.ImpersonateAsync(team.Id, changes);
        var role = changes ? Role.Member : Role.Viewer;
        var wrong = new List<string>();
        foreach (var route in RouteDeeds.All.Keys)
        {
            var answer = await gateway.AsOperatorAsync(impersonation, route.Split(' ')[0], RoleTableTests.Filled(route.Split(' ')[1]));
            var closed = answer is { Status: 403 } && answer.Json.TryGetProperty("reason", out var reason) && reason.GetString() == "impersonation";
            if (closed == RouteDeeds.MayImpersonate(role, route) || answer.Status is 401 or >= 500)
            {
                wrong.Add($"{route}: {answer.Status} {answer.Text}");
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("POST /api/v1/keys"), InlineData("DELETE /api/v1/keys/{id}"), InlineData("PUT /api/v1/members/{email}"), InlineData("DELETE /api/v1/members/{email}"), InlineData("POST /api/v1/invitations")]
    [InlineData("POST /api/v1/invitations/{id}/resend"), InlineData("DELETE /api/v1/invitations/{id}"), InlineData("DELETE /api/v1/grants/{id}"), InlineData("PUT /api/v1/policy"), InlineData("DELETE /api/v1/impersonations/{id}")]
    [InlineData("PUT /api/v1/connections/{platform}/{account}"), InlineData("POST /api/v1/connections/{platform}/{account}/authorize"), InlineData("DELETE /api/v1/connections/{platform}/{account}")]
    public void No_impersonation_changes_who_and_what_gets_in(string route)
    {
        Assert.True(RouteDeeds.All.ContainsKey(route));
        Assert.False(RouteDeeds.MayImpersonate(Role.Viewer, route) || RouteDeeds.MayImpersonate(Role.Member, route));
    }

    [Fact]
    public async Task Accounts_and_the_operators_routes_are_closed_to_it_so_it_cannot_begin_another()
    {
        using var team = await Team.OfAsync(gateway);
        var impersonation = await gateway.ImpersonateAsync(team.Id, changes: true);
        var closed = new List<int>();
        foreach (var (method, path) in new[] { ("POST", $"/api/v1/admin/customers/{team.Id}/impersonations"), ("GET", "/api/v1/admin/customers"), ("GET", "/api/v1/account"), ("POST", "/api/v1/account/password"), ("DELETE", "/api/v1/account/sessions"), ("POST", "/api/v1/account/totp") })
        {
            closed.Add((await gateway.AsOperatorAsync(impersonation, method, path)).Status);
        }

        Assert.All(closed, status => Assert.Equal(403, status));
    }

    [Fact]
    public async Task Reading_only_it_calls_no_tool_that_changes_and_with_changes_it_does()
    {
        var reading = await gateway.ImpersonateAsync(gateway.CustomerId);
        var changing = await gateway.ImpersonateAsync(gateway.CustomerId, changes: true);

        Assert.Equal(200, (await gateway.AsOperatorAsync(reading, "POST", "/api/v1/tools/obsidian_read_note", """{"path":"Plan.md"}""")).Status);
        var refused = await gateway.AsOperatorAsync(reading, "POST", "/api/v1/tools/obsidian_append_to_note", """{"path":"Theirs.md","content":"x"}""");
        Assert.Equal((403, "impersonation"), (refused.Status, refused.Json.Text("reason")));
        Assert.Equal(200, (await gateway.AsOperatorAsync(changing, "POST", "/api/v1/tools/obsidian_append_to_note", """{"path":"Theirs.md","content":"x"}""")).Status);
        Assert.DoesNotContain("obsidian_append_to_note", (await gateway.AsOperatorAsync(reading, "GET", "/api/v1/tools")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_deed_beginning_and_end_stand_in_the_customers_trail_by_name_and_reason()
    {
        using var team = await Team.OfAsync(gateway);
        var impersonation = await gateway.ImpersonateAsync(team.Id, reason: "cannot find the note");
        await gateway.AsOperatorAsync(impersonation, "POST", "/api/v1/tools/square_get_usage");
        Assert.Equal(200, (await gateway.AskAsync("tools/call", new { name = "square_list_connections", arguments = new { } }, ("x-api-key", ""), ("Authorization", "Bearer " + impersonation.Text("token")))).Status);
        Assert.Equal(204, (await gateway.CallAsync("DELETE", $"/api/v1/admin/customers/{team.Id}/impersonations/{impersonation.Text("id")}", key: McpGateway.AdminKey)).Status);

        var actor = impersonation.Text("actor");
        Assert.Equal($"operator Olga as viewer ({impersonation.Text("id")}): cannot find the note", actor);
        var entries = (await gateway.CallAsync("GET", $"/api/v1/audit?actor={Uri.EscapeDataString(actor)}", key: team.Key)).Body.GetProperty("entries").EnumerateArray().Select(one => $"{one.Text("action")} {one.Text("target")}");
        Assert.Equal(["tool.call square_list_connections", "tool.call square_get_usage", $"impersonation.begin {impersonation.Text("id")}"], entries);
        var end = Assert.Single((await gateway.CallAsync("GET", "/api/v1/audit?action=impersonation.end", key: team.Key)).Body.GetProperty("entries").EnumerateArray());
        Assert.Equal(("admin", "ok", impersonation.Text("id")), (end.Text("actor"), end.Text("outcome"), end.Text("target")));
        Assert.Contains(actor, end.Text("summary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ended_it_is_refused_with_the_next_request_by_every_door()
    {
        using var team = await Team.OfAsync(gateway);
        var impersonation = await gateway.ImpersonateAsync(team.Id);
        Assert.Equal(200, (await gateway.AsOperatorAsync(impersonation, "GET", "/api/v1/me")).Status);
        Assert.Equal(204, (await gateway.CallAsync("DELETE", "/api/v1/impersonations/" + impersonation.Text("id"), key: team.Key)).Status);

        Assert.Equal(401, (await gateway.AsOperatorAsync(impersonation, "GET", "/api/v1/me")).Status);
        Assert.Equal(401, (await gateway.AskAsync("tools/list", null, ("x-api-key", ""), ("Authorization", "Bearer " + impersonation.Text("token")))).Status);
        Assert.Equal(404, (await gateway.CallAsync("DELETE", "/api/v1/impersonations/" + impersonation.Text("id"), key: team.Key)).Status);
    }

    [Fact]
    public async Task It_cannot_outlive_its_time_and_its_end_is_recorded_then()
    {
        using var team = await Team.OfAsync(gateway);
        var impersonation = await gateway.ImpersonateAsync(team.Id, minutes: 60);
        gateway.Clock.Advance(TimeSpan.FromMinutes(60));

        Assert.Equal(401, (await gateway.AsOperatorAsync(impersonation, "GET", "/api/v1/me")).Status);
        var shown = Assert.Single((await gateway.CallAsync("GET", "/api/v1/impersonations", key: team.Key)).Body.GetProperty("impersonations").EnumerateArray());
        Assert.Equal((false, "system", "Olga", "ticket 7"), (shown.GetProperty("active").GetBoolean(), shown.Text("ended_by"), shown.Text("operator"), shown.Text("reason")));
        Assert.False(shown.TryGetProperty("token", out _));
        Assert.Equal("expired", Assert.Single((await gateway.CallAsync("GET", "/api/v1/audit?action=impersonation.end", key: team.Key)).Body.GetProperty("entries").EnumerateArray()).Text("outcome"));
    }

    [Theory]
    [InlineData("Olga", "", 30), InlineData("", "ticket", 30), InlineData("Olga", "ticket", 61), InlineData("Olga", "ticket", 0), InlineData("Ol\nga", "ticket", 30)]
    public async Task It_needs_a_name_a_reason_and_an_hour_at_most(string name, string reason, int minutes)
    {
        using var team = await Team.OfAsync(gateway);
        var refused = await gateway.CallAsync("POST", $"/api/v1/admin/customers/{team.Id}/impersonations", JsonSerializer.Serialize(new { @operator = name, reason, minutes }), McpGateway.AdminKey);

        Assert.Equal(400, refused.Status);
        Assert.Empty((await gateway.CallAsync("GET", "/api/v1/impersonations", key: team.Key)).Body.GetProperty("impersonations").EnumerateArray());
    }

    [Fact]
    public async Task Members_see_it_on_their_page_and_admins_stop_it_there()
    {
        using var team = await Team.OfAsync(gateway);
        var (owner, viewer) = (await team.MemberAsync(Role.Owner), await team.MemberAsync(Role.Viewer));
        var impersonation = await gateway.ImpersonateAsync(team.Id, reason: "a <b>ticket</b>");

        var page = (await viewer.GetAsync("/account")).Text;
        Assert.Contains("Olga", page, StringComparison.Ordinal);
        Assert.Contains("a &lt;b&gt;ticket", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Stop it", page, StringComparison.Ordinal);
        await viewer.SendAsync("/account/impersonations/end", ("customer", team.Id), ("id", impersonation.Text("id")));
        Assert.Equal(200, (await gateway.AsOperatorAsync(impersonation, "GET", "/api/v1/me")).Status);

        Assert.Contains("Stop it", (await owner.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.Equal(303, (await owner.SendAsync("/account/impersonations/end", ("customer", team.Id), ("id", impersonation.Text("id")))).Status);
        Assert.Equal(401, (await gateway.AsOperatorAsync(impersonation, "GET", "/api/v1/me")).Status);
        Assert.Equal(owner.Email, (await gateway.CallAsync("GET", "/api/v1/impersonations", key: team.Key)).Body.GetProperty("impersonations")[0].Text("ended_by"));
    }

    [Fact]
    public async Task A_token_of_one_customer_names_no_other_and_a_changed_one_is_none()
    {
        using var team = await Team.OfAsync(gateway);
        var (other, _) = await gateway.AnotherCustomerAsync();
        var token = (await gateway.ImpersonateAsync(team.Id)).Text("token");

        foreach (var forged in new[] { token.Replace(team.Id[4..], other[4..], StringComparison.Ordinal), token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), token[..^1] })
        {
            Assert.Equal(401, (await gateway.RequestAsync("GET", "/api/v1/me", ("Authorization", "Bearer " + forged))).Status);
        }

        var named = await gateway.RequestAsync("GET", "/api/v1/me", ("Authorization", "Bearer " + token), ("X-Square-Customer", other));
        Assert.Equal(team.Id, named.Json.Text("id"));
    }

    [Fact]
    public async Task In_a_suspended_customer_it_does_no_more_than_the_customer()
    {
        using var team = await Team.OfAsync(gateway);
        await gateway.SuspendAsync(team.Id, "Looked into.");
        var impersonation = await gateway.ImpersonateAsync(team.Id, changes: true);

        Assert.Equal(200, (await gateway.AsOperatorAsync(impersonation, "GET", "/api/v1/audit")).Status);
        Assert.Equal("customer_suspended", (await gateway.AsOperatorAsync(impersonation, "POST", "/api/v1/tools/obsidian_read_note")).Json.Text("reason"));
    }
}
