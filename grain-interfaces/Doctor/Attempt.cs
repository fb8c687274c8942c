namespace Squaremcp.Doctor;

/// <summary>One client on its way in.</summary>
[GenerateSerializer, Immutable, Alias("square.attempt.v1")]
public sealed record Attempt
{
    /// <summary><c>att_…</c></summary>
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required DateTimeOffset StartedAt { get; init; }

    [Id(2)] public required DateTimeOffset LastAt { get; init; }

    /// <summary>What was seen, each finding once; ordered by when it was seen last.</summary>
    [Id(3)] public IReadOnlyList<AttemptMark> Marks { get; init; } = [];

    /// <summary>Where requests came from, as keyed hashes; the last few.</summary>
    [Id(4)] public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The first request's network in words, with no more of an address than its first half.</summary>
    [Id(5)] public string? Network { get; init; }

    /// <summary>Which known client it seems to be, one word; empty where nobody can tell.</summary>
    [Id(6)] public string Family { get; init; } = "";

    /// <summary>The family whose vendor's own servers the requests come from, many people's at once.</summary>
    [Id(7)] public string? Hosted { get; init; }

    [Id(8)] public string? ClientId { get; init; }

    /// <summary>Chosen by the client; never trusted.</summary>
    [Id(9)] public string? ClientName { get; init; }

    /// <summary>SHA-256 of the cookie of the browser that a person was sent here with.</summary>
    [Id(10)] public string? Browser { get; init; }

    /// <summary>What the person was shown, to quote.</summary>
    [Id(11)] public string? Code { get; init; }

    [Id(12)] public string? CustomerId { get; init; }

    [Id(13)] public string? GrantId { get; init; }

    [Id(14)] public string? KeyId { get; init; }

    /// <summary>Who let it in, by e-mail address.</summary>
    [Id(15)] public string? Account { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.attempt-mark.v1")]
public sealed record AttemptMark
{
    [Id(0)] public required AttemptStep Step { get; init; }

    /// <summary>One word of the frontend's catalogue.</summary>
    [Id(1)] public required string Finding { get; init; }

    [Id(2)] public bool Failed { get; init; }

    [Id(3)] public required DateTimeOffset FirstAt { get; init; }

    [Id(4)] public required DateTimeOffset LastAt { get; init; }

    [Id(5)] public int Count { get; init; } = 1;

    /// <summary>What the client said that matters here: short, printable, and never trusted.</summary>
    [Id(6)] public string? Detail { get; init; }
}

[GenerateSerializer, Alias("square.attempt-step.v1")]
public enum AttemptStep
{
    Discover = 0,
    Register = 1,
    Authorize = 2,
    Token = 3,
    List = 4,
    Call = 5,
}

/// <summary>One thing a frontend saw of a client. No secret, no address.</summary>
[GenerateSerializer, Immutable, Alias("square.sighting.v1")]
public sealed record Sighting
{
    [Id(0)] public required DateTimeOffset At { get; init; }

    [Id(1)] public required AttemptStep Step { get; init; }

    [Id(2)] public required string Finding { get; init; }

    [Id(3)] public bool Failed { get; init; }

    [Id(4)] public string? Detail { get; init; }

    /// <summary>A keyed hash of the address the request came from; empty where a credential says all there is to say.</summary>
    [Id(5)] public required string Source { get; init; }

    [Id(6)] public string? Network { get; init; }

    [Id(7)] public string Family { get; init; } = "";

    [Id(8)] public string? Hosted { get; init; }

    /// <summary>At most 300 characters.</summary>
    [Id(9)] public string? ClientId { get; init; }

    [Id(10)] public string? ClientName { get; init; }

    [Id(11)] public string? Browser { get; init; }

    [Id(12)] public string? Code { get; init; }

    /// <summary>Only where the credential or the person proves it.</summary>
    [Id(13)] public string? CustomerId { get; init; }

    [Id(14)] public string? GrantId { get; init; }

    [Id(15)] public string? KeyId { get; init; }

    [Id(16)] public string? Account { get; init; }
}
