using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Grains.Connections;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>One tool call: admitted or refused, run, and recorded before it is answered.</summary>
public sealed partial class CustomerGrain
{
    public async Task<ToolOutcome> CallTool(ToolCall call, CancellationToken cancellationToken)
    {
        if (State.Profile is null)
        {
            return ToolOutcome.Failed(FailureKind.NotFound, "There is no such customer.");
        }

        var started = clock.GetTimestamp();
        var admission = Admission.Of(State, call, connectors);
        var outcome = admission.Refusal is { } refusal ? new() { Failure = refusal } : await RunAsync(admission, call, cancellationToken);
        return await RecordAsync(call, admission, outcome, clock.GetElapsedTime(started));
    }

    private async Task<ToolOutcome> RunAsync(Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        var tool = admission.Tool!;
        try
        {
            return admission.Connection is { } connection
                ? await InvokeAsync(connection, admission, call, cancellationToken)
                : await gateway.RunAsync(Id, State, tool, admission.Arguments, call, GrainFactory, cancellationToken);
        }
        catch (OperationCanceledException) when (tool.ReadOnly && cancellationToken.IsCancellationRequested)
        {
            return ToolOutcome.Failed(FailureKind.PlatformUnavailable, "The call was cancelled before it was answered. It changed nothing and can be made again.");
        }
        catch (Exception exception) // whatever went wrong below, the call is recorded and its caller told
        {
            CallBroke(Id, tool.Name, call.CallId, exception);
            return PlatformOutcome.Broken(tool, call.CallId);
        }
    }

    private async Task<ToolOutcome> InvokeAsync(ConnectionView connection, Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        var tool = admission.Tool!;
        var credential = Credential(connection.Platform, connection.Account);
        var invocation = new ToolInvocation { Tool = tool.Name, Arguments = admission.Arguments, CallId = call.CallId };
        if (!tool.ReadOnly)
        {
            // A client that goes away does not stop a write half way: it is not sent at all, or finished and recorded.
            return cancellationToken.IsCancellationRequested
                ? Admission.NotSent
                : await credential.Invoke(invocation, CancellationToken.None).WaitAsync(Deadlines.Credential, clock, CancellationToken.None);
        }

        try
        {
            return await credential.Invoke(invocation, cancellationToken).WaitAsync(Deadlines.Credential, clock, CancellationToken.None);
        }
        catch (OrleansMessageRejectionException) // it did not run there, and a read may be asked again
        {
            return await credential.Invoke(invocation, cancellationToken).WaitAsync(Deadlines.Credential, clock, CancellationToken.None);
        }
    }

    private async Task<ToolOutcome> RecordAsync(ToolCall call, Admission admission, ToolOutcome outcome, TimeSpan took)
    {
        var reached = admission.ReachedPlatform(outcome);
        var write = reached && !admission.Tool!.ReadOnly;
        try
        {
            // No caller's token: what happened is recorded whoever has gone away meanwhile.
            await ledger.AppendAsync(
                new()
                {
                    Audit = new()
                    {
                        CustomerId = Id,
                        At = clock.GetUtcNow(),
                        Actor = call.Caller.KeyId ?? "admin",
                        Action = "tool.call",
                        Target = Short(call.Tool),
                        Outcome = Word(outcome.Failure),
                        CallId = call.CallId,
                        Via = call.Caller.Via,
                        Client = call.Caller.Client,
                        Platform = admission.Connection?.Platform,
                        Account = admission.Connection?.Account,
                        DurationMs = (int)took.TotalMilliseconds,
                    },
                    Usage = reached ? new(admission.Tool!.Name, outcome.Failure is not null) : null,
                    IsWrite = write,
                },
                CancellationToken.None);
            return outcome;
        }
        catch (Exception exception) // an answer that cannot be recorded is not given
        {
            RecordFailed(Id, call.Tool, call.CallId, exception);
            return write && outcome.Failure is null or { Kind: FailureKind.OutcomeUnknown }
                ? ToolOutcome.Failed(FailureKind.OutcomeUnknown, $"This was done or may have been, but it could not be written to the audit trail. Do not repeat it before you have looked: read what you meant to change. Tell the operator the call id {call.CallId}.")
                : ToolOutcome.Failed(FailureKind.PlatformUnavailable, $"The gateway cannot write its audit trail now and answers nothing without it. Try again in a minute; the call id is {call.CallId}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Customer}: {Tool} (call {CallId}) broke.")]
    private partial void CallBroke(string customer, string tool, string callId, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Customer}: {Tool} (call {CallId}) could not be recorded; its answer was withheld.")]
    private partial void RecordFailed(string customer, string tool, string callId, Exception exception);
}
