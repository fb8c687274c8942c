namespace Squaremcp.Storage.Import;

/// <summary>
/// Moves an installation: table by table in the order of the keys, then compares both. Cut off anywhere, the next run goes on after the last batch that the target took.
/// </summary>
public sealed class ImportRun(IInstallationSource source, IInstallationTarget target, ISecretsMove secrets, IProgress<ImportProgress> progress)
{
    /// <returns>What was found in the target afterwards. Unless it is good, the target stays closed to servers.</returns>
    /// <exception cref="StorageException">It cannot go on, with what to do. What was moved stays moved.</exception>
    public async Task<ImportReport> RunAsync(CancellationToken cancellationToken)
    {
        await secrets.RequireAsync(await VaultRows.KeysAsync(source, cancellationToken), cancellationToken);
        var standing = await target.BeginAsync(await source.PrintAsync(cancellationToken), cancellationToken);
        if (standing.FinishedAt is not null)
        {
            return new() { FinishedBefore = standing.FinishedAt };
        }

        var counts = await CountAsync(cancellationToken);
        var moving = new ImportMeter(ImportStage.Moving, counts, progress);
        moving.Skip(standing.Tables.Values.Sum(table => table.Moved));
        foreach (var table in MovedTables.All)
        {
            await MoveAsync(table, standing.Tables.GetValueOrDefault(table.Name), moving, cancellationToken);
        }

        var report = await new ImportVerification(source, target, secrets, new(ImportStage.Verifying, counts, progress)).RunAsync(cancellationToken);
        if (report.Ok)
        {
            await target.FinishAsync(cancellationToken);
        }

        return report;
    }

    private async Task<Dictionary<string, long>> CountAsync(CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        foreach (var table in MovedTables.All)
        {
            counts[table.Name] = await source.CountAsync(table, cancellationToken);
        }

        return counts;
    }

    private async Task MoveAsync(MovedTable table, TableStanding? standing, ImportMeter meter, CancellationToken cancellationToken)
    {
        var (moved, last, damage) = (standing?.Moved ?? 0, standing?.Last, new DamageCheck(source.Name));
        while (await source.ReadAsync(table, last, cancellationToken) is { Count: > 0 } rows)
        {
            damage.ThrowIfAny(rows);
            moved += rows.Count;
            last = rows[^1].Key;
            await target.PutAsync(new(table, table == MovedTables.VaultKeys ? await RewrappedAsync(rows, cancellationToken) : rows, moved), cancellationToken);
            meter.Count(table, moved, rows.Count);
        }
    }

    private async Task<IReadOnlyList<MovedRow>> RewrappedAsync(IReadOnlyList<MovedRow> rows, CancellationToken cancellationToken)
    {
        var rewrapped = new List<MovedRow>();
        foreach (var row in rows)
        {
            rewrapped.Add(row.With(await secrets.MoveAsync(VaultRows.Key(row), cancellationToken)));
        }

        return rewrapped;
    }
}
