namespace Squaremcp.Storage.MySql;

/// <summary>The writer's connection and what a batch gathers on it. Dropped as a whole after a failure: the server undoes what was not committed.</summary>
internal sealed class WriterSession(Session session, CommitMark mark) : IAsyncDisposable
{
    public Session Session => session;

    public LedgerBatch Ledgers { get; } = new(session);

    /// <summary>True from when the commit is asked for: if no answer comes, only the mark tells.</summary>
    public bool IsCommitting { get; private set; }

    public Statement Prepare(string name) => session.Prepare(name);

    /// <param name="isAsked">Whether an earlier attempt may have been committed.</param>
    /// <returns>True where it was, and nothing is left to do.</returns>
    public async Task<bool> BeginAsync(IEnumerable<WriteItem> batch, bool isAsked)
    {
        IsCommitting = false;
        await Prepare("Engine/Begin").RunAsync();
        if (isAsked && await mark.IsThereAsync(session))
        {
            await Prepare("Engine/Rollback").RunAsync();
            return true;
        }

        // In one order, so that silos wait for each other instead of each for what the other has.
        await Ledgers.LockAsync([.. batch.Select(item => item.Customer).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
        return false;
    }

    /// <summary>Applies one item so that it happens whole or not at all.</summary>
    public async Task ApplyAsync(WriteItem item)
    {
        if (item.IsOneStatement)
        {
            await item.ApplyAsync(this);
            return;
        }

        await Prepare("Engine/Savepoint").RunAsync();
        try
        {
            await item.ApplyAsync(this);
        }
        catch (Exception failure) when (!Trouble.IsPassing(failure))
        {
            await Prepare("Engine/RollbackToSavepoint").RunAsync();
            throw;
        }
    }

    public async Task FlushAsync(DateTimeOffset now)
    {
        await session.RunAsync([.. Ledgers.Take(), mark.Save(session, now)]);
    }

    public async Task CommitAsync()
    {
        IsCommitting = true;
        await Prepare("Engine/Commit").RunAsync();
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
