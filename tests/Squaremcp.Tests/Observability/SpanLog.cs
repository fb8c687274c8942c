using System.Collections.Concurrent;
using System.Diagnostics;

namespace Squaremcp.Tests.Observability;

/// <summary>The spans of one trace, as they end, but those by which Orleans carries a trace over the network. Its <see cref="TraceParent"/> is what a client sends to be part of it.</summary>
internal sealed class SpanLog : IDisposable
{
    private const string Carrier = "Microsoft.Orleans.Application";

    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ConcurrentDictionary<ActivitySpanId, ActivitySpanId> carried = new();
    private readonly ActivityListener listener;

    internal SpanLog()
    {
        listener = new()
        {
            ShouldListenTo = source => source.Name.StartsWith("Squaremcp.", StringComparison.Ordinal) || source.Name is "Microsoft.AspNetCore" or Carrier,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.Source.Name == Carrier)
                {
                    carried[span.SpanId] = span.ParentSpanId;
                }
                else if (span.TraceId == TraceId)
                {
                    ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    internal ActivityTraceId TraceId { get; } = ActivityTraceId.CreateRandom();

    internal ActivitySpanId Client { get; } = ActivitySpanId.CreateRandom();

    internal string TraceParent => $"00-{TraceId}-{Client}-01";

    /// <summary>Waits for a span to end: the request's own ends after its answer was read.</summary>
    internal async Task<Activity> OfAsync(Predicate<Activity> which)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            if (ended.FirstOrDefault(span => which(span)) is { } found)
            {
                return found;
            }

            await Task.Yield();
            Assert.False(late.IsCancellationRequested, $"No such span ended within 10 s, but: {string.Join(", ", ended.Select(span => span.DisplayName))}.");
        }
    }

    /// <summary>The span that this one is part of; to be asked when the outermost has ended.</summary>
    internal ActivitySpanId Above(Activity span)
    {
        var above = span.ParentSpanId;
        while (carried.TryGetValue(above, out var next))
        {
            above = next;
        }

        return above;
    }

    internal Task<Activity> OfAsync(string name) => OfAsync(span => span.DisplayName == name);

    /// <summary>Everything that a collector would be told.</summary>
    internal string Text => string.Join('\n', ended.Select(span =>
        $"{span.Source.Name} {span.DisplayName} {span.StatusDescription} {span.TraceStateString} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} {string.Join(' ', span.Baggage)} {string.Join(' ', span.Events.Select(one => one.Name))}"));

    public void Dispose() => listener.Dispose();
}
