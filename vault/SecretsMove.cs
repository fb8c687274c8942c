using System.Security.Cryptography;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;

namespace Squaremcp.Vault;

/// <summary>Moves the vault's keys to another installation: each opened by the provider that wraps it in the source and wrapped by the target's. The secrets below them stay as they are.</summary>
/// <param name="from">The source's providers.</param>
/// <param name="to">The target's.</param>
/// <param name="provider">The one of them that wraps; null leaves the keys wrapped as they are.</param>
internal sealed class SecretsMove(IEnumerable<IKeyWrapper> from, IEnumerable<IKeyWrapper> to, string? provider) : ISecretsMove, IDisposable
{
    private readonly Dictionary<string, Secret> open = new(StringComparer.Ordinal);

    /// <exception cref="VaultException">One does not open; the message says which and what to do.</exception>
    public async Task RequireAsync(IReadOnlyList<VaultKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            try
            {
                CryptographicOperations.ZeroMemory(await Find(from, key.Provider, key.Id).UnwrapAsync(new(key.ProviderKey, key.Wrapped), key.Id, cancellationToken));
            }
            catch (VaultException lost)
            {
                throw new VaultException($"{lost.Message} Nothing was written.", lost);
            }
        }
    }

    public async Task<VaultKey> MoveAsync(VaultKey key, CancellationToken cancellationToken)
    {
        if (provider is null)
        {
            return key;
        }

        var opened = await Find(from, key.Provider, key.Id).UnwrapAsync(new(key.ProviderKey, key.Wrapped), key.Id, cancellationToken);
        try
        {
            var wrapped = await Find(to, provider, key.Id).WrapAsync(opened, key.Id, cancellationToken);
            return key with { Provider = provider, ProviderKey = wrapped.ProviderKey, Wrapped = wrapped.Bytes };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened);
        }
    }

    public async Task OpenAsync(IReadOnlyList<VaultKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys.Where(key => !open.ContainsKey(key.Id)))
        {
            open[key.Id] = new(await Find(to, key.Provider, key.Id).UnwrapAsync(new(key.ProviderKey, key.Wrapped), key.Id, cancellationToken));
        }
    }

    public bool Opens(SealedSecret secret) => open.TryGetValue(secret.Wrap.KeyId, out var key) && SealedVault.Opens(secret, key);

    public void Dispose()
    {
        foreach (var key in open.Values)
        {
            key.Dispose();
        }
    }

    private static IKeyWrapper Find(IEnumerable<IKeyWrapper> wrappers, string provider, string keyId) => wrappers.FirstOrDefault(one => one.Provider == provider)
        ?? throw new VaultException($"The vault's key {keyId} is wrapped by {provider}, which is not configured here. Set its section under SQUAREMCP__Vault as the source had it, and give the command again.");
}
