using MySqlConnector;
using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.MySql.Import;

/// <summary>A cluster's database that an installation moves into. One import at a time: the server's lock is held while it runs.</summary>
/// <param name="options">The database, and whose it is: also the <c>ServiceId</c> of its reminders.</param>
/// <param name="prepare">Makes the tables that are the silo's (states, reminders), after the storage's own.</param>
public sealed class MySqlTarget(MySqlStorageOptions options, Func<CancellationToken, Task> prepare, TimeProvider clock) : IInstallationTarget
{
    private readonly Connections connections = new(options);
    private readonly OrleansReminders reminders = new(options.Installation);
    private Session? opened;
    private string source = "";

    public string Name => connections.Name;

    /// <summary>For tests: called within each batch's transaction, before its commit.</summary>
    internal Action<ImportBatch>? Committing { get; init; }

    private Session Session => opened ?? throw new InvalidOperationException("The import has not begun.");

    private MySqlRows Rows => new(Session, reminders);

    public async Task<ImportStanding> BeginAsync(string sourcePrint, CancellationToken cancellationToken)
    {
        await new Migrator(options, connections, clock).RunAsync(cancellationToken);
        await prepare(cancellationToken);
        source = sourcePrint;
        return await AskAsync(async () =>
        {
            opened = await connections.OpenWriterAsync(cancellationToken);
            if (await opened.Prepare("Import/Lock").FirstAsync(row => row.IntegerOrNull(0)) != 1)
            {
                throw new StorageException($"Another import or restore into {Name} is running. Wait for it, or end it first.");
            }

            return await MySqlImportSteps.FindAsync(opened) is { } begun ? await GoOnAsync(begun) : await BeginAsync();
        });
    }

    public Task PutAsync(ImportBatch batch, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await TryPutAsync(batch, batch.Rows) is not { } refused)
        {
            return true;
        }

        throw await CulpritAsync(batch, refused);
    });

    public Task<long> CountAsync(MovedTable table, CancellationToken cancellationToken) => AskAsync(() => Rows.CountAsync(table));

    public Task<IReadOnlyList<MovedRow>> ReadAsync(MovedTable table, RowKey? after, CancellationToken cancellationToken) => AskAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Rows.ReadAsync(table, after);
    });

    public Task FinishAsync(CancellationToken cancellationToken) => AskAsync(() => MySqlImportSteps.FinishAsync(Session, clock.GetUtcNow()));

    public async ValueTask DisposeAsync()
    {
        if (opened is not null)
        {
            await opened.DisposeAsync();
        }

        await connections.DisposeAsync();
    }

    private async Task<ImportStanding> BeginAsync()
    {
        foreach (var table in MovedTables.All)
        {
            if ((await Rows.ReadAsync(table, null)).Count > 0)
            {
                throw new StorageException($"The database {Name} holds an installation already: there are rows in {table.Name}. Take an empty one; nothing was changed.");
            }
        }

        await Session.Prepare("Import/Begin").Add("source", source).RunAsync();
        return new(null, new Dictionary<string, TableStanding>());
    }

    private async Task<ImportStanding> GoOnAsync((string Source, DateTimeOffset? FinishedAt) begun) => begun.Source == source
        ? new(begun.FinishedAt, await MySqlImportSteps.TablesAsync(Session))
        : throw new StorageException(begun.FinishedAt is null
            ? $"The database {Name} holds an unfinished import or restore of another source, or a server ran on this source since it began. Empty the database and begin again."
            : $"The database {Name} holds an installation that was imported from another source. Take an empty one.");

    /// <returns>What the server has against one of the rows; null where all are committed.</returns>
    private async Task<MySqlException?> TryPutAsync(ImportBatch batch, IReadOnlyList<MovedRow> rows)
    {
        await Session.Prepare("Engine/Begin").RunAsync();
        try
        {
            await Rows.InsertAsync(batch.Table, rows);
            await MySqlImportSteps.SaveAsync(Session, source, batch);
            Committing?.Invoke(batch);
            await Session.Prepare("Engine/Commit").RunAsync();
            return null;
        }
        catch (MySqlException failure) when (Trouble.IsOfOneChange(failure))
        {
            await Session.Prepare("Engine/Rollback").RunAsync();
            return failure;
        }
    }

    /// <summary>Which of the rows it was: tried one by one, and none kept.</summary>
    private async Task<StorageException> CulpritAsync(ImportBatch batch, MySqlException refused)
    {
        await Session.Prepare("Engine/Begin").RunAsync();
        foreach (var row in batch.Rows)
        {
            try
            {
                await Rows.InsertAsync(batch.Table, [row]);
            }
            catch (MySqlException failure) when (failure.ErrorCode == MySqlErrorCode.DuplicateKeyEntry)
            {
                await Session.Prepare("Engine/Rollback").RunAsync();
                return new($"The row {row.Key} of {batch.Table.Name} is in {Name} already. Somebody else wrote there: empty the database and begin again.", failure);
            }
            catch (MySqlException failure) when (Trouble.IsOfOneChange(failure))
            {
                await Session.Prepare("Engine/Rollback").RunAsync();
                return new($"The row {row.Key} of {batch.Table.Name} does not fit into {Name} (error {failure.Number}, state {failure.SqlState}). It was not moved, nor what comes after it.", failure);
            }
        }

        await Session.Prepare("Engine/Rollback").RunAsync();
        return new($"{Name} did not take rows of {batch.Table.Name} up to {batch.Rows[^1].Key} (error {refused.Number}, state {refused.SqlState}). Give the command again.", refused);
    }

    /// <summary>What ends the connection ends the transaction with it; the next run goes on where it was.</summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (Trouble.IsOfDatabase(failure))
        {
            var told = Trouble.Told("The import was cut off.", failure, connections);
            throw new StorageException($"{told.Message} Give the command again once that is mended: it goes on where it was.", failure);
        }
    }
}
