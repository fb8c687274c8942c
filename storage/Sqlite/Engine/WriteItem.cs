namespace Squaremcp.Storage.Sqlite;

/// <summary>One change on its way to the writer's thread. It is applied alone, and answered after the commit it shared.</summary>
internal abstract class WriteItem
{
    /// <summary>True for what must survive a power cut: its commit is synced to the disk.</summary>
    public abstract bool IsDurable { get; }

    /// <summary>True where at most one statement changes anything: SQLite undoes a failed statement itself, a savepoint would cost and add nothing.</summary>
    public virtual bool IsOneStatement => true;

    /// <summary>False, and answered as cancelled, where its caller has left meanwhile. Once begun it is never cancelled.</summary>
    public abstract bool TryBegin();

    public abstract void Apply(WriterSession session);

    public abstract void Succeed();

    public abstract void Fail(Exception why);
}

internal abstract class WriteItem<T>(CancellationToken cancellationToken) : WriteItem
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Answer => answer.Task;

    public sealed override bool TryBegin() =>
        !cancellationToken.IsCancellationRequested || !answer.TrySetCanceled(cancellationToken);

    public sealed override void Apply(WriterSession session) => result = Do(session);

    public sealed override void Succeed() => answer.TrySetResult(result!);

    public sealed override void Fail(Exception why) => answer.TrySetException(why is SqliteFailure
        ? new StorageException($"The database did not take the change. {why.Message}", why)
        : why);

    protected abstract T Do(WriterSession session);
}
