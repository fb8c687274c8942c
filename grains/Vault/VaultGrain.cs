using Squaremcp.Vault;

namespace Squaremcp.Grains.Vault;

[GrainType("square-vault")]
public sealed class VaultGrain(IVaultRotations rotations) : Grain, IVaultGrain
{
    public async Task<VaultStatus> Rotate(CancellationToken cancellationToken) => Told(await rotations.StartAsync(resume: false, cancellationToken));

    public async Task<VaultStatus> Pause(CancellationToken cancellationToken) => Told(await rotations.PauseAsync(cancellationToken));

    public async Task<VaultStatus> Resume(CancellationToken cancellationToken) => Told(await rotations.StartAsync(resume: true, cancellationToken));

    public async Task<VaultStatus> Status(CancellationToken cancellationToken) => Told(await rotations.ProgressAsync(cancellationToken));

    private static VaultStatus Told(RotationProgress progress) => new()
    {
        Rotation = progress.Rotation?.State.ToString().ToLowerInvariant() ?? "none",
        Total = progress.Rotation?.Total ?? 0,
        Left = progress.Left,
        StartedAt = progress.Rotation?.StartedAt,
        EndedAt = progress.Rotation?.EndedAt,
        Secrets = progress.Secrets,
        Keys = [.. progress.Keys.Select(key => new VaultKeyView { Id = key.Id, Provider = key.Provider, ProviderKey = key.ProviderKey, CreatedAt = key.CreatedAt })],
    };
}
