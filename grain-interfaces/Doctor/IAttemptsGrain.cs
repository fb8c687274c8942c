namespace Squaremcp.Doctor;

/// <summary>
/// The attempts of AI clients to connect, of the last day. Key: a customer's id for those that a person of it let in, and <see cref="Strangers"/> for those that nobody has let in (yet): however
/// many strangers come, they push out only each other. Diagnostic, so best effort: what is noted twice counts twice.
/// </summary>
[Alias("square.IAttemptsGrain")]
public interface IAttemptsGrain : IGrainWithStringKey
{
    const string Strangers = "strangers";

    /// <summary>Enters what frontends saw, in its order.</summary>
    [Alias("Note")]
    Task Note(IReadOnlyList<Sighting> seen, CancellationToken cancellationToken);

    /// <summary>Takes over an attempt that a person of this customer let in. Called by the grain of strangers; taking it twice is taking it once.</summary>
    [Alias("Adopt")]
    Task Adopt(Attempt attempt, CancellationToken cancellationToken);

    /// <returns>Newest first.</returns>
    [AlwaysInterleave, Reads, Alias("List")]
    Task<IReadOnlyList<Attempt>> List(AttemptQuery query, CancellationToken cancellationToken);

    /// <summary>Which customers' people let a client in, newest first; known to the grain of strangers only.</summary>
    [AlwaysInterleave, Reads, Alias("LetIn")]
    Task<IReadOnlyList<LetIn>> LetIn(CancellationToken cancellationToken);
}

/// <summary>All that is given must fit; none given means every attempt.</summary>
[GenerateSerializer, Immutable, Alias("square.attempt-query.v1")]
public sealed record AttemptQuery
{
    [Id(0)] public int Most { get; init; } = 40;

    [Id(1)] public string? Code { get; init; }

    /// <summary>SHA-256 of a browser's cookie.</summary>
    [Id(2)] public string? Browser { get; init; }

    /// <summary>As <see cref="Sighting.Source"/>.</summary>
    [Id(3)] public string? Source { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.let-in.v1")]
public sealed record LetIn
{
    [Id(0)] public required string CustomerId { get; init; }

    [Id(1)] public required DateTimeOffset At { get; init; }
}
