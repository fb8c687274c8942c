using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Squaremcp.Storage;

namespace Squaremcp.Vault;

/// <summary>
/// Moves every secret under a new key-encryption key while the vault serves. Only wraps change, each by compare-and-swap, so it races nothing, can stop anywhere, and several processes may do it at once.
/// </summary>
internal sealed partial class VaultRotations(ISecretRecords records, VaultKeys keys, SealedVault vault, TimeProvider clock, ILogger<VaultRotations> logger) : BackgroundService, IVaultRotations
{
    /// <summary>Few enough that calls hardly wait behind a batch.</summary>
    private const int AtOnce = 100;

    private readonly SemaphoreSlim wake = new(0);

    public async Task<RotationProgress> StartAsync(bool resume, CancellationToken cancellationToken)
    {
        var last = await records.RotationAsync(cancellationToken);
        if (last is not null && (resume || last.State != RotationState.Done))
        {
            if (last.State == RotationState.Paused)
            {
                await records.SaveRotationAsync(last with { State = RotationState.Running }, cancellationToken);
            }
        }
        else if (!resume)
        {
            var key = await keys.MakeAsync(cancellationToken);
            var left = (await records.CountByKeyAsync(cancellationToken)).Where(count => count.Key != key).Sum(count => count.Value);
            await records.SaveRotationAsync(new(key, RotationState.Running, left, clock.GetUtcNow(), null), cancellationToken);
        }

        wake.Release();
        return await ProgressAsync(cancellationToken);
    }

    public async Task<RotationProgress> PauseAsync(CancellationToken cancellationToken)
    {
        if (await records.RotationAsync(cancellationToken) is { State: RotationState.Running } running)
        {
            await records.SaveRotationAsync(running with { State = RotationState.Paused }, cancellationToken);
        }

        return await ProgressAsync(cancellationToken);
    }

    public async Task<RotationProgress> ProgressAsync(CancellationToken cancellationToken)
    {
        var rotation = await records.RotationAsync(cancellationToken);
        var counts = await records.CountByKeyAsync(cancellationToken);
        var left = rotation is null ? 0 : counts.Where(count => count.Key != rotation.KeyId).Sum(count => count.Value);
        return new(rotation, left, counts.Values.Sum(), [.. await records.KeysAsync(cancellationToken)]);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // It rests until somebody resumes it or the next start; what has moved has moved.
                RotationBroke(exception);
            }

            await wake.WaitAsync(stoppingToken);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await records.RotationAsync(cancellationToken) is { State: RotationState.Running } rotation)
        {
            var batch = await records.WrappedByOthersAsync(rotation.KeyId, AtOnce, cancellationToken);
            if (batch.Count == 0)
            {
                await EndAsync(rotation, cancellationToken);
                return;
            }

            var wraps = new List<(SealedSecret, Wrap)>(batch.Count);
            foreach (var record in batch)
            {
                wraps.Add((record, await vault.RewrapAsync(record, rotation.KeyId, cancellationToken)));
            }

            await records.RewrapAsync(wraps, cancellationToken);
        }
    }

    private async Task EndAsync(VaultRotation rotation, CancellationToken cancellationToken)
    {
        foreach (var old in (await records.KeysAsync(cancellationToken)).Where(key => string.CompareOrdinal(key.Id, rotation.KeyId) < 0))
        {
            await keys.EraseAsync(old.Id, cancellationToken);
        }

        await records.SaveRotationAsync(rotation with { State = RotationState.Done, EndedAt = clock.GetUtcNow() }, cancellationToken);
        Rotated(rotation.KeyId, rotation.Total);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The vault's secrets ({Total}) are under the key {Key} now; older keys are erased.")]
    private partial void Rotated(string key, long total);

    [LoggerMessage(Level = LogLevel.Error, Message = "The vault's rotation stopped; resume it when the cause is gone.")]
    private partial void RotationBroke(Exception exception);
}
