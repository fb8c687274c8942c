namespace Squaremcp.Storage.Import;

/// <summary>What only the vault can do of an import: its keys come to the target wrapped by the target's provider. Secrets move as they are, sealed under the same keys.</summary>
public interface ISecretsMove
{
    /// <summary>Opens the source's vault keys as it does itself, so that a key that does not fit is told before anything is written.</summary>
    Task RequireAsync(IReadOnlyList<VaultKey> keys, CancellationToken cancellationToken);

    /// <summary>The same key, wrapped for the target.</summary>
    Task<VaultKey> MoveAsync(VaultKey key, CancellationToken cancellationToken);

    /// <summary>Opens the target's vault keys as a server there will.</summary>
    Task OpenAsync(IReadOnlyList<VaultKey> keys, CancellationToken cancellationToken);

    /// <summary>Whether a secret of the target opens under the keys of <see cref="OpenAsync"/>.</summary>
    bool Opens(SealedSecret secret);
}
