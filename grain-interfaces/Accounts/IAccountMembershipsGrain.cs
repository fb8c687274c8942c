namespace Squaremcp.Accounts;

/// <summary>The customers a person acts for. Key: as <see cref="IAccountGrain"/>'s; it is the same grain. Called by the customer's grain, which knows who its members are.</summary>
[Alias("square.IAccountMembershipsGrain")]
public interface IAccountMembershipsGrain : IGrainWithStringKey
{
    [AlwaysInterleave, Alias("Join")]
    Task Join(Membership membership, CancellationToken cancellationToken);

    [AlwaysInterleave, Alias("Leave")]
    Task Leave(string customerId, CancellationToken cancellationToken);
}
