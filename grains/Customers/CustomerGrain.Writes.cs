using Squaremcp.Connections;
using Squaremcp.Grains.Connections;
using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>Writes: rehearsed, or entered in the ledger of writes before the first byte leaves and ended there before they are answered.</summary>
public sealed partial class CustomerGrain
{
    /// <summary>Longer than any call runs: after it nobody will tell the outcome any more.</summary>
    private static readonly TimeSpan WriteDeadline = Deadlines.Frontend + TimeSpan.FromSeconds(5);

    public async Task<WriteRecord?> ResolveWrite(string id, bool done, Caller by, CancellationToken cancellationToken)
    {
        if (await writes.GetAsync(Id, id, cancellationToken) is not { } write)
        {
            return null;
        }

        var audit = Entry("write.resolve", write.Tool, done ? "done" : "not_done", by) with { WriteId = id, Platform = write.Platform, Account = write.Account };
        return await writes.ResolveAsync(Id, id, done, audit, CancellationToken.None) ?? write;
    }

    private async Task<Ran> WriteAsync(Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        WriteRecord write;
        try
        {
            write = await EntryOfAsync(admission, call);
            var begun = await writes.BeginAsync(new() { Write = write, Owner = owner.Id, Repeat = admission.Write!.Repeat }, cancellationToken);
            if (begun.Verdict != WriteVerdict.Begun)
            {
                return Ran.Nowhere(EarlierWrite.Answer(begun));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Ran.Nowhere(Admission.NotSent);
        }
        catch (Exception exception) // what cannot be entered is not sent
        {
            RecordFailed(Id, call.Tool, call.CallId, exception);
            return Ran.Nowhere(Admission.NotEntered);
        }

        // From here on nobody's leaving stops it: it is finished and its outcome recorded.
        var outcome = await RunAsync(admission, call, CancellationToken.None);
        return Ran.Of(admission, Told(outcome, write.Id) with { WriteId = write.Id }, write);
    }

    private async Task<ToolOutcome> RehearseAsync(Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        var connection = admission.Connection!;
        var invocation = new ToolInvocation { Tool = admission.Tool!.Name, Arguments = admission.Arguments, CallId = call.CallId };
        try
        {
            return await Credential(connection.Platform, connection.Account).Rehearse(invocation, cancellationToken).WaitAsync(Deadlines.Credential, clock, CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Admission.NotSent;
        }
        catch (Exception exception) // whatever went wrong below, the call is recorded and its caller told
        {
            CallBroke(Id, admission.Tool.Name, call.CallId, exception);
            return PlatformOutcome.Broken(harmless: true, call.CallId);
        }
    }

    private async Task<WriteRecord> EntryOfAsync(Admission admission, ToolCall call)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            Id = Ids.New("wrt", now),
            CustomerId = Id,
            Tool = admission.Tool!.Name,
            Platform = admission.Connection?.Platform,
            Account = admission.Connection?.Account,
            Status = WriteStatus.Sent,
            At = now,
            Deadline = now + WriteDeadline,
            CallId = call.CallId,
            Actor = call.Caller.Actor,
            IdempotencyKey = admission.Write!.IdempotencyKey,
            ArgumentsHash = (await HashAsync(admission))!,
            Summary = Summary(admission),
        };
    }

    /// <summary>An unknown outcome always comes with the way to find out.</summary>
    private static ToolOutcome Told(ToolOutcome outcome, string writeId) => outcome.Failure is { Kind: FailureKind.OutcomeUnknown } failure
        ? outcome with { Failure = failure with { Message = $"{failure.Message} square_get_write with id \"{writeId}\" tells what is known of it." } }
        : outcome;
}
