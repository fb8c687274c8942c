namespace Squaremcp.Tests.Support;

/// <summary>Time in which nobody waits: whoever sets a timer has it fire at once, and the clock has moved by as much.</summary>
/// <param name="sparesDeadlines">True where only those who wait are hurried, and deadlines stay where they are.</param>
internal sealed class HastyTime(ManualTime clock, bool sparesDeadlines = false) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= TimeSpan.Zero && (state is Task || !sparesDeadlines))
        {
            ThreadPool.QueueUserWorkItem(_ => clock.Advance(dueTime));
        }

        return timer;
    }
}
