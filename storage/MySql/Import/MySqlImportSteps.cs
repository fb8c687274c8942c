using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.MySql.Import;

/// <summary>The table <c>import_progress</c>: one row for the import as a whole and one for each table that is begun.</summary>
internal static class MySqlImportSteps
{
    /// <returns>Of which source the import is and when it was finished; null where there was none.</returns>
    public static async Task<(string Source, DateTimeOffset? FinishedAt)?> FindAsync(Session session) =>
        await session.Prepare("Import/FindWhole").AllAsync(row => (row.Text(0), row.TimeOrNull(1))) is [var whole, ..] ? whole : null;

    /// <exception cref="StorageException">An import into it was begun and is not finished.</exception>
    public static async Task RequireNoneUnfinishedAsync(Connections connections, CancellationToken cancellationToken)
    {
        await using var session = await connections.OpenAsync(cancellationToken);
        if (await FindAsync(session) is { FinishedAt: null })
        {
            throw new StorageException($"An import into {connections.Name} is not finished. Give the command again that began it (\"squaremcp-silo import\" or \"squaremcp-silo restore\") with the same source: it goes on where it was. Or begin with an empty database.");
        }
    }

    public static async Task<IReadOnlyDictionary<string, TableStanding>> TablesAsync(Session session) =>
        (await session.Prepare("Import/ReadTables").AllAsync(row => (Step: row.Text(0), Moved: row.Integer(1), Last: row.Text(2))))
            .ToDictionary(row => row.Step, row => new TableStanding(row.Moved, RowKey.Parse(MovedTables.All.First(table => table.Name == row.Step), row.Last)));

    public static Task SaveAsync(Session session, string source, ImportBatch batch) => session.Prepare("Import/Save")
        .Add("step", batch.Table.Name).Add("source", source).Add("moved", batch.Moved).Add("key", batch.Rows[^1].Key.Write())
        .RunAsync();

    public static Task<int> FinishAsync(Session session, DateTimeOffset now) => session.Prepare("Import/Finish").Add("at", now).RunAsync();
}
