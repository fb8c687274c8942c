using Squaremcp.Customers;
using Squaremcp.Frontend.Operation;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Tools;

/// <summary>Hands a call to the customer's grain; whatever happens below comes back as an outcome.</summary>
internal sealed partial class ToolCaller(IGrainFactory grains, ToolList tools, TimeProvider clock, ILogger<ToolCaller> logger)
{
    internal string NewCallId() => Ids.New("call", clock.GetUtcNow());

    internal async Task<ToolOutcome> CallAsync(ToolCall call, CancellationToken cancellationToken)
    {
        // What a caller made up is no label and no name: it would be a series of its own for ever.
        using var span = new ToolSpan(tools.Knows(call.Tool) ? call.Tool : "unknown", call, clock);
        return span.Ended(await AskAsync(call, cancellationToken));
    }

    private async Task<ToolOutcome> AskAsync(ToolCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<ICustomerGrain>(call.Caller.CustomerId).CallTool(call, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // the caller is told what it can act on, the operator the rest
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CallBroke(call.Tool, call.CallId, exception);
            return tools.IsReadOnly(call.Tool)
                ? ToolOutcome.Failed(FailureKind.PlatformUnavailable, $"The call could not be finished. It can be made again; if it fails again tell the operator the call id {call.CallId}.")
                : ToolOutcome.Failed(FailureKind.OutcomeUnknown, $"It is not known whether this was done. Look with square_list_recent_calls, and read what you meant to change, before you repeat it. The call id is {call.CallId}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Tool} (call {CallId}) broke between frontend and grain.")]
    private partial void CallBroke(string tool, string callId, Exception exception);
}
