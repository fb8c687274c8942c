namespace Squaremcp.Storage.Import;

/// <summary>How far an import is.</summary>
/// <param name="Doing">What is done now.</param>
/// <param name="Table">The table it is done to.</param>
/// <param name="Rows">Rows of the table that are done, those of an earlier run too.</param>
/// <param name="Of">Rows the table has in the source.</param>
/// <param name="Run">Rows done in this run, in all tables.</param>
/// <param name="Left">Rows left, in all tables.</param>
public sealed record ImportProgress(ImportStage Doing, string Table, long Rows, long Of, long Run, long Left);

public enum ImportStage
{
    Moving,
    Verifying,
}

/// <summary>Counts an import's rows.</summary>
/// <param name="counts">Rows in the source, by table.</param>
internal sealed class ImportMeter(ImportStage doing, IReadOnlyDictionary<string, long> counts, IProgress<ImportProgress> progress)
{
    private long left = counts.Values.Sum();
    private long run;

    public void Skip(long rows) => left -= rows;

    public void Count(MovedTable table, long done, int more)
    {
        run += more;
        left -= more;
        progress.Report(new(doing, table.Name, done, counts[table.Name], run, left));
    }
}
