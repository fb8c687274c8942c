using Squaremcp.Connections;
using Squaremcp.Limits;
using Squaremcp.OAuth;
using Squaremcp.Policies;
using Squaremcp.Tools;

namespace Squaremcp.Customers;

[GenerateSerializer, Immutable, Alias("square.new-customer.v1")]
public sealed record NewCustomer
{
    [Id(0)] public required string Email { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required Plan Plan { get; init; }

    /// <summary>The account whose own customer this is; null where the operator makes one that has no person yet.</summary>
    [Id(3)] public string? Owner { get; init; }
}

/// <summary>A customer as its owner and the operator may see it; holds no secret.</summary>
[GenerateSerializer, Immutable, Alias("square.customer-view.v1")]
public sealed record CustomerView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Email { get; init; }

    [Id(2)] public required string Name { get; init; }

    [Id(3)] public required Plan Plan { get; init; }

    [Id(4)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Rises whenever the set of tools this customer may use can have changed.</summary>
    [Id(5)] public required long Revision { get; init; }

    [Id(6)] public IReadOnlyList<KeyView> Keys { get; init; } = [];

    [Id(7)] public IReadOnlyList<ConnectionView> Connections { get; init; } = [];

    /// <summary>What the customer lets its assistants do.</summary>
    [Id(8)] public Policy Policy { get; init; } = Policy.None;

    /// <summary>The AI clients that were let in, ended ones too for a while.</summary>
    [Id(9)] public IReadOnlyList<GrantView> Grants { get; init; } = [];

    /// <summary>Null while the customer may act.</summary>
    [Id(10)] public Suspension? Suspension { get; init; }
}

[GenerateSerializer, Alias("square.plan.v1")]
public enum Plan
{
    Free = 0,
    Starter = 1,
    Pro = 2,
    Enterprise = 3,
    Sandbox = 4,
}

/// <summary>A key to be entered: its secret stays with the frontend that made it, which shows it once.</summary>
[GenerateSerializer, Immutable, Alias("square.new-key.v1")]
public sealed record NewKey
{
    [Id(0)] public required string Name { get; init; }

    /// <summary>SHA-256 of the key's text, 64 lower-case hexadecimal digits; the key of its <see cref="IApiKeyGrain"/>.</summary>
    [Id(1)] public required string Hash { get; init; }

    /// <summary>The key's last four characters.</summary>
    [Id(2)] public required string Hint { get; init; }

    [Id(3)] public Rights Rights { get; init; }

    [Id(4)] public IReadOnlyList<string> Tools { get; init; } = [];

    [Id(5)] public ScopeLimits? Limits { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.key-view.v1")]
public sealed record KeyView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required string Hint { get; init; }

    [Id(3)] public required Rights Rights { get; init; }

    [Id(4)] public IReadOnlyList<string> Tools { get; init; } = [];

    [Id(5)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(6)] public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>What it may use besides what the customer may; null where nothing is set.</summary>
    [Id(7)] public ScopeLimits? Limits { get; init; }
}

/// <summary>The key that was entered, or what was wrong with it.</summary>
[GenerateSerializer, Immutable, Alias("square.key-issued.v1")]
public sealed record KeyIssued
{
    [Id(0)] public KeyView? Key { get; init; }

    [Id(1)] public ToolFailure? Failure { get; init; }
}
