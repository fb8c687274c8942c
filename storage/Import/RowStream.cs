namespace Squaremcp.Storage.Import;

/// <summary>A table's rows one after the other, read a batch at a time.</summary>
internal sealed class RowStream(IInstallationRows rows, MovedTable table)
{
    private IReadOnlyList<MovedRow> batch = [];
    private int at = -1;
    private RowKey? last;
    private bool ended;

    /// <summary>Null before the first and after the last.</summary>
    public MovedRow? Current => at >= 0 && at < batch.Count ? batch[at] : null;

    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (++at < batch.Count)
        {
            return true;
        }

        if (!ended)
        {
            batch = await rows.ReadAsync(table, last, cancellationToken);
            (at, ended) = (0, batch.Count == 0);
            last = ended ? null : batch[^1].Key;
        }

        return !ended;
    }
}
