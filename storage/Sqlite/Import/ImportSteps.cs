using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.Sqlite.Import;

/// <summary>The table <c>import_progress</c>: one row for the import as a whole and one for each table that is begun.</summary>
internal static class ImportSteps
{
    private const string Whole = "import";

    /// <returns>Of which source the import is and when it was finished; null where there was none.</returns>
    public static (string Source, DateTimeOffset? FinishedAt)? Find(Database database)
    {
        using var row = database.Prepare("SELECT source, done_at FROM import_progress WHERE step = ?1").Add(Whole);
        return row.Read() ? (row.Text(0), row.IsNull(1) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(1))) : null;
    }

    /// <exception cref="StorageException">An import into it was begun and is not finished.</exception>
    public static void RequireNoneUnfinished(Database database, string file)
    {
        if (Find(database) is { FinishedAt: null })
        {
            throw new StorageException($"An import into {file} is not finished. Give the command \"squaremcp import\" again with the same source: it goes on where it was. Or begin with an empty data folder.");
        }
    }

    public static void Begin(Database database, string source) =>
        database.Prepare("INSERT INTO import_progress (step, source, moved) VALUES (?1, ?2, 0)").Add(Whole).Add(source).Run();

    public static IReadOnlyDictionary<string, TableStanding> Tables(Database database)
    {
        var tables = new Dictionary<string, TableStanding>();
        using var row = database.Prepare("SELECT step, moved, last_key FROM import_progress WHERE step <> ?1").Add(Whole);
        while (row.Read())
        {
            var table = MovedTables.All.First(table => table.Name == row.Text(0));
            tables[table.Name] = new(row.Integer(1), RowKey.Parse(table, row.Text(2)));
        }

        return tables;
    }

    public static void Save(Database database, string source, ImportBatch batch) => database
        .Prepare("INSERT INTO import_progress (step, source, moved, last_key) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (step) DO UPDATE SET moved = excluded.moved, last_key = excluded.last_key")
        .Add(batch.Table.Name).Add(source).Add(batch.Moved).Add(batch.Rows[^1].Key.Write())
        .Run();

    public static void Finish(Database database, DateTimeOffset now) =>
        database.Prepare("UPDATE import_progress SET done_at = ?2 WHERE step = ?1").Add(Whole).Add(now.ToUnixTimeMilliseconds()).Run();
}
