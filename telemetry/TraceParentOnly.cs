using System.Diagnostics;

namespace Squaremcp.Telemetry;

/// <summary>
/// Of what a client says about its trace only <c>traceparent</c> is taken, which is two numbers. <c>tracestate</c> and <c>baggage</c> are text of the client's own, which nobody
/// here asked for: it would travel to every grain and be kept with every span.
/// </summary>
internal sealed class TraceParentOnly : DistributedContextPropagator
{
    private readonly DistributedContextPropagator inner = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields { get; } = ["traceparent"];

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        inner.ExtractTraceIdAndState(carrier, getter, out traceId, out _);
        traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => [];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        inner.Inject(activity, carrier, (to, name, value) =>
        {
            if (name == "traceparent")
            {
                setter?.Invoke(to, name, value);
            }
        });
}
