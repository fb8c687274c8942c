using Squaremcp.Customers;
using Squaremcp.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Customers;

public sealed class MembersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roles_and_invitations_outlive_a_restart()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await JoinAsync(gateway, "ben@example.org", Role.Owner);
        await InviteAsync(gateway, "eve@example.org", Role.Viewer, "e1");
        await gateway.RestartAsync();

        var people = (await Members(gateway).List(Token))!;
        Assert.Equal(("ben@example.org", Role.Owner), (people.Members.Single().Email, people.Members.Single().Role));
        Assert.Equal("eve@example.org", (await Members(gateway).Look("e1", Token))!.Email);
    }

    [Fact]
    public async Task An_invitation_ends_after_seven_days()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await InviteAsync(gateway, "ben@example.org", Role.Member, "b1");

        gateway.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Members(gateway).Look("b1", Token));
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Members(gateway).Look("b1", Token));
        Assert.Equal("bad_invitation", (await Members(gateway).Accept("b1", "ben@example.org", "Ben", Token)).Failure!.Reason);
        Assert.Empty((await Members(gateway).List(Token))!.Invitations);
    }

    [Fact]
    public async Task Accepting_twice_is_accepting_once_and_another_address_is_refused()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await InviteAsync(gateway, "ben@example.org", Role.Member, "b1");

        Assert.NotNull((await Members(gateway).Accept("b1", "eve@example.org", "Eve", Token)).Failure);
        Assert.Equal(Role.Member, (await Members(gateway).Accept("b1", "ben@example.org", "Ben", Token)).Member!.Role);
        Assert.Equal(Role.Member, (await Members(gateway).Accept("b1", "ben@example.org", "Ben", Token)).Member!.Role);
        Assert.Single(gateway.Ledger.Of("member.join"));
    }

    [Fact]
    public async Task The_grain_looks_at_the_role_itself_at_every_call()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await JoinAsync(gateway, "ann@example.org", Role.Owner);
        var ben = await JoinAsync(gateway, "ben@example.org", Role.Member);
        Assert.Null((await gateway.CallAsync("stub_write", caller: ben)).Failure);

        Assert.Null(await Members(gateway).SetRole("ben@example.org", Role.Viewer, TestGateway.Operator, Token));
        Assert.Equal("role", (await gateway.CallAsync("stub_write", caller: ben)).Failure!.Reason);
        Assert.Null((await gateway.CallAsync("stub_read", caller: ben)).Failure);
        Assert.Null(await Members(gateway).Remove("ben@example.org", TestGateway.Operator, Token));
        Assert.Equal("not_a_member", (await gateway.CallAsync("stub_read", caller: ben)).Failure!.Reason);
        Assert.Equal("not_a_member", (await gateway.Customer.EnterGrant(Grant("grt_late", "ben@example.org"), ben, Token))!.Reason);
    }

    [Fact]
    public async Task Two_owners_who_leave_at_once_leave_one_behind()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var (ann, ben) = (await JoinAsync(gateway, "ann@example.org", Role.Owner), await JoinAsync(gateway, "ben@example.org", Role.Owner));

        var left = await Task.WhenAll(Members(gateway).Remove(ann.Account!, ann, Token), Members(gateway).Remove(ben.Account!, ben, Token)).WaitAsync(Patience, Token);

        Assert.Single(left, failure => failure?.Reason == "last_owner");
        Assert.Equal(Role.Owner, (await Members(gateway).List(Token))!.Members.Single().Role);
    }

    [Fact]
    public async Task Removal_revokes_the_grants_of_that_person_alone()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var (ann, ben) = (await JoinAsync(gateway, "ann@example.org", Role.Owner), await JoinAsync(gateway, "ben@example.org", Role.Member));
        foreach (var by in new[] { ann, ben })
        {
            Assert.Null(await gateway.Customer.EnterGrant(Grant("grt_" + by.Account, by.Account!), by, Token));
            await gateway.Customer.GrantRedeemed("grt_" + by.Account, Token);
        }

        Assert.Null(await Members(gateway).Remove(ben.Account!, ann, Token));

        Assert.Equal(["grt_ben@example.org"], (await gateway.Customer.Describe(Token))!.Grants.Where(grant => grant.RevokedAt is not null).Select(grant => grant.Id));
    }

    private static IMembersGrain Members(TestGateway gateway) => gateway.Grains.GetGrain<IMembersGrain>(TestGateway.Anna);

    private static async Task InviteAsync(TestGateway gateway, string email, Role role, string hash) =>
        Assert.Null((await Members(gateway).Invite(new() { Email = email, Role = role, Hash = hash }, TestGateway.Operator, Token).WaitAsync(Patience, Token)).Failure);

    private static async Task<Caller> JoinAsync(TestGateway gateway, string email, Role role)
    {
        await InviteAsync(gateway, email, role, "hash of " + email);
        Assert.Null((await Members(gateway).Accept("hash of " + email, email, email, Token).WaitAsync(Patience, Token)).Failure);
        return new() { CustomerId = TestGateway.Anna, Kind = CallerKind.Person, Account = email, Rights = Rights.Full, Via = "rest" };
    }

    private static GrantView Grant(string id, string account) => new()
    {
        Id = id,
        ClientId = "tool",
        ClientName = "Tool",
        Scopes = [Scopes.Mcp],
        Resource = "http://localhost/mcp",
        Account = account,
        CreatedAt = DateTimeOffset.UnixEpoch.AddYears(60),
        ExpiresAt = DateTimeOffset.UnixEpoch.AddYears(90),
        RedirectHost = "localhost",
    };
}
