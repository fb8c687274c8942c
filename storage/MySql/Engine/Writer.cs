using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Squaremcp.Storage.MySql;

/// <summary>
/// A silo's one writer: it applies what waits on a connection of its own, commits it together, and answers. An item that fails fails alone; a batch that may succeed later is tried again as a whole.
/// </summary>
internal sealed partial class Writer : IAsyncDisposable, IDisposable
{
    /// <summary>A program that stops does not wait long for a database that is away.</summary>
    private static readonly TimeSpan StoppingPatience = TimeSpan.FromSeconds(2);

    private readonly MySqlStorageOptions options;
    private readonly Connections connections;
    private readonly TimeProvider clock;
    private readonly ILogger<Writer> logger;
    private readonly Channel<WriteItem> queue;
    private readonly Lazy<Task> loop;
    private readonly CommitMark mark = new();

    /// <summary>What the latest attempt says to each item once it is committed.</summary>
    private readonly List<Action> answers = [];

    private WriterSession? session;

    /// <summary>Whether an attempt at this batch asked for its commit and was not answered.</summary>
    private bool isAsked;
    private volatile bool isClosed;
    private volatile string? trouble;

    public Writer(MySqlStorageOptions options, Connections connections, TimeProvider clock, ILogger<Writer> logger)
    {
        this.options = options;
        this.connections = connections;
        this.clock = clock;
        this.logger = logger;
        queue = Channel.CreateBounded<WriteItem>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
        loop = new Lazy<Task>(() => Task.Run(RunAsync));
    }

    /// <summary>Why the latest attempt to commit failed; null after one that did not.</summary>
    public string? Trouble => trouble;

    /// <exception cref="StorageException">Too much waits already, or the program is stopping.</exception>
    public Task<T> WriteAsync<T>(WriteItem<T> item)
    {
        if (item.Customer is { } customer && !Statement.IsId(customer))
        {
            throw new ArgumentException("A customer's id has 1 to 64 printable ASCII characters.", nameof(item));
        }

        _ = loop.Value;
        if (queue.Writer.TryWrite(item))
        {
            return item.Answer;
        }

        throw new StorageException(isClosed
            ? "The database is closed: the program is stopping."
            : $"The database is overloaded: {options.QueueLimit} changes wait for it already. Try again in a moment.");
    }

    public Task<T> WriteAsync<T>(string? customer, Func<WriterSession, Task<T>> change, CancellationToken cancellationToken) => WriteAsync(new Change<T>(customer, change, cancellationToken));

    /// <summary>Commits what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        isClosed = true;
        queue.Writer.TryComplete();
        if (loop.IsValueCreated)
        {
            await loop.Value;
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        var batch = new List<WriteItem>();
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < options.BatchLimit && queue.Reader.TryRead(out var item))
            {
                if (item.TryBegin())
                {
                    batch.Add(item);
                }
            }

            await CommitOrFailAsync(batch);
            batch.Clear();
        }

        await CloseAsync();
    }

    private async Task CommitOrFailAsync(List<WriteItem> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            await CommitAsync(batch);
            trouble = null;
        }
        catch (Exception failure) when (MySql.Trouble.IsOfOneChange(failure) && batch.Count > 1)
        {
            // Found only with the others: by itself it harms nobody.
            await CloseAsync();
            foreach (var item in batch)
            {
                await CommitOrFailAsync([item]);
            }
        }
        catch (Exception failure)
        {
            await CloseAsync();
            trouble = MySql.Trouble.IsOfDatabase(failure) ? MySql.Trouble.Tell(failure, connections) : failure.Message;
            CommitFailed(batch.Count, trouble);
            var what = isAsked ? "The database did not say whether it committed." : "The database could not commit.";
            batch.ForEach(item => item.Fail(new StorageException($"{what} {trouble}")));
        }
    }

    /// <summary>Tries until it is committed, or cannot be. An attempt whose commit was asked for and not answered is looked for before the next.</summary>
    private async Task CommitAsync(List<WriteItem> batch)
    {
        mark.Next();
        isAsked = false;
        for (var retry = new Retry(isClosed ? StoppingPatience : options.RetryFor); ; await retry.WaitAsync(CancellationToken.None))
        {
            try
            {
                session ??= new WriterSession(await connections.OpenWriterAsync(CancellationToken.None), mark);
                await AttemptAsync(batch, session);
                return;
            }
            catch (Exception failure) when (IsWorthAnother(failure, retry))
            {
                trouble = MySql.Trouble.Tell(failure, connections);
                await CloseAsync();
                TryingAgain(batch.Count, trouble);
            }
        }
    }

    private bool IsWorthAnother(Exception failure, Retry retry)
    {
        isAsked |= session is { IsCommitting: true } && !MySql.Trouble.IsAnswer(failure);
        return MySql.Trouble.IsPassing(failure) && retry.MayGoOn;
    }

    private async Task AttemptAsync(List<WriteItem> batch, WriterSession open)
    {
        if (await open.BeginAsync(batch, isAsked))
        {
            answers.ForEach(answer => answer());
            return;
        }

        answers.Clear();
        foreach (var item in batch)
        {
            answers.Add(await AppliedAsync(item, open));
        }

        await open.FlushAsync(clock.GetUtcNow());
        await (options.Committing?.Invoke(open.Session) ?? Task.CompletedTask);
        await open.CommitAsync();
        await (options.Committed?.Invoke(open.Session) ?? Task.CompletedTask);
        answers.ForEach(answer => answer());
    }

    private async Task<Action> AppliedAsync(WriteItem item, WriterSession open)
    {
        try
        {
            options.Applying?.Invoke(item);
            await open.ApplyAsync(item);
            return item.Succeed;
        }
        catch (Exception failure) when (!MySql.Trouble.IsOfDatabase(failure) || MySql.Trouble.IsOfOneChange(failure))
        {
            var why = MySql.Trouble.IsOfDatabase(failure) ? MySql.Trouble.Told("The database did not take the change.", failure, connections) : failure;
            return () => item.Fail(why);
        }
    }

    private async Task CloseAsync()
    {
        if (session is { } open)
        {
            session = null;
            await open.DisposeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A commit of {Items} changes is tried again: {Why}")]
    private partial void TryingAgain(int items, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Items} changes failed: {Why}")]
    private partial void CommitFailed(int items, string why);
}
