using Squaremcp.Customers;
using Squaremcp.Grains.Limits;
using Squaremcp.Storage;

namespace Squaremcp.Grains.Customers;

[GenerateSerializer, Immutable, Alias("square.directory-state.v1")]
public sealed record DirectoryState
{
    [Id(0)] public IReadOnlyList<ResourceClaim> Claims { get; init; } = [];

    /// <summary>The claim of another holder that equals, contains or lies within this one.</summary>
    public ResourceClaim? Conflict(ResourceClaim claim) =>
        Claims.FirstOrDefault(one => one.Kind == claim.Kind && one.Holder != claim.Holder && Overlap(one.Value, claim.Value));

    public DirectoryState With(ResourceClaim claim) => Claims.Contains(claim) ? this : this with { Claims = [.. Claims, claim] };

    public DirectoryState Without(Func<ResourceClaim, bool> released) =>
        Claims.Any(released) ? this with { Claims = [.. Claims.Where(one => !released(one))] } : this;

    private static bool Overlap(string one, string other) =>
        (one + "/").StartsWith(other + "/", StringComparison.OrdinalIgnoreCase) || (other + "/").StartsWith(one + "/", StringComparison.OrdinalIgnoreCase);
}

[GrainType("square-directory")]
public sealed class DirectoryGrain([PersistentState("directory")] IPersistentState<DirectoryState> stored, ICustomerIndex customers, PlanCatalog plans)
    : StatefulGrain<DirectoryState>(stored), IDirectoryGrain
{
    private const int MostListed = 200;

    public Task Enter(CustomerSummary customer, CancellationToken cancellationToken) => customers.EnterAsync(customer, cancellationToken);

    public Task<IReadOnlyList<CustomerSummary>> List(string? after, int limit, CancellationToken cancellationToken) =>
        customers.ListAsync(after, Math.Clamp(limit, 1, MostListed), cancellationToken);

    public Task<IReadOnlyList<CustomerSummary>> Search(CustomerQuery query, CancellationToken cancellationToken) =>
        customers.SearchAsync(query with { Limit = Math.Clamp(query.Limit, 1, MostListed) }, cancellationToken);

    public async Task<IReadOnlyList<PlanView>> Plans(CancellationToken cancellationToken)
    {
        var counts = await customers.CountAsync(cancellationToken);
        return [.. Enum.GetValues<Plan>().Select(plan => new PlanView { Plan = plan, Limits = plans.Of(plan), Customers = counts.GetValueOrDefault(plan) })];
    }

    public async Task<ClaimOutcome> Claim(ResourceClaim claim, CancellationToken cancellationToken)
    {
        ResourceClaim? conflict = null;
        await ChangeAsync(current => (conflict = current.Conflict(claim)) is null ? current.With(claim) : current);
        return new() { Granted = conflict is null, Conflict = conflict };
    }

    public Task Keep(ResourceClaim claim, CancellationToken cancellationToken) =>
        ChangeAsync(current => current.Claims.Contains(claim)
            ? current.Without(one => one.Kind == claim.Kind && one.Holder == claim.Holder && one != claim)
            : current);

    public Task Release(string kind, string holder, CancellationToken cancellationToken) =>
        ChangeAsync(current => current.Without(one => one.Kind == kind && one.Holder == holder));

    public async Task<bool> ForceRelease(string kind, string value, CancellationToken cancellationToken)
    {
        var released = false;
        await ChangeAsync(current =>
        {
            var next = current.Without(one => one.Kind == kind && one.Value.Equals(value, StringComparison.OrdinalIgnoreCase));
            released = !ReferenceEquals(next, current);
            return next;
        });
        return released;
    }

    public Task<IReadOnlyList<ResourceClaim>> Claims(string kind, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ResourceClaim>>([.. State.Claims.Where(one => one.Kind == kind).OrderBy(one => one.Value, StringComparer.OrdinalIgnoreCase)]);
}
