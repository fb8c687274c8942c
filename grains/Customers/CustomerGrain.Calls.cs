using System.Text.Json;
using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Grains.Connections;
using Squaremcp.Grains.Limits;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>One tool call: admitted or refused, run, and recorded before it is answered.</summary>
public sealed partial class CustomerGrain
{
    /// <summary>Before a read that a lost silo had is asked again: silos need about six seconds to agree that one is gone, and fail calls to it until then.</summary>
    private static readonly TimeSpan[] Again = [.. new[] { 0, 50, 150, 400, 1_000, 1_500, 2_000, 2_500, 2_500 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))];

    private Secret? hashKey;

    public async Task<ToolOutcome> CallTool(ToolCall call, CancellationToken cancellationToken)
    {
        using var span = CallSpan.OfCustomer(Id, call.CallId);
        return span.Ended(await CallToolAsync(call, span, cancellationToken));
    }

    private async Task<ToolOutcome> CallToolAsync(ToolCall call, CallSpan span, CancellationToken cancellationToken)
    {
        if (State.Profile is null)
        {
            return ToolOutcome.Failed(FailureKind.NotFound, "There is no such customer.");
        }

        var started = clock.GetTimestamp();
        var admission = Admission.Of(State, call, connectors, clock.GetUtcNow());
        span.About(admission.Tool?.Name, admission.Connection?.Platform);
        var ran = admission switch
        {
            { Refusal: { } refusal } => Ran.Nowhere(new() { Failure = refusal }),
            { Write.DryRun: true } => await HeldBackAsync(admission) ?? Ran.Nowhere(await RehearseAsync(admission, call, cancellationToken)),
            { Connection: null } => await DoAsync(admission, call, cancellationToken),
            _ => await CheckedAsync(admission, call, cancellationToken),
        };
        return await RecordAsync(call, admission, ran, clock.GetElapsedTime(started));
    }

    private async Task<Ran> CheckedAsync(Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        Meters counts;
        try
        {
            if (await HeldBackAsync(admission) is { } held)
            {
                return held;
            }

            counts = await MetersAsync();
        }
        catch (Exception exception) // what cannot be counted is not begun
        {
            RecordFailed(Id, call.Tool, call.CallId, exception);
            return Ran.Nowhere(Admission.NotEntered);
        }

        return await WithinLimitsAsync(counts, admission, call, cancellationToken);
    }

    private async Task<Ran> DoAsync(Admission admission, ToolCall call, CancellationToken cancellationToken) => admission.Write is null
        ? Ran.Of(admission, await RunAsync(admission, call, cancellationToken))
        : admission.Tool!.Publish is null ? await WriteAsync(admission, call, cancellationToken) : await PublishAsync(admission, call, cancellationToken);

    private async Task<ToolOutcome> RunAsync(Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        var tool = admission.Tool!;
        try
        {
            return admission.Connection is { } connection
                ? Sourced(await SeenAsync(connection, await InvokeAsync(connection, admission, call, cancellationToken)), connection)
                : await gateway.RunAsync(
                    new(Id, State.Seen(seen), UsesAsync, (platform, account) => OfferConnection(platform, account, call.Caller, cancellationToken), CallTool), tool, admission.Arguments, call, GrainFactory, cancellationToken);
        }
        catch (OperationCanceledException) when (tool.ReadOnly && cancellationToken.IsCancellationRequested)
        {
            return ToolOutcome.Failed(FailureKind.PlatformUnavailable, "The call was cancelled before it was answered. It changed nothing and can be made again.");
        }
        catch (Exception exception) // whatever went wrong below, the call is recorded and its caller told
        {
            CallBroke(Id, tool.Name, call.CallId, exception);
            return PlatformOutcome.Broken(tool.ReadOnly, call.CallId);
        }
    }

    private static ToolOutcome Sourced(ToolOutcome outcome, ConnectionView connection) =>
        outcome.Untrusted ? outcome with { Source = $"{connection.Platform}/{connection.Account}" } : outcome;

    private async Task<ToolOutcome> InvokeAsync(ConnectionView connection, Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        var tool = admission.Tool!;
        var credential = Credential(connection.Platform, connection.Account);
        var invocation = new ToolInvocation { Tool = tool.Name, Arguments = admission.Arguments, CallId = call.CallId };
        if (!tool.ReadOnly)
        {
            return await credential.Invoke(invocation, CancellationToken.None).WaitAsync(Deadlines.Credential, clock, CancellationToken.None);
        }

        for (var attempts = 0; ; attempts++)
        {
            try
            {
                return await credential.Invoke(invocation, cancellationToken).WaitAsync(Deadlines.Credential, clock, CancellationToken.None);
            }
            catch (OrleansMessageRejectionException) when (attempts < Again.Length && !cancellationToken.IsCancellationRequested)
            {
                // It did not run there. What is waited for is the silos' agreement that one of them is gone, which goes by no test's clock.
                await Task.Delay(Again[attempts], TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task<ToolOutcome> RecordAsync(ToolCall call, Admission admission, Ran ran, TimeSpan took)
    {
        var outcome = ran.Outcome;
        var began = clock.GetTimestamp();
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
                        Actor = call.Caller.Actor,
                        Action = "tool.call",
                        Target = Short(call.Tool),
                        Outcome = ran.Word(admission),
                        CallId = call.CallId,
                        Via = call.Caller.Via,
                        Client = call.Caller.Client,
                        Platform = admission.Connection?.Platform,
                        Account = admission.Connection?.Account,
                        DurationMs = (int)took.TotalMilliseconds,
                        Counted = ran.IsCounted,
                        ArgumentsHash = ran.Entered?.ArgumentsHash ?? await HashAsync(admission),
                        Summary = Summary(admission),
                        WriteId = outcome.WriteId,
                    },
                    Usage = ran.IsCounted ? new(admission.Tool!.Name, outcome.Failure is not null, admission.Tool.Sends) : null,
                    IsWrite = ran.Entered is not null || ran.IsPublish,
                    Write = ran.End,
                    Recipients = ran.End?.Status == WriteStatus.Done ? await RecipientHashesAsync(admission) : [],
                },
                CancellationToken.None);
            Telemetry.RecordDuration.Record(clock.GetElapsedTime(began).TotalSeconds);
            return outcome;
        }
        catch (Exception exception) // an answer that cannot be recorded is not given
        {
            Telemetry.Withheld.Add(1);
            RecordFailed(Id, call.Tool, call.CallId, exception);
            return (ran.Entered is not null || ran.IsPublish) && outcome.Failure is null or { Kind: FailureKind.OutcomeUnknown }
                ? ToolOutcome.Failed(FailureKind.OutcomeUnknown, $"This was done or may have been, but it could not be written to the audit trail. Do not repeat it before you have looked: read what you meant to change. Tell the operator the call id {call.CallId}.")
                : ToolOutcome.Failed(FailureKind.PlatformUnavailable, $"The gateway cannot write its audit trail now and answers nothing without it. Try again in a minute; the call id is {call.CallId}.");
        }
    }

    /// <summary>Null where the call was refused before its arguments were read.</summary>
    private async ValueTask<string?> HashAsync(Admission admission)
    {
        if (admission.Own.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        return ArgumentHash.Of(await HashKeyAsync(), admission.Tool!.Name, admission.Connection is { } connection ? $"{connection.Platform}/{connection.Account}" : "", admission.Own);
    }

    private async ValueTask<Secret> HashKeyAsync() => hashKey ??= await vault.KeyAsync(new(Id, "-", "audit-hmac-key"), CancellationToken.None);

    private static string? Summary(Admission admission) => admission.Tool is { } tool ? ArgumentSummary.Of(tool, admission.Own) : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Customer}: {Tool} (call {CallId}) broke.")]
    private partial void CallBroke(string customer, string tool, string callId, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Customer}: {Tool} (call {CallId}) could not be recorded; its answer was withheld.")]
    private partial void RecordFailed(string customer, string tool, string callId, Exception exception);
}
