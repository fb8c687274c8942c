namespace Squaremcp.Storage.Sqlite;

/// <summary>The writer's connection and what it remembers of the database. Dropped as a whole after a failed commit, so that nothing remembered can be wrong.</summary>
internal sealed class WriterSession : IDisposable
{
    private bool durable;

    public WriterSession(SqliteStorageOptions options)
    {
        Database = Database.OpenForWriting(options.File);
        Ledgers = new LedgerBatch(Database);

        // Checkpoints have a connection of their own.
        Database.Execute("PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA synchronous = NORMAL;");
        options.Opened?.Invoke(Database);
    }

    public Database Database { get; }

    public LedgerBatch Ledgers { get; }

    /// <param name="durable">True to sync this commit, and with it all before, to the disk.</param>
    public void Begin(bool durable)
    {
        if (this.durable != durable)
        {
            Database.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            this.durable = durable;
        }

        Database.Prepare("BEGIN IMMEDIATE").Run();
    }

    /// <summary>Applies one item so that it happens whole or not at all.</summary>
    public void Apply(WriteItem item)
    {
        if (item.IsOneStatement)
        {
            item.Apply(this);
            return;
        }

        Database.Prepare("SAVEPOINT item").Run();
        try
        {
            item.Apply(this);
        }
        catch when (Database.InTransaction)
        {
            Database.Prepare("ROLLBACK TO item").Run();
            Database.Prepare("RELEASE item").Run();
            throw;
        }

        Database.Prepare("RELEASE item").Run();
    }

    public void Commit()
    {
        Ledgers.Flush();
        Database.Prepare("COMMIT").Run();
    }

    public void Dispose() => Database.Dispose();
}
