using System.Diagnostics;
using System.Globalization;

namespace Squaremcp.Platforms.Http;

/// <summary>One HTTP request to a platform by the semantic conventions for HTTP clients, without address and host.</summary>
internal sealed class RequestSpan : IDisposable
{
    private readonly string platform;
    private readonly string method;
    private readonly TimeProvider clock;
    private readonly long began;
    private readonly Activity? span;
    private int? status;

    /// <param name="attempt">How often the same was asked before.</param>
    internal RequestSpan(string platform, HttpMethod method, int attempt, TimeProvider clock)
    {
        (this.platform, this.method, this.clock, began) = (platform, method.Method, clock, clock.GetTimestamp());
        span = Telemetry.Spans.StartActivity(method.Method, ActivityKind.Client);
        span?.SetTag("http.request.method", method.Method).SetTag("squaremcp.platform.title", platform);
        if (attempt > 0)
        {
            span?.SetTag("http.request.resend_count", attempt);
        }
    }

    internal void Answered(int code) => status = code;

    /// <summary>Without an answer it broke; nothing of the exception is told, whose words may hold the address.</summary>
    public void Dispose()
    {
        var error = status is null ? "_OTHER" : status >= 400 ? status.Value.ToString(CultureInfo.InvariantCulture) : null;
        Telemetry.RequestDuration.Record(
            clock.GetElapsedTime(began).TotalSeconds,
            new("squaremcp.platform.title", platform), new("http.request.method", method), new("http.response.status_code", status ?? 0), new("error.type", error ?? ""));
        if (span is not null)
        {
            span.SetTag("http.response.status_code", status);
            if (error is not null)
            {
                span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
            }

            span.Dispose();
        }
    }
}
