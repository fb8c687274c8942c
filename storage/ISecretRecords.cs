namespace Squaremcp.Storage;

/// <summary>Sealed secrets and the wrapped keys they are sealed under, apart from grain state. Nothing here can be read without the vault.</summary>
public interface ISecretRecords
{
    /// <returns>False, and nothing changed, where this version exists, or the key that wraps it is erased.</returns>
    Task<bool> AddAsync(SealedSecret secret, CancellationToken cancellationToken);

    Task<SealedSecret?> GetAsync(string customer, string connection, string kind, long version, CancellationToken cancellationToken);

    Task<long?> NewestAsync(string customer, string connection, string kind, CancellationToken cancellationToken);

    /// <summary>Erases every other version; its bytes are overwritten, not only unlinked.</summary>
    Task KeepOnlyAsync(string customer, string connection, string kind, long version, CancellationToken cancellationToken);

    /// <param name="connection">Null for all of the customer's.</param>
    /// <returns>How many were erased.</returns>
    Task<int> EraseAsync(string customer, string? connection, CancellationToken cancellationToken);

    /// <summary>Some of the secrets whose data keys are wrapped by another key than this.</summary>
    Task<IReadOnlyList<SealedSecret>> WrappedByOthersAsync(string keyId, int limit, CancellationToken cancellationToken);

    /// <summary>How many secrets each key wraps.</summary>
    Task<IReadOnlyDictionary<string, long>> CountByKeyAsync(CancellationToken cancellationToken);

    /// <summary>Replaces how the data keys are wrapped, each only where it is still wrapped as it was read.</summary>
    /// <returns>How many were replaced; the others were changed or erased meanwhile.</returns>
    Task<int> RewrapAsync(IReadOnlyList<(SealedSecret Read, Wrap Now)> wraps, CancellationToken cancellationToken);

    Task<IReadOnlyList<VaultKey>> KeysAsync(CancellationToken cancellationToken);

    Task AddKeyAsync(VaultKey key, CancellationToken cancellationToken);

    /// <returns>False, and nothing changed, where it still wraps a secret.</returns>
    Task<bool> EraseKeyAsync(string id, CancellationToken cancellationToken);

    Task<VaultRotation?> RotationAsync(CancellationToken cancellationToken);

    Task SaveRotationAsync(VaultRotation rotation, CancellationToken cancellationToken);
}

/// <param name="Nonce">12 bytes.</param>
/// <param name="Sealed">Ciphertext and 16 bytes of tag.</param>
public sealed record SealedSecret(string Customer, string Connection, string Kind, long Version, byte[] Nonce, byte[] Sealed, Wrap Wrap, DateTimeOffset CreatedAt);

/// <param name="KeyId">The key-encryption key that wraps the data key.</param>
/// <param name="Bytes">Nonce (12), the wrapped data key, tag (16).</param>
public sealed record Wrap(string KeyId, byte[] Bytes);

/// <summary>A key-encryption key as it rests: wrapped by a provider's key.</summary>
public sealed record VaultKey(string Id, string Provider, string ProviderKey, byte[] Wrapped, DateTimeOffset CreatedAt);

/// <param name="KeyId">The key that everything moves to.</param>
/// <param name="Total">Secrets there were to move when it began.</param>
public sealed record VaultRotation(string KeyId, RotationState State, long Total, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);

public enum RotationState
{
    Running,
    Paused,
    Done,
}
