using Squaremcp.Tools;

namespace Squaremcp.Customers;

/// <summary>The people of a customer, and who is invited. Key: as <see cref="ICustomerGrain"/>'s; it is the same grain.</summary>
[Alias("square.IMembersGrain")]
public interface IMembersGrain : IGrainWithStringKey
{
    /// <summary>Null where there is no such customer.</summary>
    [AlwaysInterleave, Reads, Alias("List")]
    Task<MembersView?> List(CancellationToken cancellationToken);

    /// <summary>Null for whoever is no member. In a customer from before there were members everybody who is let in counts as an owner.</summary>
    [AlwaysInterleave, Reads, Alias("Find")]
    Task<MemberView?> Find(string email, CancellationToken cancellationToken);

    /// <summary>Enters an invitation, to be sent by mail. An earlier one of that address ends.</summary>
    [Alias("Invite")]
    Task<InviteOutcome> Invite(NewInvitation invitation, Caller by, CancellationToken cancellationToken);

    /// <summary>Gives an invitation a new link, good for seven days more; the old one ends.</summary>
    [Alias("Renew")]
    Task<InviteOutcome> Renew(string id, string hash, Caller by, CancellationToken cancellationToken);

    /// <summary>Ends an invitation that was not accepted.</summary>
    /// <returns>What keeps it from that; null where it is done.</returns>
    [Alias("Withdraw")]
    Task<ToolFailure?> Withdraw(string id, Caller by, CancellationToken cancellationToken);

    /// <summary>What a link invites to; null where it is used, withdrawn, too old or never was.</summary>
    [AlwaysInterleave, Reads, Alias("Look")]
    Task<InvitationOffer?> Look(string hash, CancellationToken cancellationToken);

    /// <summary>Makes the person a member, once. The caller has seen that the address is proved to be theirs; it must be the one that was invited.</summary>
    [Alias("Accept")]
    Task<InviteOutcome> Accept(string hash, string email, string name, CancellationToken cancellationToken);

    /// <returns>What keeps it from that; null where it is done.</returns>
    [Alias("SetRole")]
    Task<ToolFailure?> SetRole(string email, Role role, Caller by, CancellationToken cancellationToken);

    /// <summary>Ends a membership, a person's own too, and every app the person let in for this customer.</summary>
    /// <returns>What keeps it from that; null where it is done.</returns>
    [Alias("Remove")]
    Task<ToolFailure?> Remove(string email, Caller by, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.members-view.v1")]
public sealed record MembersView
{
    [Id(0)] public required IReadOnlyList<MemberView> Members { get; init; }

    /// <summary>Those that can still be accepted.</summary>
    [Id(1)] public required IReadOnlyList<InvitationView> Invitations { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.member-view.v1")]
public sealed record MemberView
{
    /// <summary>Key of the person's account.</summary>
    [Id(0)] public required string Email { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required Role Role { get; init; }

    [Id(3)] public required DateTimeOffset Since { get; init; }
}

/// <summary>An invitation to be entered: its link's secret stays with the frontend that made it.</summary>
[GenerateSerializer, Immutable, Alias("square.new-invitation.v1")]
public sealed record NewInvitation
{
    /// <summary>Normalised, as accounts are found by it.</summary>
    [Id(0)] public required string Email { get; init; }

    [Id(1)] public required Role Role { get; init; }

    /// <summary>SHA-256 of the link's secret, 64 lower-case hexadecimal digits.</summary>
    [Id(2)] public required string Hash { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.invitation-view.v1")]
public sealed record InvitationView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Email { get; init; }

    [Id(2)] public required Role Role { get; init; }

    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(4)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>As the audit trail names who acts.</summary>
    [Id(5)] public required string By { get; init; }
}

/// <summary>What an invitation's page shows.</summary>
[GenerateSerializer, Immutable, Alias("square.invitation-offer.v1")]
public sealed record InvitationOffer
{
    [Id(0)] public required string CustomerName { get; init; }

    [Id(1)] public required string Email { get; init; }

    [Id(2)] public required Role Role { get; init; }
}

/// <summary>The invitation or the member as it now stands, or what was wrong.</summary>
[GenerateSerializer, Immutable, Alias("square.invite-outcome.v1")]
public sealed record InviteOutcome
{
    [Id(0)] public InvitationView? Invitation { get; init; }

    [Id(1)] public MemberView? Member { get; init; }

    [Id(2)] public ToolFailure? Failure { get; init; }
}
