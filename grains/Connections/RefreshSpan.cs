using System.Diagnostics;
using System.Text.Json;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Grains.Connections;

/// <summary>One request for newer tokens. Ended without an answer, it broke.</summary>
internal sealed class RefreshSpan : IDisposable
{
    private readonly string platform;
    private readonly TimeProvider clock;
    private readonly long began;
    private readonly Activity? span;
    private string? error = "_OTHER";

    internal RefreshSpan(string customer, string platform, TimeProvider clock)
    {
        (this.platform, this.clock, began) = (platform, clock, clock.GetTimestamp());
        span = Telemetry.Spans.StartActivity("credential.refresh", ActivityKind.Client);
        span?.SetTag("squaremcp.customer.id", customer).SetTag("squaremcp.platform", platform);
    }

    internal OAuthTokens Renewed(OAuthTokens tokens)
    {
        error = null;
        return tokens;
    }

    internal void Refused(OAuthTrouble trouble) => error = JsonNamingPolicy.SnakeCaseLower.ConvertName(trouble.ToString());

    public void Dispose()
    {
        Telemetry.RefreshDuration.Record(clock.GetElapsedTime(began).TotalSeconds, new("squaremcp.platform", platform), new("error.type", error ?? ""));
        if (span is not null)
        {
            if (error is not null)
            {
                span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
            }

            span.Dispose();
        }
    }
}
