using System.Diagnostics;
using System.Globalization;
using Squaremcp.Frontend.Mcp;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Operation;

/// <summary>
/// One MCP request by the semantic conventions for MCP. The caller's own span is its parent where <c>params._meta.traceparent</c> names one, and the HTTP request is then a link, as the conventions say.
/// What the conventions would also have told and a client may choose freely (the request's id, the session) is left out.
/// </summary>
internal sealed class McpSpan : IDisposable
{
    private static readonly HashSet<string> Methods = ["initialize", "ping", "tools/list", "tools/call", "server/discover"];

    private readonly string method;
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly Activity? span;
    private string? tool;
    private string? error = "_OTHER";

    internal McpSpan(string asked, string? version, string? traceParent)
    {
        method = Methods.Contains(asked) ? asked : "_OTHER";
        var around = Activity.Current?.Context;
        span = traceParent is not null && ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent)
            ? Telemetry.Spans.StartActivity(ActivityKind.Server, parent, links: around is { } request ? [new(request)] : null, name: method)
            : Telemetry.Spans.StartActivity(method, ActivityKind.Server);
        span?.SetTag("mcp.method.name", method).SetTag("mcp.protocol.version", Protocol.All.Contains(version) ? version : null);
    }

    /// <summary>From here on it is the call of a tool.</summary>
    internal void Calls(ToolCall call, bool isKnown)
    {
        tool = isKnown ? call.Tool : "unknown";
        if (span is not null)
        {
            span.DisplayName = $"{method} {tool}";
            span.SetCall(tool, call);
        }
    }

    internal ToolOutcome Called(ToolOutcome outcome)
    {
        span?.SetOutcome(outcome);
        error = outcome.Failure is null ? null : "tool_error";
        return outcome;
    }

    internal McpAnswer Ended(McpAnswer answer)
    {
        error = answer.Error is { } code ? code.ToString(CultureInfo.InvariantCulture) : tool is null ? null : error;
        return answer;
    }

    /// <summary>Ended without an answer, it broke or its caller has gone away.</summary>
    public void Dispose()
    {
        Telemetry.McpDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("mcp.method.name", method), new("gen_ai.tool.name", tool ?? ""), new("error.type", error ?? ""));
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
