namespace Squaremcp.Accounts;

/// <summary>Where a person is signed in. Key: as <see cref="IAccountGrain"/>'s; it is the same grain.</summary>
[Alias("square.IAccountSessionsGrain")]
public interface IAccountSessionsGrain : IGrainWithStringKey
{
    /// <summary>Newest first; empty where the session that asks has ended.</summary>
    /// <param name="session">Hash of the session that asks.</param>
    [AlwaysInterleave, Reads, Alias("List")]
    Task<IReadOnlyList<SessionView>> List(string session, CancellationToken cancellationToken);

    /// <summary>Ends one. False where there is none of that id.</summary>
    [Alias("End")]
    Task<bool> End(string session, string id, CancellationToken cancellationToken);

    /// <summary>Ends all but the one that asks.</summary>
    /// <returns>How many.</returns>
    [Alias("EndOthers")]
    Task<int> EndOthers(string session, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.session-view.v1")]
public sealed record SessionView
{
    /// <summary><c>ses_…</c>; says nothing of the cookie.</summary>
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required DateTimeOffset Since { get; init; }

    /// <summary>To ten minutes.</summary>
    [Id(2)] public required DateTimeOffset SeenAt { get; init; }

    /// <summary>The browser and system in words; empty where they were not told.</summary>
    [Id(3)] public required string Agent { get; init; }

    [Id(4)] public required bool IsCurrent { get; init; }
}
