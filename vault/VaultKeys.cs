using System.Collections.Concurrent;
using System.Security.Cryptography;
using Squaremcp.Platforms;
using Squaremcp.Storage;

namespace Squaremcp.Vault;

/// <summary>The key-encryption keys, opened: the provider is asked at start and when another process has made a new one, never per call.</summary>
internal sealed class VaultKeys(ISecretRecords records, IEnumerable<IKeyWrapper> wrappers, VaultOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Secret> open = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile string? current;

    /// <summary>The newest key: what is sealed now is sealed under it.</summary>
    internal async ValueTask<string> CurrentAsync(CancellationToken cancellationToken)
    {
        if (current is null)
        {
            await LoadAsync(cancellationToken);
        }

        return current!;
    }

    /// <exception cref="VaultException">The key is not there, or its provider does not open it.</exception>
    internal async ValueTask<Secret> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (open.TryGetValue(id, out var key))
        {
            return key;
        }

        await LoadAsync(cancellationToken);
        return open.TryGetValue(id, out key) ? key : throw new VaultException($"The vault's key {id} is not in the database any more, but secrets are sealed under it. Restore the backup that has it.");
    }

    /// <summary>Opens every key there is; makes the first one.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        await loading.WaitAsync(cancellationToken);
        try
        {
            foreach (var key in await records.KeysAsync(cancellationToken))
            {
                if (!open.ContainsKey(key.Id))
                {
                    open[key.Id] = new(await Wrapper(key.Provider, key.Id).UnwrapAsync(new(key.ProviderKey, key.Wrapped), key.Id, cancellationToken));
                }

                // Ids sort by the time they were made.
                current = string.CompareOrdinal(key.Id, current) > 0 ? key.Id : current;
            }

            if (current is null)
            {
                await AddAsync(cancellationToken);
            }
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Makes a new key under the configured provider; from now on everything is sealed under it.</summary>
    internal async Task<string> MakeAsync(CancellationToken cancellationToken)
    {
        await loading.WaitAsync(cancellationToken);
        try
        {
            return await AddAsync(cancellationToken);
        }
        finally
        {
            loading.Release();
        }
    }

    internal async Task<bool> EraseAsync(string id, CancellationToken cancellationToken)
    {
        var erased = await records.EraseKeyAsync(id, cancellationToken);
        if (erased && open.TryRemove(id, out var key))
        {
            key.Dispose();
        }

        return erased;
    }

    private async Task<string> AddAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (id, key) = (Ids.New("kek", now), RandomNumberGenerator.GetBytes(Sealing.KeySize));
        var wrapped = await Wrapper(options.Provider, id).WrapAsync(key, id, cancellationToken);
        await records.AddKeyAsync(new(id, options.Provider, wrapped.ProviderKey, wrapped.Bytes, now), cancellationToken);
        open[id] = new(key);
        return current = id;
    }

    private IKeyWrapper Wrapper(string provider, string id) => wrappers.FirstOrDefault(one => one.Provider == provider)
        ?? throw new VaultException($"The vault's key {id} is wrapped by {provider}, which is not configured. Set its section under SQUAREMCP__Vault again, or switch over with \"squaremcp vault rotate\" while both are configured.");
}

/// <param name="Provider">The provider that wraps new keys.</param>
public sealed record VaultOptions(string Provider);
