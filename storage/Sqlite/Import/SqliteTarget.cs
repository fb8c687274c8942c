using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.Sqlite.Import;

/// <summary>A database file that an installation moves into. Whoever opens it holds the folder it is in.</summary>
/// <param name="file">Full path; made where it is missing.</param>
public sealed class SqliteTarget(string file, TimeProvider clock) : IInstallationTarget
{
    private Database? opened;
    private string source = "";

    public string Name => file;

    /// <summary>For tests: called within each batch's transaction, before its commit.</summary>
    internal Action<ImportBatch>? Committing { get; init; }

    /// <summary>For messages: what the next run does.</summary>
    internal string Again { get; init; } = "it goes on where it was";

    private Database Database => opened ?? throw new InvalidOperationException("The import has not begun.");

    private SqliteRows Rows => new(Database, file);

    public Task<ImportStanding> BeginAsync(string sourcePrint, CancellationToken cancellationToken)
    {
        Migrator.Run(file, clock);
        opened = Database.OpenForWriting(file);
        opened.Execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
        source = sourcePrint;
        if (ImportSteps.Find(opened) is not { } begun)
        {
            RequireEmpty();
            InTransaction(database => ImportSteps.Begin(database, source));
            return Task.FromResult(new ImportStanding(null, new Dictionary<string, TableStanding>()));
        }

        if (begun.Source != source)
        {
            throw new StorageException(begun.FinishedAt is null
                ? $"{file} holds an unfinished import of another source, or a server ran on this source since it began. Empty the target and begin again."
                : $"{file} holds an installation that was imported from another source. Import into an empty one.");
        }

        return Task.FromResult(new ImportStanding(begun.FinishedAt, ImportSteps.Tables(opened)));
    }

    public Task PutAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        InTransaction(database =>
        {
            foreach (var row in batch.Rows)
            {
                Put(row);
            }

            ImportSteps.Save(database, source, batch);
            Committing?.Invoke(batch);
        });
        return Task.CompletedTask;
    }

    public Task<long> CountAsync(MovedTable table, CancellationToken cancellationToken) => Task.FromResult(Rows.Count(table));

    public Task<IReadOnlyList<MovedRow>> ReadAsync(MovedTable table, RowKey? after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Rows.Read(table, after));
    }

    public Task FinishAsync(CancellationToken cancellationToken)
    {
        Database.Execute("PRAGMA synchronous = FULL");
        InTransaction(database => ImportSteps.Finish(database, clock.GetUtcNow()));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        opened?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void RequireEmpty()
    {
        if (MovedTables.All.FirstOrDefault(table => Rows.Read(table, null).Count > 0) is { } taken)
        {
            throw new StorageException($"{file} holds an installation already: there are rows in {taken.Name}. Import into an empty one; nothing was changed.");
        }
    }

    private void Put(MovedRow row)
    {
        if (!Rows.Insert(row) && Rows.Find(row.Key) is { } there && row.DifferenceTo(there) is { } column)
        {
            throw new StorageException($"The row {row.Key} of {row.Table.Name} is in {file} already, with another {column.Name}. Somebody else wrote there: empty the target and begin again.");
        }
    }

    private void InTransaction(Action<Database> change)
    {
        try
        {
            Database.Execute("BEGIN IMMEDIATE");
            change(Database);
            Database.Execute("COMMIT");
        }
        catch (SqliteFailure failure)
        {
            throw new StorageException($"{file} does not take what is moved. {failure.Message} Give the command again once that is mended: {Again}.", failure);
        }
        finally
        {
            if (Database.InTransaction)
            {
                Database.Execute("ROLLBACK");
            }
        }
    }
}
