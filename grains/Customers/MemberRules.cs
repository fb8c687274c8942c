using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>Who may do what to whom among the people of a customer; pure.</summary>
internal static class MemberRules
{
    internal const int MostMembers = 500;
    internal const int MostLinks = 5;

    private const int MostInvitations = 100;

    private static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);

    internal static readonly ToolFailure Stranger = Refusal("not_a_member", "You are no member of this customer, or not any more. Nothing was done.");

    internal static readonly ToolFailure BadLink = Refusal("bad_invitation", "This invitation does not work any more: it was used, withdrawn or has expired. Ask for a new one.");

    private static readonly ToolFailure LastOwner = Refusal("last_owner", "This is the only owner, and a customer must have one. Make somebody else an owner first.");

    /// <summary>Null for whoever is no member. Keys and the operator are no persons: their rights are looked at elsewhere. A customer from before there were members has none, and keeps nobody out.</summary>
    internal static Role? RoleOf(this CustomerState customer, Caller caller) => caller.Kind == CallerKind.Impersonation ? customer.Impersonation(caller)?.Role : caller.Account is null || customer.Members.Count == 0 ? Role.Owner : customer.Member(caller.Account)?.Role;

    internal static MemberView? Member(this CustomerState customer, string email)
    {
        foreach (var member in customer.Members)
        {
            if (member.Email == email)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>With the person whose own customer it is.</summary>
    internal static CustomerState Enrolled(this CustomerState customer, NewCustomer made, DateTimeOffset now) =>
        made.Owner is not { } owner || owner != customer.Profile!.Email || customer.Member(owner) is not null
            ? customer
            : customer.With(new MemberView { Email = owner, Name = made.Name, Role = Role.Owner, Since = now });

    internal static CustomerState With(this CustomerState customer, MemberView member) =>
        customer with { Members = [.. customer.Members.Where(one => one.Email != member.Email), member], Revision = customer.Revision + 1 };

    internal static CustomerState WithoutMember(this CustomerState customer, string email) => customer with
    {
        Members = [.. customer.Members.Where(one => one.Email != email)],
        Invitations = [.. customer.Invitations.Where(one => one.Invitation.Email != email)],
        Revision = customer.Revision + 1,
    };

    internal static CustomerState With(this CustomerState customer, InvitationEntry invitation, DateTimeOffset now) => customer with
    {
        Invitations = [.. customer.Invitations.Where(one => one.Invitation.ExpiresAt > now && one.Invitation.Email != invitation.Invitation.Email), invitation],
    };

    internal static InvitationEntry? Invitation(this CustomerState customer, string id, DateTimeOffset now) => customer.Invitations.FirstOrDefault(one => one.Invitation.Id == id && one.IsOpen(now));

    internal static ToolFailure? MayInvite(CustomerState customer, NewInvitation invitation, Caller by, DateTimeOffset now) =>
        MayGive(customer, invitation.Role, by) ??
        (customer.Member(invitation.Email) is not null ? Refusal("already_member", "This person is a member already. Change the role instead.")
        : customer.Members.Count >= MostMembers ? Refusal("too_many_members", $"There are already {MostMembers} members.")
        : customer.Invitations.Count(one => one.IsOpen(now)) >= MostInvitations ? Refusal("too_many_invitations", $"There are already {MostInvitations} open invitations. Withdraw those that are not needed.")
        : null);

    internal static ToolFailure? MayGive(CustomerState customer, Role role, Caller by)
    {
        var deed = role == Role.Owner ? Deed.Own : Deed.Invite;
        return customer.RoleOf(by) switch { null => Stranger, { } own when own.May(deed) => null, _ => Lacks(customer, by, deed) };
    }

    internal static ToolFailure? MaySetRole(CustomerState customer, string email, Role role, Caller by) =>
        customer.Member(email) is not { } member ? None
        : MayGive(customer, member.Role, by) ?? MayGive(customer, role, by) ?? (role == Role.Owner ? null : IsLastOwner(customer, member));

    /// <summary>Everybody may leave, except the last owner.</summary>
    internal static ToolFailure? MayRemove(CustomerState customer, string email, Caller by) =>
        customer.Member(email) is not { } member ? None
        : (by.Account == email ? null : MayGive(customer, member.Role, by)) ?? IsLastOwner(customer, member);

    internal static InvitationView New(NewInvitation invitation, Caller by, DateTimeOffset now) =>
        new() { Id = Ids.New("inv", now), Email = invitation.Email, Role = invitation.Role, CreatedAt = now, ExpiresAt = now + InvitationLife, By = by.Actor };

    internal static InvitationEntry Renewed(this InvitationEntry entry, string hash, DateTimeOffset now) =>
        entry with { Hash = hash, Links = entry.Links + 1, Invitation = entry.Invitation with { ExpiresAt = now + InvitationLife } };

    /// <returns>The customer afterwards and the member; the same once more for whoever has accepted and sends the form again.</returns>
    internal static (CustomerState Next, MemberView? Member) Accepted(this CustomerState customer, string hash, string email, string name, DateTimeOffset now)
    {
        if (customer.Invitations.FirstOrDefault(one => one.Hash == hash) is not { } entry || entry.Invitation.Email != email || entry.Invitation.ExpiresAt <= now)
        {
            return (customer, null);
        }

        if (entry.AcceptedAt is not null || customer.Member(email) is not null)
        {
            return (customer, customer.Member(email));
        }

        var member = new MemberView { Email = email, Name = name, Role = entry.Invitation.Role, Since = now };
        return (customer.With(member).With(entry with { AcceptedAt = now }, now), member);
    }

    internal static ToolFailure Lacks(CustomerState customer, Caller by, Deed deed) => customer.RoleOf(by) is not { } role ? Stranger
        : by.Kind == CallerKind.Impersonation ? Refusal("impersonation", $"This impersonation acts as a {role.Word()}; this needs {RoleTable.Least(deed).Word()}{(deed == Deed.Change ? ", that is one begun with changes allowed" : ", which no impersonation is")}. Nothing was done.")
        : Refusal("role", $"Your role here is {role.Word()}; this needs {RoleTable.Least(deed).Word()}. Nothing was done.");

    internal static readonly ToolFailure None = new() { Kind = FailureKind.NotFound, Message = "There is no such member or invitation." };

    private static ToolFailure? IsLastOwner(CustomerState customer, MemberView member) =>
        member.Role == Role.Owner && customer.Members.Count(one => one.Role == Role.Owner) == 1 ? LastOwner : null;

    private static ToolFailure Refusal(string reason, string message) => new() { Kind = FailureKind.Refused, Reason = reason, Message = message };
}
