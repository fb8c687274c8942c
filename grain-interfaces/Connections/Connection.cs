using Squaremcp.Limits;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Connections;

[GenerateSerializer, Immutable, Alias("square.connect-request.v1")]
public sealed record ConnectRequest
{
    [Id(0)] public required string Platform { get; init; }

    /// <summary>The customer's own name for the account, "default" where there is only one.</summary>
    [Id(1)] public required string Account { get; init; }

    /// <summary>The platform's settings object as JSON text, for example <c>{"vault":"notes"}</c>, sealed to the silos' transport key; about <see cref="About"/>.</summary>
    [Id(2)] public required SealedBox Settings { get; init; }

    /// <summary>True where the box holds no settings of the customer's but what came of an OAuth connect flow: tokens and whose they are.</summary>
    [Id(3)] public bool IsGranted { get; init; }

    /// <summary>What a box with settings is bound to, so that it opens for no other account.</summary>
    public static string About(string customer, string platform, string account) => $"{customer}/{platform}/{account}";
}

/// <summary>The connection as it now stands, or why it was not made.</summary>
[GenerateSerializer, Immutable, Alias("square.connect-outcome.v1")]
public sealed record ConnectOutcome
{
    [Id(0)] public ConnectionView? Connection { get; init; }

    /// <summary>True where the connection did not exist before.</summary>
    [Id(1)] public bool Created { get; init; }

    [Id(2)] public ToolFailure? Failure { get; init; }
}

/// <summary>A connection as its customer may see it; holds no secret.</summary>
[GenerateSerializer, Immutable, Alias("square.connection-view.v1")]
public sealed record ConnectionView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Platform { get; init; }

    [Id(2)] public required string Account { get; init; }

    [Id(3)] public required ConnectionStatus Status { get; init; }

    /// <summary>What a person recognises it by, for example the vault's folder.</summary>
    [Id(4)] public string? Label { get; init; }

    [Id(5)] public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>The member it belongs to; null while it is shared by the whole customer.</summary>
    [Id(6)] public string? Owner { get; init; }

    /// <summary>What it may use besides what the customer may; null where nothing is set.</summary>
    [Id(7)] public ScopeLimits? Limits { get; init; }

    /// <summary>How it was last seen; null where it has not been used since it was connected.</summary>
    [Id(8)] public ConnectionHealth? Health { get; init; }
}

/// <summary>How a connection was last seen, in words for its customer; holds no secret and nothing a platform wrote.</summary>
[GenerateSerializer, Immutable, Alias("square.connection-health.v1")]
public sealed record ConnectionHealth
{
    /// <summary>Why it does not work and what to do; null while it works.</summary>
    [Id(0)] public string? Reason { get; init; }

    /// <summary>Since when it does not work.</summary>
    [Id(1)] public DateTimeOffset? Since { get; init; }

    /// <summary>The latest trouble, over by now or not.</summary>
    [Id(2)] public string? LastError { get; init; }

    [Id(3)] public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>When it was last seen to work, to the minute.</summary>
    [Id(4)] public DateTimeOffset? WorkedAt { get; init; }

    /// <summary>When its access was last renewed.</summary>
    [Id(5)] public DateTimeOffset? RenewedAt { get; init; }

    /// <summary>What its tools need and the platform no longer grants.</summary>
    [Id(6)] public IReadOnlyList<string> MissingScopes { get; init; } = [];
}

[GenerateSerializer, Alias("square.connection-status.v1")]
public enum ConnectionStatus
{
    Connecting = 0,
    Connected = 1,
    Broken = 2,
}
