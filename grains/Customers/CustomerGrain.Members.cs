using Squaremcp.Accounts;
using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>The people of the customer. This grain knows who they are; an account only remembers where to look.</summary>
public sealed partial class CustomerGrain
{
    public Task<MembersView?> List(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return Task.FromResult(State.Profile is null ? null : new MembersView
        {
            Members = [.. State.Members.OrderByDescending(one => one.Role).ThenBy(one => one.Email, StringComparer.Ordinal)],
            Invitations = [.. State.Invitations.Where(one => one.IsOpen(now)).Select(one => one.Invitation)],
        });
    }

    public Task<MemberView?> Find(string email, CancellationToken cancellationToken) => Task.FromResult(State is { Members.Count: 0, Profile: { } profile }
        ? new MemberView { Email = email, Name = "", Role = Role.Owner, Since = profile.CreatedAt }
        : State.Member(email));

    public async Task<InviteOutcome> Invite(NewInvitation invitation, Caller by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var view = MemberRules.New(invitation, by, now);
        var failure = await TryAsync(
            current => Stopped(by) ?? MemberRules.MayInvite(current, invitation, by, now),
            current => current.With(new InvitationEntry { Invitation = view, Hash = invitation.Hash }, now));
        await AuditAsync("member.invite", invitation.Email, Word(failure), by);
        return failure is null ? new() { Invitation = view } : new() { Failure = failure };
    }

    public async Task<InviteOutcome> Renew(string id, string hash, Caller by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        InvitationView? renewed = null;
        var failure = await TryAsync(
            current => current.Invitation(id, now) is not { } entry ? MemberRules.None
                : Stopped(by) ?? MemberRules.MayGive(current, entry.Invitation.Role, by) ?? (entry.Links >= MemberRules.MostLinks ? TooOften : null),
            current =>
            {
                var next = current.Invitation(id, now)!.Renewed(hash, now);
                renewed = next.Invitation;
                return current.With(next, now);
            });
        await AuditAsync("member.invite_again", id, Word(failure), by);
        return new() { Invitation = renewed, Failure = failure };
    }

    public async Task<ToolFailure?> Withdraw(string id, Caller by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var failure = await TryAsync(
            current => current.Invitation(id, now) is not { } entry ? MemberRules.None : MemberRules.MayGive(current, entry.Invitation.Role, by),
            current => current with { Invitations = [.. current.Invitations.Where(one => one.Invitation.Id != id)] });
        await AuditAsync("member.withdraw", id, Word(failure), by);
        return failure;
    }

    public Task<InvitationOffer?> Look(string hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return Task.FromResult(State.Invitations.FirstOrDefault(one => one.Hash == hash && one.IsOpen(now)) is { Invitation: var invitation }
            ? new InvitationOffer { CustomerName = State.Profile!.Name, Email = invitation.Email, Role = invitation.Role }
            : null);
    }

    public async Task<InviteOutcome> Accept(string hash, string email, string name, CancellationToken cancellationToken)
    {
        if (Stopped(Themselves(email)) is { } stopped)
        {
            return new() { Failure = stopped };
        }

        var now = clock.GetUtcNow();
        MemberView? member = null;
        var isNew = false;
        await ChangeAsync(current =>
        {
            (var next, member) = current.Accepted(hash, email, name, now);
            isNew = !ReferenceEquals(next, current);
            return next;
        });
        if (member is null)
        {
            return new() { Failure = MemberRules.BadLink };
        }

        await GrainFactory.GetGrain<IAccountMembershipsGrain>(email).Join(new() { CustomerId = Id, CustomerName = State.Profile!.Name }, CancellationToken.None);
        if (isNew)
        {
            await AuditAsync("member.join", $"{email} as {member.Role.Word()}", "ok", Themselves(email));
        }

        return new() { Member = member };
    }

    public async Task<ToolFailure?> SetRole(string email, Role role, Caller by, CancellationToken cancellationToken)
    {
        var failure = await TryAsync(current => Stopped(by) ?? MemberRules.MaySetRole(current, email, role, by), current => current.With(current.Member(email)! with { Role = role }));
        await AuditAsync("member.role", $"{email} to {role.Word()}", Word(failure), by);
        return failure;
    }

    public async Task<ToolFailure?> Remove(string email, Caller by, CancellationToken cancellationToken)
    {
        var failure = await TryAsync(current => MemberRules.MayRemove(current, email, by), current => current.WithoutMember(email));
        if (failure is null)
        {
            // No app of the person gets a call through from here on, whatever comes in between: whoever is no member is refused.
            foreach (var grant in State.Grants.Where(one => one.Account == email && one.RevokedAt is null).ToList())
            {
                await RevokeGrant(grant.Id, by, CancellationToken.None);
            }
        }

        if (State.Member(email) is null)
        {
            // For whoever was removed before, too: that may have been cut off here.
            await GrainFactory.GetGrain<IAccountMembershipsGrain>(email).Leave(Id, CancellationToken.None);
        }

        await AuditAsync("member.remove", email, Word(failure), by);
        return failure;
    }

    private static readonly ToolFailure TooOften =
        new() { Kind = FailureKind.Refused, Reason = "sent_too_often", Message = $"This invitation was sent {MemberRules.MostLinks} times. Withdraw it and invite anew, if the address is right." };

    private async Task<ToolFailure?> TryAsync(Func<CustomerState, ToolFailure?> refusal, Func<CustomerState, CustomerState> change)
    {
        ToolFailure? failure = null;
        await ChangeAsync(current => (failure = current.Profile is null ? MemberRules.None : refusal(current)) is null ? change(current) : current);
        return failure;
    }

    private Caller Themselves(string email) => new() { CustomerId = Id, Kind = CallerKind.Person, Rights = Rights.Full, Via = "page", Account = email };
}
