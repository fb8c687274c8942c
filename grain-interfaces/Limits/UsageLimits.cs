using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Limits;

/// <summary>What a customer may use. Null is unlimited.</summary>
[GenerateSerializer, Immutable, Alias("square.usage-limits.v1")]
public sealed record UsageLimits
{
    /// <summary>Calls that reach a platform, in a UTC month.</summary>
    [Id(0)] public long? CallsPerMonth { get; init; }

    /// <summary>The same in a UTC minute.</summary>
    [Id(1)] public long? CallsPerMinute { get; init; }

    [Id(2)] public long? Connections { get; init; }

    /// <summary>Messages, posts and mails of one connection in a UTC day.</summary>
    [Id(3)] public long? DailySends { get; init; }

    /// <summary>Days that the audit trail and ended writes are kept.</summary>
    [Id(4)] public long? RetentionDays { get; init; }

    /// <summary>These with what another says in its place: null there leaves a limit as it is, -1 lifts it.</summary>
    public UsageLimits With(UsageLimits? other) => other is null ? this : new()
    {
        CallsPerMonth = Of(CallsPerMonth, other.CallsPerMonth),
        CallsPerMinute = Of(CallsPerMinute, other.CallsPerMinute),
        Connections = Of(Connections, other.Connections),
        DailySends = Of(DailySends, other.DailySends),
        RetentionDays = Of(RetentionDays, other.RetentionDays),
    };

    private static long? Of(long? own, long? other) => other switch { null => own, < 0 => null, _ => other };
}

/// <summary>What one key or one connection may use, besides what its customer may. Null is unlimited.</summary>
[GenerateSerializer, Immutable, Alias("square.scope-limits.v1")]
public sealed record ScopeLimits
{
    [Id(0)] public long? CallsPerMonth { get; init; }

    [Id(1)] public long? CallsPerMinute { get; init; }

    /// <summary>Of a connection; keys have none.</summary>
    [Id(2)] public long? DailySends { get; init; }
}

/// <summary>A customer's limits and how much of them is used.</summary>
[GenerateSerializer, Immutable, Alias("square.limits-view.v1")]
public sealed record LimitsView
{
    [Id(0)] public required Plan Plan { get; init; }

    /// <summary>The plan's, with the overrides.</summary>
    [Id(1)] public required UsageLimits Limits { get; init; }

    /// <summary>What the operator set for this customer alone; -1 is unlimited.</summary>
    [Id(2)] public UsageLimits? Overrides { get; init; }

    /// <summary>The limits that run now, the customer's first, then those of keys and connections that have any.</summary>
    [Id(3)] public required IReadOnlyList<LimitUse> Uses { get; init; }
}

/// <summary>One limit and its use now.</summary>
[GenerateSerializer, Immutable, Alias("square.limit-use.v1")]
public sealed record LimitUse
{
    /// <summary>"calls_per_month", "calls_per_minute", "daily_sends" or "connections".</summary>
    [Id(0)] public required string Limit { get; init; }

    /// <summary>The key's id or the connection's <c>platform/account</c>; null for the customer as a whole.</summary>
    [Id(1)] public string? Of { get; init; }

    [Id(2)] public required long Allowed { get; init; }

    [Id(3)] public required long Used { get; init; }

    /// <summary>Null for what does not reset.</summary>
    [Id(4)] public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>True from four fifths on.</summary>
    public bool Warns => Used * 5 >= Allowed * 4;
}

/// <summary>How a change of limits, plan or policy ended.</summary>
[GenerateSerializer, Immutable, Alias("square.change-outcome.v1")]
public sealed record ChangeOutcome
{
    [Id(0)] public ToolFailure? Failure { get; init; }

    /// <summary>The version the changed thing has now, for what has one.</summary>
    [Id(1)] public long Version { get; init; }
}
