using Squaremcp.Storage;

namespace Squaremcp.Vault;

/// <summary>Rotation of the key-encryption key while the vault serves.</summary>
public interface IVaultRotations
{
    /// <summary>Begins a rotation under the configured provider, or goes on with one that was not finished.</summary>
    /// <param name="resume">True never begins a new one.</param>
    Task<RotationProgress> StartAsync(bool resume, CancellationToken cancellationToken);

    /// <summary>Rests after the batch in hand.</summary>
    Task<RotationProgress> PauseAsync(CancellationToken cancellationToken);

    Task<RotationProgress> ProgressAsync(CancellationToken cancellationToken);
}

/// <param name="Rotation">The latest; null where there was none.</param>
/// <param name="Left">Secrets that are still to move.</param>
/// <param name="Secrets">All secrets.</param>
public sealed record RotationProgress(VaultRotation? Rotation, long Left, long Secrets, IReadOnlyList<VaultKey> Keys);
