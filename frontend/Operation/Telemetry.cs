using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Squaremcp.Frontend.Operation;

/// <summary>The frontend's spans and numbers; their names are OpenTelemetry's where it has one (docs/operations.md lists all).</summary>
internal static class Telemetry
{
    internal static readonly ActivitySource Spans = new("Squaremcp.Frontend");

    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly Meter Meter = new("Squaremcp.Frontend");

    /// <summary>MCP, of every method, as the server saw it.</summary>
    internal static readonly Histogram<double> McpDuration = Meter.CreateHistogram("mcp.server.operation.duration", "s", "Time from an MCP request to its answer.", advice: Durations);

    internal static readonly Histogram<double> ToolDuration = Meter.CreateHistogram("squaremcp.tool.call.duration", "s", "Time from a tool's call, by MCP or REST, to its outcome.", advice: Durations);

    /// <summary>What a frontend is scaled by: calls wait for platforms, not for the processor.</summary>
    internal static readonly UpDownCounter<long> InFlight = Meter.CreateUpDownCounter<long>("squaremcp.calls.in_flight", "{call}", "Tool calls that wait for their outcome.");
}
