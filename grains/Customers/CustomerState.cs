using Squaremcp.Connections;
using Squaremcp.Customers;

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

    public CustomerView? View() => Profile is null ? null : new()
    {
        Id = Profile.Id,
        Email = Profile.Email,
        Name = Profile.Name,
        Plan = Profile.Plan,
        CreatedAt = Profile.CreatedAt,
        Revision = Revision,
        Keys = [.. Keys.Select(entry => entry.Key)],
        Connections = [.. Connections.Where(entry => entry.Connection.Status != ConnectionStatus.Connecting).Select(entry => entry.Connection)],
    };

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

    public CustomerState With(ConnectionEntry connection) =>
        Without(connection.Connection.Platform, connection.Connection.Account) with { Connections = [.. Others(connection), connection], Revision = Revision + 1 };

    public CustomerState Without(string platform, string account) => Connection(platform, account) is null
        ? this
        : this with { Connections = [.. Connections.Where(one => one.Connection.Platform != platform || one.Connection.Account != account)], Revision = Revision + 1 };

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

[GenerateSerializer, Immutable, Alias("square.connection-entry.v1")]
public sealed record ConnectionEntry
{
    [Id(0)] public required ConnectionView Connection { get; init; }

    /// <summary>What it has for itself alone, if anything.</summary>
    [Id(1)] public ResourceClaim? Claim { get; init; }
}
