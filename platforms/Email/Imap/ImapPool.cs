namespace Squaremcp.Platforms.Email;

/// <summary>
/// Keeps logged-in connections for a while, a few for each credential: servers count connections (Gmail takes 15, many ten), and a login costs half a second.
/// A key stands for a server and a credential; whoever changes either uses another key.
/// </summary>
internal sealed class ImapPool : IAsyncDisposable
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    private readonly TimeProvider clock;
    private readonly ImapPlaces places;
    private readonly ITimer sweep;
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiters = [];
    private readonly HashSet<ImapClient> used = [];
    private Task closing = Task.CompletedTask;
    private bool isClosed;

    /// <param name="mostOfOne">Connections of one key.</param>
    /// <param name="mostInAll">Connections of all keys.</param>
    public ImapPool(TimeProvider clock, int mostOfOne = 3, int mostInAll = 200)
    {
        this.clock = clock;
        places = new(mostOfOne, mostInAll);
        sweep = clock.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many connections there are, used and unused.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return places.Count;
            }
        }
    }

    /// <summary>A connection of the key for one caller alone, until the lease is disposed.</summary>
    /// <param name="connect">Makes one where there is none to be used again.</param>
    /// <param name="patience">How long to wait until one in use is given back.</param>
    /// <exception cref="MailException">busy: none was given back; or why none could be made.</exception>
    public async Task<ImapLease> RentAsync(string key, Func<CancellationToken, Task<ImapClient>> connect, TimeSpan patience, CancellationToken cancellationToken)
    {
        var place = await PlaceAsync(key, patience, cancellationToken);
        try
        {
            if (place.Evicted is { } evicted)
            {
                await evicted.LogoutAsync(cancellationToken);
            }

            return await LeaseAsync(key, await StillGoodAsync(place, cancellationToken) ?? await connect(cancellationToken));
        }
        catch
        {
            Leave(key);
            throw;
        }
    }

    /// <summary>Closes the unused connections of a key, whose credential is gone.</summary>
    public Task ForgetAsync(string key)
    {
        lock (gate)
        {
            return CloseAsync(places.Remove(kept => kept.Key == key));
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Waiter> waiting;
        List<ImapClient> inUse;
        Task closed;
        lock (gate)
        {
            (isClosed, waiting, inUse) = (true, [.. waiters], [.. used]);
            waiters.Clear();
            closed = Task.WhenAll(closing, CloseAsync(places.Remove(_ => true)));
        }

        waiting.ForEach(waiter => waiter.Place.TrySetException(new ObjectDisposedException(nameof(ImapPool))));
        await sweep.DisposeAsync();

        // Whoever still uses one is told by its next call.
        foreach (var client in inUse)
        {
            await client.DisposeAsync();
        }

        await closed;
    }

    internal async ValueTask GiveBackAsync(string key, ImapClient client)
    {
        lock (gate)
        {
            used.Remove(client);
            if (!client.IsBroken && !isClosed)
            {
                places.Keep(new(key, client, clock.GetUtcNow()));
                ArmSweep();
                ServeWaiters();
                return;
            }
        }

        await client.DisposeAsync();
        Leave(key);
    }

    private async Task<ImapPlace> PlaceAsync(string key, TimeSpan patience, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiter> waiter;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            if (places.TryTake(key) is { } place)
            {
                return place;
            }

            waiter = waiters.AddLast(new Waiter(key, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            return await waiter.Value.Place.Task.WaitAsync(patience, clock, cancellationToken);
        }
        catch (Exception left) when (left is TimeoutException or OperationCanceledException)
        {
            if (!StopWaiting(waiter))
            {
                // It was served in the same moment.
                return await waiter.Value.Place.Task;
            }

            throw left is TimeoutException
                ? new MailException(new(MailStage.Connect, MailFailureKind.Busy, "All connections to this mailbox are in use. Try again in a few seconds.", true), left)
                : left;
        }
    }

    private bool StopWaiting(LinkedListNode<Waiter> waiter)
    {
        lock (gate)
        {
            if (waiter.List is null)
            {
                return false;
            }

            waiters.Remove(waiter);
            return true;
        }
    }

    /// <summary>The connection found, where it still answers.</summary>
    private async Task<ImapClient?> StillGoodAsync(ImapPlace place, CancellationToken cancellationToken)
    {
        if (place.Found is not { } client || clock.GetUtcNow() - place.Since < Fresh)
        {
            return place.Found;
        }

        var isAlive = false;
        try
        {
            isAlive = await client.IsAliveAsync(CheckTimeout, cancellationToken);
        }
        finally
        {
            if (!isAlive)
            {
                await client.DisposeAsync();
            }
        }

        return isAlive ? client : null;
    }

    private async Task<ImapLease> LeaseAsync(string key, ImapClient client)
    {
        lock (gate)
        {
            if (!isClosed)
            {
                used.Add(client);
                return new(this, key, client);
            }
        }

        await client.DisposeAsync();
        throw new ObjectDisposedException(nameof(ImapPool));
    }

    private void Leave(string key)
    {
        lock (gate)
        {
            places.Leave(key);
            ServeWaiters();
        }
    }

    private void ServeWaiters()
    {
        for (var waiter = waiters.First; waiter is not null;)
        {
            var next = waiter.Next;
            if (places.TryTake(waiter.Value.Key) is { } place)
            {
                waiters.Remove(waiter);
                waiter.Value.Place.SetResult(place);
            }

            waiter = next;
        }
    }

    private void Sweep()
    {
        lock (gate)
        {
            var before = clock.GetUtcNow() - IdleLimit;
            closing = Task.WhenAll(closing, CloseAsync(places.Remove(kept => kept.Since <= before)));
            ArmSweep();
        }
    }

    private void ArmSweep()
    {
        if (!isClosed && places.Oldest is { } oldest)
        {
            var due = oldest + IdleLimit - clock.GetUtcNow();
            sweep.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task CloseAsync(IReadOnlyList<ImapIdle> unused)
    {
        // Nothing is sent while the gate is held.
        await Task.Yield();
        await Task.WhenAll(unused.Select(async kept =>
        {
            try
            {
                await kept.Client.LogoutAsync(CancellationToken.None);
            }
            finally
            {
                Leave(kept.Key);
            }
        }));
    }

    private sealed record Waiter(string Key, TaskCompletionSource<ImapPlace> Place);
}

/// <summary>A connection in use by one caller. Disposing gives it back; a broken one is closed.</summary>
internal sealed class ImapLease(ImapPool pool, string key, ImapClient client) : IAsyncDisposable
{
    private int returned;

    public ImapClient Client => client;

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref returned, 1) == 0 ? pool.GiveBackAsync(key, client) : ValueTask.CompletedTask;
}
