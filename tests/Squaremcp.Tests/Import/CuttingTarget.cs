using Squaremcp.Storage.Import;

namespace Squaremcp.Tests.Import;

/// <summary>A target whose import is cut off once so many batches were put, and which can be changed behind the import's back before it is verified.</summary>
internal sealed class CuttingTarget(IInstallationTarget target, int cutAfter = int.MaxValue, Action? beforeVerification = null) : IInstallationTarget
{
    private int put;
    private Action? before = beforeVerification;

    public string Name => target.Name;

    public Task<ImportStanding> BeginAsync(string sourcePrint, CancellationToken cancellationToken) => target.BeginAsync(sourcePrint, cancellationToken);

    public async Task PutAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        if (put++ == cutAfter)
        {
            throw new CutException();
        }

        await target.PutAsync(batch, cancellationToken);
    }

    public Task<long> CountAsync(MovedTable table, CancellationToken cancellationToken)
    {
        before?.Invoke();
        before = null;
        return target.CountAsync(table, cancellationToken);
    }

    public Task<IReadOnlyList<MovedRow>> ReadAsync(MovedTable table, RowKey? after, CancellationToken cancellationToken) => target.ReadAsync(table, after, cancellationToken);

    public Task FinishAsync(CancellationToken cancellationToken) => target.FinishAsync(cancellationToken);

    public ValueTask DisposeAsync() => target.DisposeAsync();
}

/// <summary>Here the import was cut off.</summary>
internal sealed class CutException : Exception;
