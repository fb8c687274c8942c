using System.Diagnostics;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Crash;

/// <summary>Where in a batch of a rotation the process dies.</summary>
public enum RotationCut
{
    BeforeTheWrite,
    DuringTheWrite,
    AfterTheWrite,

    /// <summary>Not at all.</summary>
    Nowhere,
}

/// <summary>Kills this process at the n-th batch of secrets that a rotation moves; says when a rotation is done.</summary>
internal sealed class RotationCrashRecords(ISecretRecords inner, RotationCut cut, int batch) : ISecretRecords
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left = batch;

    internal Task Done => done.Task;

    public async Task<int> RewrapAsync(IReadOnlyList<(SealedSecret Read, Wrap Now)> wraps, CancellationToken cancellationToken)
    {
        var last = cut != RotationCut.Nowhere && --left == 0;
        KillIf(last && cut == RotationCut.BeforeTheWrite);
        var writing = inner.RewrapAsync(wraps, cancellationToken);
        KillIf(last && cut == RotationCut.DuringTheWrite);
        var moved = await writing;
        KillIf(last);
        return moved;
    }

    public async Task SaveRotationAsync(VaultRotation rotation, CancellationToken cancellationToken)
    {
        await inner.SaveRotationAsync(rotation, cancellationToken);
        if (rotation.State == RotationState.Done)
        {
            done.TrySetResult();
        }
    }

    public Task<bool> AddAsync(SealedSecret secret, CancellationToken cancellationToken) => inner.AddAsync(secret, cancellationToken);

    public Task<SealedSecret?> GetAsync(string customer, string connection, string kind, long version, CancellationToken cancellationToken) => inner.GetAsync(customer, connection, kind, version, cancellationToken);

    public Task<long?> NewestAsync(string customer, string connection, string kind, CancellationToken cancellationToken) => inner.NewestAsync(customer, connection, kind, cancellationToken);

    public Task KeepOnlyAsync(string customer, string connection, string kind, long version, CancellationToken cancellationToken) => inner.KeepOnlyAsync(customer, connection, kind, version, cancellationToken);

    public Task<int> EraseAsync(string customer, string? connection, CancellationToken cancellationToken) => inner.EraseAsync(customer, connection, cancellationToken);

    public Task<IReadOnlyList<SealedSecret>> WrappedByOthersAsync(string keyId, int limit, CancellationToken cancellationToken) => inner.WrappedByOthersAsync(keyId, limit, cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> CountByKeyAsync(CancellationToken cancellationToken) => inner.CountByKeyAsync(cancellationToken);

    public Task<IReadOnlyList<VaultKey>> KeysAsync(CancellationToken cancellationToken) => inner.KeysAsync(cancellationToken);

    public Task AddKeyAsync(VaultKey key, CancellationToken cancellationToken) => inner.AddKeyAsync(key, cancellationToken);

    public Task<bool> EraseKeyAsync(string id, CancellationToken cancellationToken) => inner.EraseKeyAsync(id, cancellationToken);

    public Task<VaultRotation?> RotationAsync(CancellationToken cancellationToken) => inner.RotationAsync(cancellationToken);

    private static void KillIf(bool now)
    {
        if (now)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
