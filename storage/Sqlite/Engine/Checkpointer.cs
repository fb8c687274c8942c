using Microsoft.Extensions.Logging;

namespace Squaremcp.Storage.Sqlite;

/// <summary>Moves what is committed from the log into the database file, on a thread and connection of its own, so that the writer need not.</summary>
internal sealed partial class Checkpointer(SqliteStorageOptions options, ILogger<Checkpointer> logger) : IDisposable
{
    private readonly SemaphoreSlim due = new(0);
    private readonly SemaphoreSlim turn = new(0);
    private readonly SemaphoreSlim turnBack = new(0);
    private Thread? thread;
    private volatile bool asksForTurn;
    private int pending;
    private volatile bool stopping;

    /// <summary>True while it waits for the writer to call <see cref="Written"/>.</summary>
    internal bool AsksForTurn => asksForTurn;

    /// <summary>Called by the writer's thread after each commit, outside of any transaction.</summary>
    public void Written(int pages)
    {
        if (asksForTurn)
        {
            asksForTurn = false;
            turn.Release();
            turnBack.Wait();
        }

        pending += pages;
        if (pending < options.CheckpointPages)
        {
            return;
        }

        pending = 0;
        if (thread is null)
        {
            thread = new Thread(Run) { IsBackground = true, Name = "storage checkpoints" };
            thread.Start();
        }

        if (due.CurrentCount == 0)
        {
            due.Release();
        }
    }

    /// <summary>After the writer's: nobody asks for checkpoints any more.</summary>
    public void Dispose()
    {
        stopping = true;
        due.Release();
        turn.Release();
        thread?.Join();
        due.Dispose();
        turn.Dispose();
        turnBack.Dispose();
    }

    private void Run()
    {
        Database? database = null;
        for (due.Wait(); !stopping; due.Wait())
        {
            try
            {
                Checkpoint(database ??= Open());
            }
            catch (SqliteFailure failure)
            {
                // What is committed stays safe in the log; the next round tries again.
                CheckpointFailed(failure);
                database?.Dispose();
                database = null;
            }
        }

        database?.Dispose();
    }

    private Database Open()
    {
        var database = Database.OpenForWriting(options.File);
        database.Execute("PRAGMA busy_timeout = 0");
        return database;
    }

    /// <summary>
    /// A log grows while commits follow each other without a pause, and SQLite's own wait for a pause never meets one. So a long log is moved as far
    /// as it goes beside the writer, and only for the pages of the last moment the writer gives up one turn.
    /// </summary>
    private void Checkpoint(Database database)
    {
        var (_, pages) = Checkpoint(database, "PRAGMA wal_checkpoint(PASSIVE)");
        if (pages <= options.LogPages || !Checkpoint(database, "PRAGMA wal_checkpoint(RESTART)").Busy)
        {
            return;
        }

        asksForTurn = true;
        turn.Wait();
        try
        {
            Checkpoint(database, "PRAGMA wal_checkpoint(RESTART)");
        }
        finally
        {
            turnBack.Release();
        }
    }

    private static (bool Busy, long PagesInLog) Checkpoint(Database database, string pragma)
    {
        using var row = database.Prepare(pragma);
        return row.Read() ? (row.Integer(0) != 0, row.Integer(1)) : (false, 0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A checkpoint failed; it will be tried again")]
    private partial void CheckpointFailed(Exception failure);
}
