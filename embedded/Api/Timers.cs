namespace Squaremcp.Embedded.Api;

public interface IGrainTimer : IDisposable
{
    void Change(TimeSpan dueTime, TimeSpan period);
}

public readonly struct GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
{
    public TimeSpan DueTime { get; init; } = dueTime;

    public TimeSpan Period { get; init; } = period;

    public bool Interleave { get; init; }

    public bool KeepAlive { get; init; }
}

public static class GrainBaseExtensions
{
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) => options.Interleave
        ? new global::Squaremcp.Embedded.GrainTimer((global::Squaremcp.Embedded.Activation)grain.GrainContext, callback, options)
        : throw new NotSupportedException($"A timer of {grain.GrainContext.GrainId} does not interleave; the embedded host has only those that do.");
}
