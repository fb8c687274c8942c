using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>Which customers the person acts for.</summary>
public sealed partial class AccountGrain
{
    public Task Join(Membership membership, CancellationToken cancellationToken) => ChangeAsync(current => current.Email is null || current.Memberships.Contains(membership)
        ? current
        : current with { Memberships = [.. current.Memberships.Where(one => one.CustomerId != membership.CustomerId), membership] });

    public Task Leave(string customerId, CancellationToken cancellationToken) => ChangeAsync(current => current.Memberships.All(one => one.CustomerId != customerId)
        ? current
        : current with { Memberships = [.. current.Memberships.Where(one => one.CustomerId != customerId)] });
}
