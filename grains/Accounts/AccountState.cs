using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>What is kept of a person; every secret as a hash.</summary>
[GenerateSerializer, Immutable, Alias("square.account-state.v1")]
public sealed record AccountState
{
    private const int MostSessions = 20;
    private const int MostDevices = 20;
    private const int MostLinks = 3;

    private static readonly TimeSpan SessionLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan SessionIdle = TimeSpan.FromHours(12);
    private static readonly TimeSpan Touched = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(30);

    /// <summary>Null until somebody signed up with the address.</summary>
    [Id(0)] public string? Email { get; init; }

    [Id(1)] public string Name { get; init; } = "";

    [Id(2)] public string PasswordHash { get; init; } = "";

    [Id(3)] public DateTimeOffset CreatedAt { get; init; }

    [Id(4)] public IReadOnlyList<Membership> Memberships { get; init; } = [];

    /// <summary>True once the customer of their own is made; a crash may come in between.</summary>
    [Id(5)] public bool Settled { get; init; }

    [Id(6)] public IReadOnlyList<SessionEntry> Sessions { get; init; } = [];

    /// <summary>Devices the person has signed in from, newest last.</summary>
    [Id(7)] public IReadOnlyList<string> Devices { get; init; } = [];

    [Id(8)] public IReadOnlyList<LinkEntry> Links { get; init; } = [];

    public AccountState SignedIn(NewSession session, DateTimeOffset now) => this with
    {
        PasswordHash = session.Rehashed ?? PasswordHash,
        Sessions = [.. Sessions.Where(one => one.IsAlive(now)).TakeLast(MostSessions - 1), new() { Hash = session.Hash, Since = now, SeenAt = now }],
        Devices = [.. Devices.Where(one => one != session.Device).TakeLast(MostDevices - 1), session.Device],
    };

    public AccountState SignedOut(string hash) => Sessions.Any(one => one.Hash == hash) ? this with { Sessions = [.. Sessions.Where(one => one.Hash != hash)] } : this;

    public Person? Who(string hash, DateTimeOffset now) => Email is not null && Find(hash) is { } session && session.IsAlive(now)
        ? new() { Email = Email, Name = Name, Memberships = Memberships, SignedInAt = session.Since }
        : null;

    /// <summary>Notes that a session is in use, now and then.</summary>
    public AccountState Seen(string hash, DateTimeOffset now) => Find(hash) is { } session && now - session.SeenAt > Touched
        ? this with { Sessions = [.. Sessions.Select(one => one.Hash == hash ? one with { SeenAt = now } : one)] }
        : this;

    public AccountState? Offered(string link, DateTimeOffset now)
    {
        var good = Links.Where(one => one.ExpiresAt > now).ToList();
        return Email is null || good.Count >= MostLinks ? null : this with { Links = [.. good, new() { Hash = link, ExpiresAt = now + LinkLife }] };
    }

    /// <summary>The one link that was used takes all others with it.</summary>
    public AccountState? Followed(string link, DateTimeOffset now) => Links.Any(one => one.Hash == link && one.ExpiresAt > now) ? this with { Links = [] } : null;

    private SessionEntry? Find(string hash) => Sessions.FirstOrDefault(one => one.Hash == hash);

    [GenerateSerializer, Immutable, Alias("square.session-entry.v1")]
    public sealed record SessionEntry
    {
        [Id(0)] public required string Hash { get; init; }

        [Id(1)] public required DateTimeOffset Since { get; init; }

        [Id(2)] public required DateTimeOffset SeenAt { get; init; }

        public bool IsAlive(DateTimeOffset now) => now - Since < SessionLife && now - SeenAt < SessionIdle;
    }

    [GenerateSerializer, Immutable, Alias("square.link-entry.v1")]
    public sealed record LinkEntry
    {
        [Id(0)] public required string Hash { get; init; }

        [Id(1)] public required DateTimeOffset ExpiresAt { get; init; }
    }
}
