namespace Squaremcp.Frontend.Cluster;

/// <summary>How many silos this frontend is connected to.</summary>
internal sealed partial class Silos(TimeProvider clock, ILogger<Silos> logger)
{
    /// <summary>For so long after the last connection broke a request waits for another one: where a silo is left it is connected to well within that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private int connected = -1;
    private long goneAt;
    private volatile bool started;
    private volatile TaskCompletionSource loss = Signal(), gone = Signal(), back = Signal();

    internal bool AreThere => started && Volatile.Read(ref connected) > 0;

    /// <summary>Ends when no silo is connected any more; before the first was, others see to it.</summary>
    internal Task Gone => gone.Task;

    /// <returns>False where none is connected, and it was tried for long enough.</returns>
    internal async ValueTask<bool> AreThereSoonAsync(CancellationToken cancellationToken)
    {
        var again = back.Task;
        if (!AreThere && started && Patience - clock.GetElapsedTime(Volatile.Read(ref goneAt)) is { Ticks: > 0 } left)
        {
            await Task.WhenAny(again, Task.Delay(left, clock, cancellationToken));
        }

        return AreThere;
    }

    /// <summary>What silos can do is known: before that no call finds its grain.</summary>
    internal void Started()
    {
        lock (gate)
        {
            started = true;
            if (connected == 0)
            {
                gone.TrySetResult();
            }
        }

        Serves();
    }

    /// <summary>Connections that end from now on are closed by this process.</summary>
    internal bool IsEnding { get; set; }

    /// <summary>Ends when the next connection breaks.</summary>
    internal Task Loss => loss.Task;

    internal void Count(int now)
    {
        lock (gate)
        {
            var before = Interlocked.Exchange(ref connected, now);
            if (before == now)
            {
                return;
            }

            Tell(before, now);
        }

        if (IsEnding)
        {
            return;
        }

        if (now == 0)
        {
            AllGone();
        }
        else
        {
            Connected(now);
        }
    }

    /// <summary>A signal that was given is replaced when it may be given again, never one that somebody still waits for.</summary>
    private void Tell(int before, int now)
    {
        if (now < before)
        {
            Interlocked.Exchange(ref loss, Signal()).TrySetResult();
        }

        if (now == 0)
        {
            Volatile.Write(ref goneAt, clock.GetTimestamp());
            back = back.Task.IsCompleted ? Signal() : back;
            if (started)
            {
                gone.TrySetResult();
            }
        }
        else if (before <= 0)
        {
            gone = gone.Task.IsCompleted ? Signal() : gone;
            back.TrySetResult();
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Information, Message = "The frontend serves: silos answer it.")]
    private partial void Serves();

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Count} silos.")]
    private partial void Connected(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "No silo is connected. Requests are answered 503 until one is; it is tried again every two seconds.")]
    private partial void AllGone();
}

/// <summary>Tries again for as long as the process lives.</summary>
internal sealed partial class UntilThereIsASilo(Silos silos, TimeProvider clock, ILogger<UntilThereIsASilo> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private bool told;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        silos.Count(0);
        if (!told)
        {
            NoSilo(exception.Message);
            told = true;
        }

        await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo answers yet ({Why}); it is tried again every two seconds. See that silos run, that SQUAREMCP__Cluster__Gateways names them, and that both have the same ClusterId and ServiceId.")]
    private partial void NoSilo(string why);
}
