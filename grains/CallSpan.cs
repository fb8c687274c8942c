using System.Diagnostics;
using Squaremcp.Tools;

namespace Squaremcp.Grains;

/// <summary>A grain's part of one call: ids and words of our own, nothing that was said and nothing that came back. Ended without an outcome, it broke.</summary>
internal sealed class CallSpan : IDisposable
{
    private static readonly KeyValuePair<string, object?> AtCustomer = new("at", "customer");

    private readonly bool isCustomers;
    private readonly Activity? span;
    private string? error = "_OTHER";

    private CallSpan(string name, bool isCustomers, string customer, string callId)
    {
        this.isCustomers = isCustomers;
        span = Telemetry.Spans.StartActivity(name);
        span?.SetTag("squaremcp.customer.id", customer).SetTag("squaremcp.call.id", callId);
        if (isCustomers)
        {
            Telemetry.InFlight.Add(1, AtCustomer);
        }
    }

    internal static CallSpan OfCustomer(string customer, string callId) => new("customer.call_tool", isCustomers: true, customer, callId);

    internal static CallSpan OfCredential(string customer, string platform, string callId, bool isRehearsal)
    {
        var begun = new CallSpan(isRehearsal ? "credential.rehearse" : "credential.invoke", isCustomers: false, customer, callId);
        begun.span?.SetTag("squaremcp.platform", platform);
        return begun;
    }

    /// <param name="tool">A tool that exists, or null: what a client made up is not told.</param>
    internal void About(string? tool, string? platform) => span?.SetTag("gen_ai.tool.name", tool ?? "unknown").SetTag("squaremcp.platform", platform);

    internal ToolOutcome Ended(ToolOutcome outcome)
    {
        error = outcome.Failure is { } failure ? Outcomes.Word(failure.Kind) : null;
        span?.SetTag("squaremcp.outcome", error ?? "success");
        return outcome;
    }

    public void Dispose()
    {
        if (isCustomers)
        {
            Telemetry.InFlight.Add(-1, AtCustomer);
        }

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
