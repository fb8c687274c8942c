using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Squaremcp.Grains;

/// <summary>The grains' spans and numbers (docs/operations.md lists all).</summary>
internal static class Telemetry
{
    internal static readonly ActivitySource Spans = new("Squaremcp.Grains");

    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly System.Diagnostics.Metrics.Meter Meter = new("Squaremcp.Grains");

    internal static readonly UpDownCounter<long> InFlight = Meter.CreateUpDownCounter<long>("squaremcp.calls.in_flight", "{call}", "Tool calls that wait for their outcome.");

    internal static readonly Histogram<double> RecordDuration = Meter.CreateHistogram("squaremcp.ledger.record.duration", "s", "Time to commit a call's usage and audit, before its answer.", advice: Durations);

    /// <summary>Somebody has to look: answers are withheld because they cannot be recorded.</summary>
    internal static readonly Counter<long> Withheld = Meter.CreateCounter<long>("squaremcp.answers.withheld", "{answer}", "Answers not given because the audit trail could not be written.");

    internal static readonly Histogram<double> RefreshDuration = Meter.CreateHistogram("squaremcp.token.refresh.duration", "s", "Time a platform took to renew a token.", advice: Durations);

    internal static readonly Counter<long> Broken = Meter.CreateCounter<long>("squaremcp.connections.broken", "{connection}", "Connections that their person must make again.");
}
