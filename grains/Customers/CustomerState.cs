using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Grains.Limits;
using Squaremcp.Limits;
using Squaremcp.OAuth;
using Squaremcp.Policies;

namespace Squaremcp.Grains.Customers;

/// <summary>What is kept of a customer: what changes rarely, never anything per call.</summary>
[GenerateSerializer, Immutable, Alias("square.customer-state.v1")]
public sealed record CustomerState
{
    /// <summary>Null until the customer was created.</summary>
    [Id(0)] public CustomerSummary? Profile { get; init; }

    /// <summary>Rises whenever the set of tools this customer may use can have changed.</summary>
    [Id(1)] public long Revision { get; init; }

    [Id(2)] public IReadOnlyList<KeyEntry> Keys { get; init; } = [];

    [Id(3)] public IReadOnlyList<ConnectionEntry> Connections { get; init; } = [];

    /// <summary>What the operator set instead of the plan's limits; -1 is unlimited.</summary>
    [Id(4)] public UsageLimits? Overrides { get; init; }

    [Id(5)] public Policy? Policy { get; init; }

    [Id(6)] public IReadOnlyList<GrantView> Grants { get; init; } = [];

    /// <summary>The platforms of the sandbox that were connected once; what the customer makes of them is not undone.</summary>
    [Id(7)] public IReadOnlyList<string> Furnished { get; init; } = [];

    [Id(8)] public IReadOnlyList<MemberView> Members { get; init; } = [];

    /// <summary>Those that are open, and accepted ones until they would have ended.</summary>
    [Id(9)] public IReadOnlyList<InvitationEntry> Invitations { get; init; } = [];

    /// <summary>Newest first: those that run, and the latest that ended.</summary>
    [Id(10)] public IReadOnlyList<ImpersonationEntry> Impersonations { get; init; } = [];

    public UsageLimits Limits(PlanCatalog plans) => plans.Of(Profile!.Plan).With(Overrides);

    public CustomerView? View() => Profile is null ? null : new()
    {
        Id = Profile.Id,
        Email = Profile.Email,
        Name = Profile.Name,
        Plan = Profile.Plan,
        CreatedAt = Profile.CreatedAt,
        Revision = Revision,
        Keys = [.. Keys.Select(entry => entry.Key)],
        Connections = [.. Connections.Where(entry => !entry.IsHidden).Select(entry => entry.Connection)],
        Policy = Policy ?? Policy.None,
        Grants = [.. Grants.Where(grant => grant.RedeemedAt is not null)],
        Suspension = Profile.Suspension,
    };

    public GrantView? Grant(string id)
    {
        foreach (var grant in Grants)
        {
            if (grant.Id == id)
            {
                return grant;
            }
        }

        return null;
    }

    public CustomerState With(GrantView grant) => this with { Grants = [.. Grants.Where(one => one.Id != grant.Id), grant] };

    public KeyEntry? Key(string id)
    {
        foreach (var entry in Keys)
        {
            if (entry.Key.Id == id)
            {
                return entry;
            }
        }

        return null;
    }

    public ConnectionEntry? Connection(string platform, string account)
    {
        foreach (var entry in Connections)
        {
            if (entry.Connection.Platform == platform && entry.Connection.Account == account)
            {
                return entry;
            }
        }

        return null;
    }

    public CustomerState With(KeyEntry key) =>
        this with { Keys = [.. Keys.Where(one => one.Key.Id != key.Key.Id), key], Revision = Revision + 1 };

    public CustomerState Revoked(string keyId, DateTimeOffset now) => Key(keyId) is { Key.RevokedAt: null } entry
        ? With(entry with { Key = entry.Key with { RevokedAt = now } })
        : this;

    public CustomerState With(ConnectionEntry connection) => this with { Connections = [.. Others(connection), connection], Revision = Revision + 1 };

    public CustomerState Without(string platform, string account) => Connection(platform, account) is null
        ? this
        : this with { Connections = [.. Connections.Where(one => one.Connection.Platform != platform || one.Connection.Account != account)], Revision = Revision + 1 };

