using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>
/// A timer of one activation: each tick is a turn of its own, the next one is set when the one before has ended, and none comes once the activation ends, which waits for one that runs.
/// What a callback throws is logged and the timer goes on, as in Orleans.
/// </summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation activation;
    private readonly Func<CancellationToken, Task> callback;
    private readonly CancellationTokenSource ended = new();
    private readonly Lock gate = new();
    private readonly bool keepsAlive;
    private readonly ITimer timer;
    private TimeSpan period;
    private bool ticking;
    private bool isDue;
    private bool changed;

    internal GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (this.activation, this.callback, period, keepsAlive) = (activation, callback, options.Period, options.KeepAlive);

        // A tick belongs to no call: neither its RequestContext nor its span.
        using var alone = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        timer = activation.Host.Clock.CreateTimer(static state => ((GrainTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        activation.AddTimer(this);
        timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            (this.period, changed) = (period, ticking);
            timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        ended.Cancel();
        timer.Dispose();
        activation.RemoveTimer(this);
    }

    private void Fire()
    {
        lock (gate)
        {
            isDue = true;
            if (ticking || ended.IsCancellationRequested)
            {
                return;
            }

            (ticking, isDue, changed) = (true, false, false);
        }

        activation.Post(TickAsync);
    }

    private async Task TickAsync()
    {
        if (!activation.TryBeginTick())
        {
            return;
        }

        try
        {
            if (!ended.IsCancellationRequested)
            {
                await callback(ended.Token);
            }
        }
        catch (Exception exception)
        {
            activation.Host.TimerFailed(activation.GrainId, exception);
        }
        finally
        {
            activation.EndTick();
        }

        if (keepsAlive)
        {
            activation.Touch();
        }

        lock (gate)
        {
            ticking = false;
            if (isDue && changed)
            {
                timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
            else if (!changed && period > TimeSpan.Zero && !ended.IsCancellationRequested)
            {
                timer.Change(period, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
