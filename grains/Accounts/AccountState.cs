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

    [Id(9)] public AccountSecurity Security { get; init; } = new();

    /// <summary>True once that customer has the person for its owner. Accounts from before customers had members are not.</summary>
    [Id(10)] public bool Enrolled { get; init; }

    /// <summary>For which import the address is or was kept; null where it never was.</summary>
    [Id(11)] public Reservation? Reserved { get; init; }

    public bool IsSettled => Settled && Enrolled;

    /// <summary>What the browser came with ends: no cookie from before a sign-in is worth anything after it.</summary>
    public AccountState SignedIn(NewSession session, DateTimeOffset now) => this with
    {
        PasswordHash = session.Rehashed ?? PasswordHash,
        Sessions = [.. Sessions.Where(one => one.IsAlive(now) && one.Hash != session.Current).TakeLast(MostSessions - 1), new() { Hash = session.Hash, Since = now, SeenAt = now, Agent = session.Agent }],
        Devices = [.. Devices.Where(one => one != session.Device).TakeLast(MostDevices - 1), session.Device],
    };

    public AccountState SignedOut(string hash) => Sessions.Any(one => one.Hash == hash) ? this with { Sessions = [.. Sessions.Where(one => one.Hash != hash)] } : this;

    public Person? Who(string hash, DateTimeOffset now) => Email is not null && Find(hash) is { } session && session.IsAlive(now)
        ? new()
        {
            Email = Email,
            Name = Name,
            Memberships = Memberships,
            SignedInAt = session.Since,
            CreatedAt = CreatedAt,
            VerifiedAt = Security.VerifiedAt,
            HasPassword = PasswordHash.Length > 0,
            SecondFactorSince = Security.SecretSince,
            RecoveryCodesLeft = Security.RecoveryCodes.Count,
            Identities = [.. Security.Identities.Select(one => new LinkedIdentity { Issuer = one.Issuer, Since = one.Since })],
        }
        : null;

    /// <summary>Notes that a session is in use, now and then.</summary>
    public AccountState Seen(string hash, DateTimeOffset now) => Find(hash) is { } session && now - session.SeenAt > Touched
        ? this with { Sessions = [.. Sessions.Select(one => one.Hash == hash ? one with { SeenAt = now } : one)] }
        : this;

    public AccountState? Offered(string link, DateTimeOffset now) => Email is not null && With(Links, link, now) is { } links ? this with { Links = links } : null;

    /// <summary>The one link that was used takes all others with it.</summary>
    public AccountState? Followed(string link, DateTimeOffset now) => Holds(Links, link, now) ? this with { Links = [] } : null;

    public bool IsSession(string? hash, DateTimeOffset now) => hash is not null && Find(hash)?.IsAlive(now) == true;

    /// <summary>Links with one more; null where there are enough.</summary>
    internal static IReadOnlyList<LinkEntry>? With(IReadOnlyList<LinkEntry> links, string hash, DateTimeOffset now)
    {
        var good = links.Where(one => one.ExpiresAt > now).ToList();
        return good.Count >= MostLinks ? null : [.. good, new() { Hash = hash, ExpiresAt = now + LinkLife }];
    }

    internal static bool Holds(IReadOnlyList<LinkEntry> links, string hash, DateTimeOffset now) => links.Any(one => one.Hash == hash && one.ExpiresAt > now);

    private SessionEntry? Find(string hash) => Sessions.FirstOrDefault(one => one.Hash == hash);

    [GenerateSerializer, Immutable, Alias("square.session-entry.v1")]
    public sealed record SessionEntry
    {
        [Id(0)] public required string Hash { get; init; }

        [Id(1)] public required DateTimeOffset Since { get; init; }

        [Id(2)] public required DateTimeOffset SeenAt { get; init; }

        [Id(3)] public string Agent { get; init; } = "";

        /// <summary>For lists: of the hash, from which no cookie can be made.</summary>
        public string Name() => $"ses_{Hash[..16]}";

        public bool IsAlive(DateTimeOffset now) => now - Since < SessionLife && now - SeenAt < SessionIdle;
    }

    [GenerateSerializer, Immutable, Alias("square.link-entry.v1")]
    public sealed record LinkEntry
    {
        [Id(0)] public required string Hash { get; init; }

        [Id(1)] public required DateTimeOffset ExpiresAt { get; init; }
    }

    [GenerateSerializer, Immutable, Alias("square.reservation.v1")]
    public sealed record Reservation
    {
        [Id(0)] public required string For { get; init; }

        /// <summary>Until when nobody else may have the address while there is no account.</summary>
        [Id(1)] public required DateTimeOffset Until { get; init; }
    }
}
