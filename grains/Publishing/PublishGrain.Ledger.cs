using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Publishing;

/// <summary>The end of a publish, in one commit: its write ended, its usage counted, and an entry "publish.end" in the audit trail.</summary>
public sealed partial class PublishGrain
{
    private async Task RecordAsync()
    {
        var (order, outcome) = (State.Order!, State.Outcome!);
        try
        {
            await ledger.AppendAsync(Item(State, connectors.Tool(order.Write.Tool)!), CancellationToken.None);
        }
        catch (StorageException)
        {
            // Recorded before this activation's time, or given up meanwhile by whoever clears up behind dead processes; else it is tried again.
            if (await writes.GetAsync(order.Write.CustomerId, order.Write.Id, CancellationToken.None) is { EndedAt: null })
            {
                throw;
            }
        }

        await ChangeAsync(current => current.Recorded());
        await this.RegisterOrUpdateReminder(Net, PublishRules.Kept, TimeSpan.FromDays(1));
    }

    private static LedgerItem Item(PublishState state, Tool tool)
    {
        var (order, outcome, write) = (state.Order!, state.Outcome!, state.Order!.Write);
        var status = state.Recorded().Status;
        return new()
        {
            Audit = new()
            {
                CustomerId = write.CustomerId,
                At = state.EndedAt!.Value,
                Actor = write.Actor,
                Action = "publish.end",
                Target = write.Tool,
                Outcome = outcome.Failure is { } failure ? Outcomes.Word(failure.Kind) : "ok",
                CallId = write.CallId,
                Via = order.Via,
                Client = order.Client,
                Platform = write.Platform,
                Account = write.Account,
                DurationMs = (int)Math.Min((state.EndedAt.Value - state.StartedAt!.Value).TotalMilliseconds, int.MaxValue),
                Counted = state.IsReached,
                ArgumentsHash = write.ArgumentsHash,
                Summary = write.Summary,
                WriteId = write.Id,
            },
            Usage = state.IsReached ? new(write.Tool, outcome.Failure is not null, tool.Sends) : null,
            IsWrite = true,
            Write = new(write.Id, status, write.IdempotencyKey is null ? null : outcome with { WriteId = write.Id }),
            Recipients = status == WriteStatus.Done ? order.Recipients : [],
        };
    }
}
