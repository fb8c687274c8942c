using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Host;

/// <summary>The test's clock for Orleans' reminder service, which waits by tasks: those are no waits of the program's, and <see cref="ManualTime.Waits"/> does not name them.</summary>
internal sealed class ReminderClock(ManualTime clock) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(_ => callback(state), null, dueTime, period);
}
