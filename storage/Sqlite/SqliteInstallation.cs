using Squaremcp.Storage.Sqlite.Import;

namespace Squaremcp.Storage.Sqlite;

internal sealed class SqliteInstallation(SqliteStorageOptions options, Writer writer, Readers readers, TimeProvider clock) : IInstallation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task MigrateAsync(CancellationToken cancellationToken) => Task.Run(Migrate, cancellationToken);

    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await readers.ReadAsync(static database => database.Number("SELECT max(version) FROM schema_version"), cancellationToken)
                .WaitAsync(Patience, clock, cancellationToken);
            await writer.WriteAsync(new NothingItem(cancellationToken)).WaitAsync(Patience, clock, cancellationToken);
            return writer.Trouble;
        }
        catch (StorageException failure)
        {
            return failure.Message;
        }
        catch (TimeoutException)
        {
            return $"The database did not answer within {Patience.TotalSeconds} seconds.";
        }
    }

    public Task SnapshotAsync(string file, CancellationToken cancellationToken) =>
        Task.Run(() => Snapshot.Write(options.File, file), cancellationToken);

    /// <summary>What an import has not finished is no installation yet.</summary>
    private void Migrate()
    {
        Migrator.Run(options.File, clock);
        using var database = Database.OpenForReading(options.File);
        ImportSteps.RequireNoneUnfinished(database, options.File);
    }

    /// <summary>Goes through the writer and changes nothing.</summary>
    private sealed class NothingItem(CancellationToken cancellationToken) : WriteItem<bool>(cancellationToken)
    {
        public override bool IsDurable => false;

        protected override bool Do(WriterSession session) => true;
    }
}
