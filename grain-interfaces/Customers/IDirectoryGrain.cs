namespace Squaremcp.Customers;

/// <summary>What concerns more than one customer: their list, and claims that must be unique across them. Key: <see cref="Key"/>.</summary>
[Alias("square.IDirectoryGrain")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>There is one.</summary>
    const string Key = "directory";

    [Alias("Enter")]
    Task Enter(CustomerSummary customer, CancellationToken cancellationToken);

    /// <summary>At most 200 customers, ascending by id, after <paramref name="after"/>.</summary>
    [AlwaysInterleave, Reads, Alias("List")]
    Task<IReadOnlyList<CustomerSummary>> List(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>At most 200 customers that the query fits, ascending by id.</summary>
    [AlwaysInterleave, Reads, Alias("Search")]
    Task<IReadOnlyList<CustomerSummary>> Search(CustomerQuery query, CancellationToken cancellationToken);

    /// <summary>Every plan there is.</summary>
    [AlwaysInterleave, Reads, Alias("Plans")]
    Task<IReadOnlyList<PlanView>> Plans(CancellationToken cancellationToken);

    /// <summary>
    /// Takes <paramref name="claim"/> for its holder, unless another holder has one that equals, contains or lies within it.
    /// What the holder had before stays its own until <see cref="Keep"/>.
    /// </summary>
    [Alias("Claim")]
    Task<ClaimOutcome> Claim(ResourceClaim claim, CancellationToken cancellationToken);

    /// <summary>Gives back everything of this kind that the holder has, except this claim.</summary>
    [Alias("Keep")]
    Task Keep(ResourceClaim claim, CancellationToken cancellationToken);

    /// <summary>Gives back what the holder had claimed of this kind; quiet where there is nothing.</summary>
    [Alias("Release")]
    Task Release(string kind, string holder, CancellationToken cancellationToken);

    /// <summary>
    /// For the operator: frees whatever covers exactly this value, whoever holds it. False where nobody does.
    /// The connection that held it must be disconnected first, or two would use one thing.
    /// </summary>
    [Alias("ForceRelease")]
    Task<bool> ForceRelease(string kind, string value, CancellationToken cancellationToken);

    [AlwaysInterleave, Reads, Alias("Claims")]
    Task<IReadOnlyList<ResourceClaim>> Claims(string kind, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.customer-summary.v1")]
public sealed record CustomerSummary
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Email { get; init; }

    [Id(2)] public required string Name { get; init; }

    [Id(3)] public required Plan Plan { get; init; }

    [Id(4)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null while the customer may act.</summary>
    [Id(5)] public Suspension? Suspension { get; init; }
}

/// <summary>Something only one connection may hold, for example a vault folder. Values of one kind overlap as paths do, by <c>/</c>.</summary>
[GenerateSerializer, Immutable, Alias("square.resource-claim.v1")]
public sealed record ResourceClaim
{
    [Id(0)] public required string Kind { get; init; }

    /// <summary>Canonical: no leading or trailing <c>/</c>, compared ignoring case.</summary>
    [Id(1)] public required string Value { get; init; }

    /// <summary><c>customer/platform/account</c>.</summary>
    [Id(2)] public required string Holder { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.claim-outcome.v1")]
public sealed record ClaimOutcome
{
    [Id(0)] public required bool Granted { get; init; }

    /// <summary>Who holds what overlaps; told to the operator, never to another customer.</summary>
    [Id(1)] public ResourceClaim? Conflict { get; init; }
}