    /// <summary>Without their credentials these cannot be used until they are connected again.</summary>
    public CustomerState Broken(IReadOnlyCollection<string> ids) => this with
    {
        Connections = [.. Connections.Select(entry => !entry.IsHidden && ids.Contains(entry.Connection.Id) ? entry with { Connection = entry.Connection with { Status = ConnectionStatus.Broken } } : entry)],
    };

    /// <summary>With one connection as it was found to be: broken where there is a reason, connected where there is none.</summary>
    public CustomerState Found(string id, ConnectionHealth health) => this with
    {
        Connections =
        [
            .. Connections.Select(entry => !entry.IsHidden && entry.Connection.Id == id
                ? entry with { Connection = entry.Connection with { Health = health, Status = health.Reason is null ? ConnectionStatus.Connected : ConnectionStatus.Broken } }
                : entry),
        ],
    };

    /// <summary>With what was seen of connections since it was last saved.</summary>
    public CustomerState Seen(IReadOnlyDictionary<string, ConnectionHealth> seen) => seen.Count == 0 ? this : this with
    {
        Connections = [.. Connections.Select(entry => seen.TryGetValue(entry.Connection.Id, out var health) ? entry with { Connection = entry.Connection with { Health = health } } : entry)],
    };

    private IEnumerable<ConnectionEntry> Others(ConnectionEntry connection) =>
        Connections.Where(one => one.Connection.Platform != connection.Connection.Platform || one.Connection.Account != connection.Connection.Account);
}

[GenerateSerializer, Immutable, Alias("square.key-entry.v1")]
public sealed record KeyEntry
{
    [Id(0)] public required KeyView Key { get; init; }

    /// <summary>Key of the <see cref="IApiKeyGrain"/>.</summary>
    [Id(1)] public required string Hash { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.invitation-entry.v1")]
public sealed record InvitationEntry
{
    [Id(0)] public required InvitationView Invitation { get; init; }

    /// <summary>SHA-256 of the link's secret.</summary>
    [Id(1)] public required string Hash { get; init; }

    [Id(2)] public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>How often a link was made.</summary>
    [Id(3)] public int Links { get; init; } = 1;

    public bool IsOpen(DateTimeOffset now) => AcceptedAt is null && Invitation.ExpiresAt > now;
}

[GenerateSerializer, Immutable, Alias("square.connection-entry.v1")]
public sealed record ConnectionEntry
{
    [Id(0)] public required ConnectionView Connection { get; init; }

    /// <summary>What it has for itself alone, if anything.</summary>
    [Id(1)] public ResourceClaim? Claim { get; init; }

    /// <summary>What it is being changed to; null while nobody changes it.</summary>
    [Id(2)] public ConnectionChange? Change { get; init; }

    /// <summary>True while it is being made or unmade: no call may use it and nobody sees it.</summary>
    public bool IsHidden => Connection.Status == ConnectionStatus.Connecting;

    public ConnectionEntry Hidden() => this with { Connection = Connection with { Status = ConnectionStatus.Connecting }, Claim = Claim ?? Change?.Claim, Change = null };

    /// <summary>How a change ended that was cut off, told by what the credential's grain had saved by then.</summary>
    public ConnectionEntry Settled(CredentialSettings? saved) => Change is { } change && change.IsSaved(saved)
        ? new() { Connection = change.Connection, Claim = change.Claim }
        : this with { Change = null };
}

[GenerateSerializer, Immutable, Alias("square.connection-change.v1")]
public sealed record ConnectionChange
{
    [Id(0)] public required ConnectionView Connection { get; init; }

    [Id(1)] public ResourceClaim? Claim { get; init; }

    /// <summary>The canonical settings object as JSON text; never a secret.</summary>
    [Id(2)] public required string Settings { get; init; }

    /// <summary>Null where an older version of this program began it: settings were all there was to change then.</summary>
    [Id(3)] public string? Attempt { get; init; }

    public bool IsSaved(CredentialSettings? saved) => saved is not null && (Attempt is null ? saved.Settings == Settings : saved.Attempt == Attempt);
}
