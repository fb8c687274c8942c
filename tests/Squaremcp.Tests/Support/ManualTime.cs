using System.Threading.Channels;

namespace Squaremcp.Tests.Support;

/// <summary>Time that moves only by <see cref="Advance"/>, which runs the timers that became due, in order, before it returns.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly Channel<DateTimeOffset> waits = Channel.CreateUnbounded<DateTimeOffset>();
    private DateTimeOffset now = start;

    public ManualTime()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>The moments that somebody began to wait for with <see cref="Task.Delay(TimeSpan, TimeProvider)"/>; deadlines and what ticks are none. Lets a test move time where it is waited for, and only there.</summary>
    public ChannelReader<DateTimeOffset> Waits => waits.Reader;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (Due(until) is { } timer)
        {
            timer.Fire();
        }

        // Two may move it at once; it never goes back.
        lock (gate)
        {
            now = until > now ? until : now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        if (state is Task && dueTime >= TimeSpan.Zero)
        {
            waits.Writer.TryWrite(timer.At);
        }

        return timer;
    }

    private ManualTimer? Due(DateTimeOffset until)
    {
        lock (gate)
        {
            var next = timers.Where(t => t.At <= until).MinBy(t => t.At);
            if (next is not null)
            {
                now = next.At > now ? next.At : now;
                next.Rearm();
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTime clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset At { get; private set; }

        public void Fire() => callback(state);

        public void Rearm()
        {
            At += period;
            if (period <= TimeSpan.Zero)
            {
                clock.timers.Remove(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                this.period = period;
                if (dueTime >= TimeSpan.Zero)
                {
                    At = clock.now + dueTime;
                    clock.timers.Add(this);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
