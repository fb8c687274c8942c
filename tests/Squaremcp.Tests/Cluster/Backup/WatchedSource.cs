using Squaremcp.Storage.Import;

namespace Squaremcp.Tests.Cluster.Backup;

/// <summary>A source at which something happens before each batch is read.</summary>
internal sealed class WatchedSource(IInstallationSource source, Func<MovedTable, Task> reading) : IInstallationSource
{
    public string Name => source.Name;

    public Task<string> PrintAsync(CancellationToken cancellationToken) => source.PrintAsync(cancellationToken);

    public Task<long> CountAsync(MovedTable table, CancellationToken cancellationToken) => source.CountAsync(table, cancellationToken);

    public async Task<IReadOnlyList<MovedRow>> ReadAsync(MovedTable table, RowKey? after, CancellationToken cancellationToken)
    {
        await reading(table);
        return await source.ReadAsync(table, after, cancellationToken);
    }

    public void Dispose() => source.Dispose();
}
