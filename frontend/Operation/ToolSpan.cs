using System.Diagnostics;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Operation;

/// <summary>One call of a tool, by whichever door: counted, timed, and a span of its own where MCP's is not there already.</summary>
internal sealed class ToolSpan : IDisposable
{
    private readonly string tool;
    private readonly TimeProvider clock;
    private readonly long began;
    private readonly Activity? span;
    private string outcome = "cancelled";

    /// <param name="tool">The name of a tool that exists, or "unknown".</param>
    internal ToolSpan(string tool, ToolCall call, TimeProvider clock)
    {
        (this.tool, this.clock, began) = (tool, clock, clock.GetTimestamp());
        Telemetry.InFlight.Add(1, new KeyValuePair<string, object?>("at", "frontend"));
        if (call.Caller.Via == "rest")
        {
            span = Telemetry.Spans.StartActivity($"execute_tool {tool}");
            span?.SetCall(tool, call);
        }
    }

    internal ToolOutcome Ended(ToolOutcome ended)
    {
        outcome = Words.Outcome(ended);
        span?.SetOutcome(ended);
        return ended;
    }

    public void Dispose()
    {
        Telemetry.InFlight.Add(-1, new KeyValuePair<string, object?>("at", "frontend"));
        Telemetry.ToolDuration.Record(clock.GetElapsedTime(began).TotalSeconds, new("tool", tool), new("outcome", outcome));
        span?.Dispose();
    }
}

/// <summary>What a span tells of a call: ids and words of our own, nothing that was said and nothing that came back.</summary>
internal static class Words
{
    internal static string Outcome(ToolOutcome outcome) => outcome.Failure is { } failure ? Outcomes.Word(failure.Kind) : "success";

    internal static void SetCall(this Activity span, string tool, ToolCall call) => span
        .SetTag("gen_ai.operation.name", "execute_tool")
        .SetTag("gen_ai.tool.name", tool)
        .SetTag("squaremcp.customer.id", call.Caller.CustomerId)
        .SetTag("squaremcp.call.id", call.CallId)
        .SetTag("squaremcp.via", call.Caller.Via);

    internal static void SetOutcome(this Activity span, ToolOutcome outcome)
    {
        span.SetTag("squaremcp.outcome", Outcome(outcome));
        if (outcome.Failure is { } failure)
        {
            span.SetTag("error.type", Outcomes.Word(failure.Kind)).SetStatus(ActivityStatusCode.Error);
        }
    }
}
