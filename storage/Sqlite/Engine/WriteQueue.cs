namespace Squaremcp.Storage.Sqlite;

/// <summary>What waits for the writer: many add, one takes all that is there.</summary>
internal sealed class WriteQueue(int limit, int batchLimit) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<WriteItem> waiting = new();
    private readonly SemaphoreSlim signal = new(0);
    private bool idle;
    private bool closed;

    public void Add(WriteItem item)
    {
        lock (gate)
        {
            if (closed)
            {
                throw new StorageException("The database is closed: the program is stopping.");
            }

            if (waiting.Count >= limit)
            {
                throw new StorageException($"The database is overloaded: {limit} changes wait for the disk already. Try again in a moment.");
            }

            waiting.Enqueue(item);
            Wake();
        }
    }

    /// <summary>Fills <paramref name="batch"/> with what waits, at least one item; waits for it where there is none.</summary>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<WriteItem> batch)
    {
        while (true)
        {
            lock (gate)
            {
                while (batch.Count < batchLimit && waiting.TryDequeue(out var item))
                {
                    batch.Add(item);
                }

                if (batch.Count > 0 || closed)
                {
                    return batch.Count > 0;
                }

                idle = true;
            }

            signal.Wait();
        }
    }

    /// <summary>Refuses what comes from now on; what waits is still taken.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Wake();
        }
    }

    public void Dispose() => signal.Dispose();

    private void Wake()
    {
        if (idle)
        {
            idle = false;
            signal.Release();
        }
    }
}
