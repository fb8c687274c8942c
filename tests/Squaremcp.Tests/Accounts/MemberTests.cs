using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

public sealed class MemberTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    [Fact]
    public async Task The_last_owner_can_neither_leave_nor_step_down()
    {
        using var team = await Team.OfAsync(gateway);
        var owner = await team.MemberAsync(Role.Owner);

        Assert.Equal(403, (await team.CallAsync(owner, "DELETE", "/api/v1/account/memberships/" + team.Id)).Status);
        Assert.Equal(403, (await team.CallAsync(owner, "PUT", "/api/v1/members/" + owner.Email, new { role = "admin" })).Status);
        Assert.Equal(403, (await gateway.CallAsync("DELETE", "/api/v1/members/" + owner.Email, key: team.Key)).Status);
        await team.MemberAsync(Role.Owner);
        Assert.Equal(204, (await team.CallAsync(owner, "DELETE", "/api/v1/account/memberships/" + team.Id)).Status);
        Assert.Equal(403, (await team.CallAsync(owner, "GET", "/api/v1/me")).Status);
    }

    [Fact]
    public async Task An_admin_makes_and_unmakes_no_owner_and_nobody_raises_themselves()
    {
        using var team = await Team.OfAsync(gateway);
        var (owner, admin, member) = (await team.MemberAsync(Role.Owner), await team.MemberAsync(Role.Admin), await team.MemberAsync(Role.Member));

        Assert.Equal(403, (await team.CallAsync(admin, "PUT", "/api/v1/members/" + admin.Email, new { role = "owner" })).Status);
        Assert.Equal(403, (await team.CallAsync(admin, "PUT", "/api/v1/members/" + owner.Email, new { role = "viewer" })).Status);
        Assert.Equal(403, (await team.CallAsync(admin, "DELETE", "/api/v1/members/" + owner.Email)).Status);
        Assert.Equal(403, (await team.CallAsync(admin, "POST", "/api/v1/invitations", new { email = "friend@example.org", role = "owner" })).Status);
        Assert.Equal(403, (await team.CallAsync(member, "PUT", "/api/v1/members/" + member.Email, new { role = "admin" })).Status);
        Assert.Equal(204, (await team.CallAsync(admin, "PUT", "/api/v1/members/" + member.Email, new { role = "viewer" })).Status);
        Assert.Equal(204, (await team.CallAsync(owner, "PUT", "/api/v1/members/" + admin.Email, new { role = "owner" })).Status);
        Assert.Equal(["owner", "owner", "viewer"], (await team.PeopleAsync()).Members.Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Removal_ends_the_persons_apps_for_that_customer_at_once_and_no_other()
    {
        using var team = await Team.OfAsync(gateway);
        var person = await team.MemberAsync(Role.Admin);
        var (here, own) = (await TokenAsync(person, team.Id), await TokenAsync(person, null));
        Assert.Equal((200, 200), (await MeAsync(here), await MeAsync(own)));

        Assert.Equal(204, (await gateway.CallAsync("DELETE", "/api/v1/members/" + person.Email, key: team.Key)).Status);
        gateway.Clock.Advance(TimeSpan.FromSeconds(6)); // a frontend may remember a credential for five

        Assert.Equal((401, 200), (await MeAsync(here), await MeAsync(own)));
        Assert.DoesNotContain(team.Id, (await person.GetAsync("/api/v1/account")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<select", (await person.AskAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_lets_choose_between_customers()
    {
        using var team = await Team.OfAsync(gateway);
        var person = await team.MemberAsync(Role.Viewer);

        Assert.Contains($"<option value=\"{team.Id}\">", (await person.AskAsync()).Text, StringComparison.Ordinal);
        using var me = JsonDocument.Parse((await gateway.RequestAsync("GET", "/api/v1/me", ("Authorization", "Bearer " + await TokenAsync(person, team.Id)))).Text);
        Assert.Equal(team.Id, me.RootElement.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(Role.Viewer, 403, "role"), InlineData(Role.Member, 409, null)]
    public async Task A_viewer_calls_no_tool_that_changes_something_by_browser_or_app(Role role, int status, string? reason)
    {
        using var team = await Team.OfAsync(gateway);
        var person = await team.MemberAsync(role);
        var token = await TokenAsync(person, team.Id);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tools/obsidian_append_to_note") { Content = new StringContent("{}", null, "application/json") };

        var byApp = await gateway.RequestAsync(request, ("Authorization", "Bearer " + token));
        var byBrowser = await team.CallAsync(person, "POST", "/api/v1/tools/obsidian_append_to_note", new { });

        Assert.Equal((status, status), (byApp.Status, byBrowser.Status));
        Assert.Equal((reason, reason), (Reason(byApp.Json), Reason(byBrowser.Json)));
        Assert.Equal(409, (await team.CallAsync(person, "POST", "/api/v1/tools/obsidian_read_note", new { })).Status);
        var tools = (await team.CallAsync(person, "GET", "/api/v1/tools")).Text;
        Assert.Contains("square_", tools, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_by_browser_needs_the_proof()
    {
        using var team = await Team.OfAsync(gateway);
        var owner = await team.MemberAsync(Role.Owner);

        Assert.Equal(403, (await team.CallAsync(owner, "POST", "/api/v1/keys", new { name = "x" }, proved: false)).Status);
        Assert.Equal(201, (await team.CallAsync(owner, "POST", "/api/v1/keys", new { name = "x" })).Status);
    }

    private static string? Reason(JsonElement problem) => problem.TryGetProperty("reason", out var reason) ? reason.GetString() : null;

    private async Task<int> MeAsync(string token) => (await gateway.RequestAsync("GET", "/api/v1/me", ("Authorization", "Bearer " + token))).Status;

    /// <summary>An access token for REST, for this customer or the person's own.</summary>
    private async Task<string> TokenAsync(WebPerson person, string? customer)
    {
        (string, string?)[] changes = [("resource", gateway.Origin + "/api/v1"), ("scope", "api")];
        var consent = await person.AskAsync("tool", changes);
        var own = (await person.GetAsync("/api/v1/account")).Json.GetProperty("memberships")[0].GetProperty("customer_id").GetString()!;
        var sent = await person.SubmitAsync(consent, 0, ("decision", "allow"), ("access", "full"), ("customer", customer ?? own));
        var answer = await gateway.RedeemAsync(AuthorizeQuery.Answer(sent)["code"], "tool", ("resource", gateway.Origin + "/api/v1"));
        Assert.True(answer.Status == 200, answer.Text);
        return Tokens.Of(answer).Access;
    }
}
