using System.Collections.Concurrent;
using System.Security.Cryptography;
using Squaremcp.Platforms;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Support;

/// <summary>A vault in memory, for tests that are about something else.</summary>
internal sealed class MemoryVault : IVault
{
    private readonly ConcurrentDictionary<(SecretName Name, long Version), byte[]> records = new();
    private readonly ConcurrentDictionary<SecretName, byte[]> keys = new();
    private readonly Lock gate = new();

    /// <summary>Thrown in place of sealing or opening one of these.</summary>
    public Func<SecretName, Exception?>? Trouble { get; set; }

    /// <summary>The versions there are of this.</summary>
    public IReadOnlyList<long> Versions(SecretName name) => [.. records.Keys.Where(key => key.Name == name).Select(key => key.Version).Order()];

    /// <summary>What there is of a customer.</summary>
    public IReadOnlyList<SecretName> Names(string customer) => [.. records.Keys.Select(key => key.Name).Where(name => name.Customer == customer).Distinct()];

    /// <summary>The keys that were made of a customer.</summary>
    public IReadOnlyList<SecretName> Keys(string customer) => [.. keys.Keys.Where(name => name.Customer == customer)];

    public Task<long> PutAsync(SecretName name, Secret value, CancellationToken cancellationToken)
    {
        if (Trouble?.Invoke(name) is { } trouble)
        {
            return Task.FromException<long>(trouble);
        }

        lock (gate)
        {
            var version = (Newest(name) ?? 0) + 1;
            records[(name, version)] = value.Reveal().ToArray();
            return Task.FromResult(version);
        }
    }

    public Task<Secret?> OpenAsync(SecretName name, long version, CancellationToken cancellationToken) => Trouble?.Invoke(name) is { } trouble
        ? Task.FromException<Secret?>(trouble)
        : Task.FromResult(records.TryGetValue((name, version), out var bytes) || (version == 1 && keys.TryGetValue(name, out bytes)) ? new Secret([.. bytes]) : null);

    public Task<long?> NewestAsync(SecretName name, CancellationToken cancellationToken) => Task.FromResult(Newest(name));

    public Task KeepOnlyAsync(SecretName name, long version, CancellationToken cancellationToken) => Remove(key => key.Name == name && key.Version != version);

    public Task EraseAsync(string customer, string connection, CancellationToken cancellationToken) => Remove(key => key.Name.Customer == customer && key.Name.Connection == connection);

    public Task EraseAsync(string customer, CancellationToken cancellationToken) => Remove(key => key.Name.Customer == customer);

    public Task<Secret> KeyAsync(SecretName name, CancellationToken cancellationToken) =>
        Task.FromResult(new Secret([.. keys.GetOrAdd(name, _ => RandomNumberGenerator.GetBytes(32))]));

    private long? Newest(SecretName name) => records.Keys.Where(key => key.Name == name).Select(key => (long?)key.Version).Max();

    private Task Remove(Func<(SecretName Name, long Version), bool> which)
    {
        records.Keys.Where(which).ToList().ForEach(key => records.TryRemove(key, out _));
        keys.Keys.Where(name => which((name, 1))).ToList().ForEach(name => keys.TryRemove(name, out _));
        return Task.CompletedTask;
    }
}
