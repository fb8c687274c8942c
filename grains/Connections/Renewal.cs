using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Grains.Connections;

/// <summary>What is known of a connection's OAuth tokens without opening them, and how their renewal stands; holds no token. The rules are in <see cref="RenewalRules"/>.</summary>
[GenerateSerializer, Immutable, Alias("square.renewal.v1")]
public sealed record Renewal
{
    /// <summary>When the tokens came.</summary>
    [Id(0)] public required DateTimeOffset GivenAt { get; init; }

    /// <summary>When the access token ends; null where it does not, or nobody knows.</summary>
    [Id(1)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the refresh token ends unused; null where it does not, or nobody knows.</summary>
    [Id(2)] public DateTimeOffset? RefreshExpiresAt { get; init; }

    [Id(3)] public bool HasRefresh { get; init; }

    /// <summary>From when on a newer access token is wanted; null where none can be had.</summary>
    [Id(4)] public DateTimeOffset? DueAt { get; init; }

    /// <summary>From when on the means to get one must be used lest they die; null where they do not.</summary>
    [Id(5)] public DateTimeOffset? DyingAt { get; init; }

    /// <summary>On disk before the platform is asked. One that nobody is at work on is a crash: the platform may have spent the refresh token.</summary>
    [Id(6)] public RefreshMark? InProgress { get; init; }

    /// <summary>Names the renewal through all its tries, until its tokens are noted; sealed with them (<see cref="OAuthTokens.Attempt"/>), it tells them from others.</summary>
    [Id(7)] public string? Attempt { get; init; }

    /// <summary>True where an earlier try of this renewal may have spent the refresh token.</summary>
    [Id(8)] public bool IsDoubtful { get; init; }

    /// <summary>Tries in a row that came to nothing.</summary>
    [Id(9)] public int Failures { get; init; }

    /// <summary>The platform is not asked before.</summary>
    [Id(10)] public DateTimeOffset? RetryAt { get; init; }

    [Id(11)] public string? LastError { get; init; }

    [Id(12)] public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Why it takes a person to go on, for the customer; null while it does not.</summary>
    [Id(13)] public string? Broken { get; init; }

    [Id(14)] public DateTimeOffset? BrokenAt { get; init; }

    /// <summary>What the connection needs and the platform no longer grants.</summary>
    [Id(15)] public IReadOnlyList<string> MissingScopes { get; init; } = [];

    /// <summary>When a reminder last tried the connection.</summary>
    [Id(16)] public DateTimeOffset? CheckedAt { get; init; }
}

/// <param name="By">The process that asks.</param>
[GenerateSerializer, Immutable, Alias("square.refresh-mark.v1")]
public sealed record RefreshMark([property: Id(0)] DateTimeOffset At, [property: Id(1)] string By);
