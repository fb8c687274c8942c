using Squaremcp.Grains.Publishing;
using Squaremcp.Ledger;
using Squaremcp.Publishing;
using Squaremcp.Storage;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>Writes that are published in steps: prepared, entered in the ledger of writes as each write is, and then handed to a grain of their own, which ends them there.</summary>
public sealed partial class CustomerGrain
{
    /// <summary>How long a call waits for the end of its publish before it answers that it goes on; below every deadline of the ladder.</summary>
    private static readonly TimeSpan InPlace = TimeSpan.FromSeconds(25);

    /// <summary>For a process that is down at the deadline: the publish still tells how it ended, a day later too.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private async Task<Ran> PublishAsync(Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        WriteRecord write;
        IPublishGrain publish;
        try
        {
            var order = await OrderOfAsync(admission, call);
            write = order.Write;
            publish = Publish(write);
            await publish.Prepare(order, cancellationToken);
            var begun = await writes.BeginAsync(new() { Write = write, Owner = NewWrite.Publish, Repeat = admission.Write!.Repeat }, cancellationToken);
            if (begun.Verdict != WriteVerdict.Begun)
            {
                return Ran.Nowhere(await EarlierAsync(publish, begun, call));
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

        return await StandingAsync(publish, write, InPlace, call) is { } outcome
            ? Ran.Of(admission, Told(outcome, write.Id)) with { IsPublish = true }
            : Ran.Of(admission, PublishRules.NeverStarted with { WriteId = write.Id }, write);
    }

    /// <summary>The same call is answered by its publish as it stands now.</summary>
    private async Task<ToolOutcome> EarlierAsync(IPublishGrain prepared, WriteAdmission begun, ToolCall call)
    {
        try
        {
            await prepared.Forget(CancellationToken.None);
        }
        catch (Exception exception) // its reminder forgets it
        {
            CallBroke(Id, call.Tool, call.CallId, exception);
        }

        return begun is { Verdict: WriteVerdict.Same, Earlier: { Status: WriteStatus.Sent } earlier } && await StandingAsync(Publish(earlier), earlier, TimeSpan.Zero, call) is { } standing
            ? standing with { Replayed = true }
            : EarlierWrite.Answer(begun);
    }

    /// <summary>How a publish stands, as an answer; one that cannot be asked now goes on nevertheless. Null where there is none.</summary>
    private async Task<ToolOutcome?> StandingAsync(IPublishGrain publish, WriteRecord write, TimeSpan patience, ToolCall call)
    {
        var id = PublishIds.OfWrite(write.Id);
        try
        {
            var view = await publish.Start(patience, CancellationToken.None).WaitAsync(patience + Deadlines.Customer - InPlace, clock, CancellationToken.None);
            return view is null ? null : (view.Outcome ?? PublishAnswers.Running(view, clock.GetUtcNow())) with { WriteId = write.Id };
        }
        catch (Exception exception)
        {
            CallBroke(Id, call.Tool, call.CallId, exception);
            return PublishAnswers.Running(id) with { WriteId = write.Id };
        }
    }

    private async Task<PublishOrder> OrderOfAsync(Admission admission, ToolCall call)
    {
        var write = await EntryOfAsync(admission, call);
        var deadline = write.At + admission.Tool!.Publish!.Deadline;
        return new()
        {
            Write = write with { Deadline = deadline + Grace },
            Arguments = admission.Arguments,
            ConnectionId = admission.Connection!.Id,
            Via = call.Caller.Via,
            Client = call.Caller.Client,
            Recipients = await RecipientHashesAsync(admission),
            Deadline = deadline,
        };
    }

    private IPublishGrain Publish(WriteRecord write) => GrainFactory.GetGrain<IPublishGrain>(PublishIds.OfWrite(write.Id));
}
