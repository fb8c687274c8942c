using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Squaremcp.Platforms;

/// <summary>
/// What is told of calls to platforms: which platform, which tool, which status. No address and no host, because a customer may name the host and some platforms want the credential in
/// the path; no argument, no answer; and no trace id goes to a platform (<see cref="Http.OutboundHttp"/>).
/// </summary>
public static class Telemetry
{
    internal static readonly ActivitySource Spans = new("Squaremcp.Platforms");

    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private static readonly Meter Meter = new("Squaremcp.Platforms");

    internal static readonly Histogram<double> CallDuration = Meter.CreateHistogram("squaremcp.platform.call.duration", "s", "Time a platform took for one tool's call, with every request it needed.", advice: Durations);

    internal static readonly Histogram<double> RequestDuration = Meter.CreateHistogram("http.client.request.duration", "s", "Time of one HTTP request to a platform.", advice: Durations);

    /// <summary>A tool's call at its platform begins.</summary>
    /// <param name="platform">The platform's word, for example "github".</param>
    public static PlatformSpan Call(string platform, string tool, TimeProvider clock) => new(platform, tool, clock);
}

/// <summary>One tool's call at its platform. Ended without a result, it broke or took too long.</summary>
public sealed class PlatformSpan : IDisposable
{
    private readonly string platform;
    private readonly TimeProvider clock;
    private readonly long began;
    private readonly Activity? span;
    private string? error = "_OTHER";

    internal PlatformSpan(string platform, string tool, TimeProvider clock)
    {
        (this.platform, this.clock, began) = (platform, clock, clock.GetTimestamp());
        span = Telemetry.Spans.StartActivity($"platform {platform}", ActivityKind.Client);
        span?.SetTag("squaremcp.platform", platform).SetTag("gen_ai.tool.name", tool);
    }

    public ToolResult Ended(ToolResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        error = result.Error is { } failed ? Words[failed.Kind] : null;
        return result;
    }

    public void Dispose()
    {
        Telemetry.CallDuration.Record(clock.GetElapsedTime(began).TotalSeconds, new("squaremcp.platform", platform), new("error.type", error ?? ""));
        if (span is not null)
        {
            if (error is not null)
            {
                span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
            }

            span.Dispose();
        }
    }

    private static readonly Dictionary<ToolErrorKind, string> Words =
        Enum.GetValues<ToolErrorKind>().ToDictionary(kind => kind, kind => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));
}
