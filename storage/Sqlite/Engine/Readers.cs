using System.Collections.Concurrent;

namespace Squaremcp.Storage.Sqlite;

/// <summary>A small fixed set of threads that read, each with a read-only connection. Readers see whole commits and never hold up the writer.</summary>
internal sealed class Readers(SqliteStorageOptions options) : IDisposable
{
    private const int QueueLimit = 16_384;

    private readonly Lock gate = new();
    private readonly BlockingCollection<Action<Database?, Exception?>> queue = new(QueueLimit);
    private Thread[] threads = [];

    /// <summary>Runs <paramref name="read"/> in one consistent view of the database.</summary>
    /// <exception cref="StorageException">Too much waits already, the program is stopping, or the database does not answer.</exception>
    public Task<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken)
    {
        EnsureStarted();
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add((database, failure) => Answer(answer, read, database, failure, cancellationToken));
        return answer.Task;
    }

    public void Dispose()
    {
        queue.CompleteAdding();
        Array.ForEach(threads, thread => thread.Join());
        queue.Dispose();
    }

    private static void Answer<T>(
        TaskCompletionSource<T> answer, Func<Database, T> read, Database? database, Exception? failure, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            answer.TrySetCanceled(cancellationToken);
            return;
        }

        try
        {
            answer.TrySetResult(InOneView(database ?? throw failure!, read));
        }
        catch (SqliteFailure why)
        {
            answer.TrySetException(new StorageException($"The database did not answer. {why.Message}", why));
        }
        catch (Exception why)
        {
            answer.TrySetException(why);
        }
    }

    private static T InOneView<T>(Database database, Func<Database, T> read)
    {
        database.Prepare("BEGIN").Run();
        try
        {
            return read(database);
        }
        finally
        {
            database.Prepare("ROLLBACK").Run();
        }
    }

    private void Add(Action<Database?, Exception?> read)
    {
        try
        {
            if (!queue.TryAdd(read))
            {
                throw new StorageException($"The database is overloaded: {QueueLimit} queries wait already. Try again in a moment.");
            }
        }
        catch (InvalidOperationException closed)
        {
            throw new StorageException("The database is closed: the program is stopping.", closed);
        }
    }

    private void EnsureStarted()
    {
        if (Volatile.Read(ref threads).Length > 0)
        {
            return;
        }

        lock (gate)
        {
            if (threads.Length == 0)
            {
                var started = Enumerable.Range(1, options.Readers).Select(n => new Thread(Run) { IsBackground = true, Name = $"storage reader {n}" }).ToArray();
                Array.ForEach(started, thread => thread.Start());
                Volatile.Write(ref threads, started);
            }
        }
    }

    private void Run()
    {
        Database? database = null;
        foreach (var answer in queue.GetConsumingEnumerable())
        {
            SqliteFailure? failure = null;
            try
            {
                database ??= Database.OpenForReading(options.File);
            }
            catch (SqliteFailure why)
            {
                failure = why;
            }

            answer(database, failure);
        }

        database?.Dispose();
    }
}
