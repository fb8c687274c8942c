using Squaremcp.Customers;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Accounts;

public sealed class InvitationTests(OAuthGateway gateway) : IClassFixture<OAuthGateway>
{
    [Fact]
    public async Task A_customer_without_a_person_gets_its_first_owner_who_signs_up_on_the_way()
    {
        using var team = await Team.OfAsync(gateway);
        using var person = new WebPerson(gateway);
        Assert.Equal(201, (await team.InviteAsync(person.Email, "owner")).Status);
        var link = await team.LinkAsync(person);
        var query = "?invite=" + link[(link.LastIndexOf('/') + 1)..];

        Assert.Contains("/signup" + query, (await person.GetAsync(link)).Text, StringComparison.Ordinal);
        var signedUp = await person.SubmitAsync(await person.GetAsync("/signup" + query), 0, ("name", "A person"), ("email", person.Email), ("password", WebPerson.Password));
        Assert.Equal((303, new Uri(link).AbsolutePath), (signedUp.Status, signedUp.Headers["Location"]));
        Assert.Equal(403, (await person.GetAsync(link)).Status);
        await team.VerifyAsync(person);
        Assert.Equal(303, (await team.AcceptAsync(person)).Status);

        Assert.Equal("owner", (await team.PeopleAsync()).Members[person.Email]);
        Assert.Contains("Eve", (await person.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_invites_for_any_customer_and_an_own_customer_has_its_person_for_owner()
    {
        using var team = await Team.OfAsync(gateway);
        var person = await team.PersonAsync();
        var own = (await person.GetAsync("/api/v1/account")).Json.GetProperty("memberships")[0];

        Assert.Equal("owner", own.GetProperty("role").GetString());
        Assert.Equal(403, (await team.CallAsync(person, "GET", "/api/v1/me")).Status);
        Assert.Equal(200, (await team.CallAsync(person, "GET", "/api/v1/me", customer: own.GetProperty("customer_id").GetString())).Status);
        Assert.Equal(400, (await team.InviteAsync(person.Email, "owner", OAuthGateway.AdminKey)).Status);
    }

    [Fact]
    public async Task An_invitation_works_once()
    {
        using var team = await Team.OfAsync(gateway);
        var owner = await team.MemberAsync(Role.Owner);
        var person = await team.MemberAsync(Role.Viewer);
        var link = await team.LinkAsync(person);

        Assert.Equal(410, (await person.GetAsync(link)).Status);
        Assert.Equal(204, (await team.CallAsync(owner, "DELETE", "/api/v1/members/" + person.Email)).Status);
        Assert.Equal(410, (await team.CallAsync(person, "POST", "/api/v1/account/invitations", new { token = link[(link.LastIndexOf('/') + 1)..] })).Status);
        Assert.DoesNotContain(person.Email, (await team.PeopleAsync()).Members.Keys);
    }

    [Fact]
    public async Task An_invitation_is_for_its_address_alone()
    {
        using var team = await Team.OfAsync(gateway);
        var invited = await team.PersonAsync();
        var thief = await team.PersonAsync();
        await team.InviteAsync(invited.Email, "admin");
        var link = await team.LinkAsync(invited);

        Assert.Equal(403, (await thief.GetAsync(link)).Status);
        Assert.Equal(410, (await team.CallAsync(thief, "POST", "/api/v1/account/invitations", new { token = link[(link.LastIndexOf('/') + 1)..] })).Status);
        Assert.Empty((await team.PeopleAsync()).Members);
        Assert.Equal(303, (await team.AcceptAsync(invited)).Status);
    }

    [Fact]
    public async Task An_account_that_has_not_proved_its_address_cannot_accept()
    {
        using var team = await Team.OfAsync(gateway);
        using var squatter = await gateway.PersonAsync();
        await team.InviteAsync(squatter.Email, "owner");
        var link = await team.LinkAsync(squatter);

        Assert.Equal(403, (await squatter.GetAsync(link)).Status);
        Assert.Equal(403, (await team.CallAsync(squatter, "POST", "/api/v1/account/invitations", new { token = link[(link.LastIndexOf('/') + 1)..] })).Status);
        Assert.Empty((await team.PeopleAsync()).Members);
    }

    [Fact]
    public async Task A_link_ends_with_seven_days_a_newer_link_or_the_invitation()
    {
        using var team = await Team.OfAsync(gateway);
        var person = await team.PersonAsync();
        var id = (await team.InviteAsync(person.Email, "member")).Body.GetProperty("id").GetString();
        var first = await team.LinkAsync(person);
        Assert.Equal(200, (await person.GetAsync(first)).Status);

        Assert.Equal(200, (await gateway.CallAsync("POST", $"/api/v1/invitations/{id}/resend", key: team.Key)).Status);
        var second = (await gateway.MailsAsync(person.Email, Team.InviteMail)).Select(Postbox.Link).Single(link => link != first);
        Assert.Equal((410, 200), ((await person.GetAsync(first)).Status, (await person.GetAsync(second)).Status));

        Assert.Equal(204, (await gateway.CallAsync("DELETE", $"/api/v1/invitations/{id}", key: team.Key)).Status);
        Assert.Equal(410, (await person.GetAsync(second)).Status);
        Assert.Equal(404, (await gateway.CallAsync("DELETE", $"/api/v1/invitations/{id}", key: team.Key)).Status);

        var last = (await team.InviteAsync(person.Email, "member")).Body;
        Assert.Equal(TimeSpan.FromDays(7), last.GetProperty("expires_at").GetDateTimeOffset() - last.GetProperty("created_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Whoever_has_not_proved_an_address_sends_nobody_mail()
    {
        using var team = await Team.OfAsync(gateway);
        using var person = await gateway.PersonAsync();
        var own = (await person.GetAsync("/api/v1/account")).Json.GetProperty("memberships")[0].GetProperty("customer_id").GetString();
        var friend = $"{Guid.NewGuid():n}@example.org";

        Assert.Equal(403, (await team.CallAsync(person, "POST", "/api/v1/invitations", new { email = friend, role = "viewer" }, customer: own)).Status);
        Assert.Empty(await gateway.MailsAsync(friend, Team.InviteMail));
        await team.VerifyAsync(person);
        Assert.Equal(201, (await team.CallAsync(person, "POST", "/api/v1/invitations", new { email = friend, role = "viewer" }, customer: own)).Status);
    }

    [Theory]
    [InlineData("nobody", "member", "email"), InlineData("anna@example.org", "king", "role"), InlineData("anna@example.org", "Owner", "role")]
    public async Task An_invitation_that_makes_no_sense_is_refused(string email, string role, string member)
    {
        using var team = await Team.OfAsync(gateway);

        var answer = await team.InviteAsync(email, role);

        Assert.Equal(400, answer.Status);
        Assert.Equal("/" + member, answer.Body.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }
}
