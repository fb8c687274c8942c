using Microsoft.Extensions.Logging;

namespace Squaremcp.Storage.Sqlite;

/// <summary>
/// The one writer: a thread that applies what waits, commits it together, and answers. An item that fails fails alone;
/// a commit that fails fails every item in it.
/// </summary>
internal sealed partial class Writer : IDisposable
{
    private readonly SqliteStorageOptions options;
    private readonly Checkpointer checkpointer;
    private readonly ILogger<Writer> logger;
    private readonly WriteQueue queue;
    private readonly Lazy<Thread> thread;
    private WriterSession? session;
    private volatile string? trouble;

    public Writer(SqliteStorageOptions options, Checkpointer checkpointer, ILogger<Writer> logger)
    {
        this.options = options;
        this.checkpointer = checkpointer;
        this.logger = logger;
        queue = new WriteQueue(options.QueueLimit, options.BatchLimit);
        thread = new Lazy<Thread>(Start);
    }

    /// <summary>Why the latest commit failed; null after one that did not.</summary>
    public string? Trouble => trouble;

    /// <exception cref="StorageException">Too much waits already, or the program is stopping.</exception>
    public Task<T> WriteAsync<T>(WriteItem<T> item)
    {
        _ = thread.Value;
        queue.Add(item);
        return item.Answer;
    }

    /// <summary>Commits what waits, then closes.</summary>
    public void Dispose()
    {
        queue.Close();
        if (thread.IsValueCreated)
        {
            thread.Value.Join();
        }

        queue.Dispose();
    }

    private Thread Start()
    {
        var writer = new Thread(Run) { IsBackground = true, Name = "storage writer" };
        writer.Start();
        return writer;
    }

    private void Run()
    {
        var batch = new List<WriteItem>();
        while (queue.Take(batch))
        {
            CommitOrFail(batch);
            batch.Clear();
        }

        session?.Dispose();
    }

    private void CommitOrFail(List<WriteItem> batch)
    {
        try
        {
            batch.RemoveAll(static item => !item.TryBegin());
            if (batch.Count > 0)
            {
                Commit(batch, session ??= new WriterSession(options));
                trouble = null;
            }
        }
        catch (Exception failure)
        {
            trouble = failure.Message;
            CommitFailed(failure, batch.Count);
            session?.Dispose();
            session = null;
            batch.ForEach(item => item.Fail(new StorageException($"The database could not commit. {failure.Message}", failure)));
        }
    }

    private void Commit(List<WriteItem> batch, WriterSession open)
    {
        open.Begin(durable: batch.Exists(static item => item.IsDurable));
        batch.RemoveAll(item => !Applied(item, open));
        options.Committing?.Invoke(open.Database);
        open.Commit();
        batch.ForEach(static item => item.Succeed());
        checkpointer.Written(open.Database.TakePagesWritten());
    }

    private bool Applied(WriteItem item, WriterSession open)
    {
        try
        {
            options.Applying?.Invoke(item);
            open.Apply(item);
            return true;
        }
        catch (Exception failure) when (open.Database.InTransaction)
        {
            // Otherwise SQLite gave up the whole transaction (disk full, I/O error), and with it the items before this one.
            item.Fail(failure);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Items} changes failed; none of them was kept")]
    private partial void CommitFailed(Exception failure, int items);
}
