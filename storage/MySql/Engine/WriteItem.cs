namespace Squaremcp.Storage.MySql;

/// <summary>One change on its way to the writer. It is applied alone, perhaps more than once where its batch is tried again, and answered after the commit it shared.</summary>
internal abstract class WriteItem(string? customer)
{
    /// <summary>Whose row is locked before this is applied, so that of the changes of all silos to one customer one comes after the other; null where that does not matter.</summary>
    public string? Customer => customer;

    /// <summary>True where at most one statement changes anything: the server undoes a failed statement itself, a savepoint would cost and add nothing.</summary>
    public virtual bool IsOneStatement => true;

    /// <summary>False, and answered as cancelled, where its caller has left meanwhile. Once begun it is never cancelled.</summary>
    public abstract bool TryBegin();

    public abstract Task ApplyAsync(WriterSession session);

    public abstract void Succeed();

    public abstract void Fail(Exception why);
}

internal abstract class WriteItem<T>(string? customer, CancellationToken cancellationToken) : WriteItem(customer)
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Answer => answer.Task;

    public sealed override bool TryBegin() => !cancellationToken.IsCancellationRequested || !answer.TrySetCanceled(cancellationToken);

    public sealed override async Task ApplyAsync(WriterSession session) => result = await DoAsync(session);

    public sealed override void Succeed() => answer.TrySetResult(result!);

    public sealed override void Fail(Exception why) => answer.TrySetException(why);

    protected abstract Task<T> DoAsync(WriterSession session);
}

/// <summary>A change that one function says.</summary>
internal sealed class Change<T>(string? customer, Func<WriterSession, Task<T>> change, CancellationToken cancellationToken) : WriteItem<T>(customer, cancellationToken)
{
    public override bool IsOneStatement => false;

    protected override Task<T> DoAsync(WriterSession session) => change(session);
}
