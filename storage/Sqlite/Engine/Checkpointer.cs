using Microsoft.Extensions.Logging;

namespace Squaremcp.Storage.Sqlite;

/// <summary>Moves what is committed from the log into the database file, on a thread and connection of its own, so that the writer need not.</summary>
internal sealed partial class Checkpointer(SqliteStorageOptions options, ILogger<Checkpointer> logger) : IDisposable
{
    /// <summary>Pages of 4 KiB: 16 MiB of log.</summary>
    private const int Often = 4_096;

    /// <summary>64 MiB. Beyond it the log is made to start over, which holds the writer up for the pages of the last moment.</summary>
    private const int TooLong = 16_384;

    private readonly SemaphoreSlim due = new(0);
    private Thread? thread;
    private int pending;
    private volatile bool stopping;

    /// <summary>Called by the writer's thread after each commit.</summary>
    public void Written(int pages)
    {
        pending += pages;
        if (pending < Often)
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

    public void Dispose()
    {
        stopping = true;
        due.Release();
        thread?.Join();
        due.Dispose();
    }

    private void Run()
    {
        Database? database = null;
        for (due.Wait(); !stopping; due.Wait())
        {
            try
            {
                Checkpoint(database ??= Database.OpenForWriting(options.File));
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

    private static void Checkpoint(Database database)
    {
        if (PagesInLog(database, "PRAGMA wal_checkpoint(PASSIVE)") > TooLong)
        {
            _ = PagesInLog(database, "PRAGMA wal_checkpoint(RESTART)");
        }
    }

    private static long PagesInLog(Database database, string pragma)
    {
        using var row = database.Prepare(pragma);
        return row.Read() ? row.Integer(1) : 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A checkpoint failed; it will be tried again")]
    private partial void CheckpointFailed(Exception failure);
}
