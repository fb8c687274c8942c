using Squaremcp.Limits;

namespace Squaremcp.Customers;

/// <summary>Which customers are asked for, ascending by id.</summary>
[GenerateSerializer, Immutable, Alias("square.customer-query.v1")]
public sealed record CustomerQuery
{
    [Id(0)] public string? After { get; init; }

    /// <summary>1 to 200.</summary>
    [Id(1)] public int Limit { get; init; } = 50;

    /// <summary>Part of the id, the address or the name, in any case.</summary>
    [Id(2)] public string? Search { get; init; }

    [Id(3)] public Plan? Plan { get; init; }

    /// <summary>Only those that are suspended, or only those that are not.</summary>
    [Id(4)] public bool? Suspended { get; init; }
}

/// <summary>A plan as it is configured, and how many customers have it.</summary>
[GenerateSerializer, Immutable, Alias("square.plan-view.v1")]
public sealed record PlanView
{
    [Id(0)] public required Plan Plan { get; init; }

    [Id(1)] public required UsageLimits Limits { get; init; }

    [Id(2)] public required long Customers { get; init; }
}
