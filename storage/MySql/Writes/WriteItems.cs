using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Storage.MySql;

/// <summary>Enters a write unless an earlier one forbids it; under the customer's lock, so that of many at once, of whichever silo, one is first.</summary>
internal sealed class BeginItem(NewWrite asked, CancellationToken cancellationToken) : WriteItem<WriteAdmission>(asked.Write.CustomerId, cancellationToken)
{
    /// <summary>Answers forgotten with each new write: more than are added, so that they do not pile up.</summary>
    private const int ForgottenAtOnce = 20;

    public override bool IsOneStatement => false;

    protected override async Task<WriteAdmission> DoAsync(WriterSession session)
    {
        var admission = WriteRules.Decide(asked, await SameKeyAsync(session), await SameCallAsync(session));
        if (admission.Verdict == WriteVerdict.Begun)
        {
            await session.Prepare("Writes/ForgetAnswers").AddId("customer", Customer).Add("before", Since(WriteRules.KeyLifetime)).Add("limit", ForgottenAtOnce).RunAsync();
            await WriteRow.InsertAsync(session, asked.Write, asked.Owner);
        }

        return admission;
    }

    private async Task<WriteRecord?> SameKeyAsync(WriterSession session) => asked.Write.IdempotencyKey is not { } key ? null : await session.Prepare("Writes/FindSameKey")
        .AddId("customer", Customer).Add("tool", asked.Write.Tool).Add("idempotency_key", key).Add("since", Since(WriteRules.KeyLifetime))
        .FirstAsync(WriteRow.Read);

    private async Task<WriteRecord?> SameCallAsync(WriterSession session) => asked.Write.IdempotencyKey is not null || asked.Repeat ? null : await session.Prepare("Writes/FindSameCall")
        .AddId("customer", Customer).Add("tool", asked.Write.Tool).AddHash("arguments_hash", asked.Write.ArgumentsHash).Add("since", Since(WriteRules.RepeatWindow))
        .FirstAsync(WriteRow.Read);

    private DateTimeOffset Since(TimeSpan ago) => asked.Write.At - ago;
}

/// <summary>Ends one write that nobody will end any more, and says so in the audit.</summary>
internal sealed class SettleItem(WriteRecord write, DateTimeOffset now) : WriteItem<bool>(write.CustomerId, CancellationToken.None)
{
    protected override async Task<bool> DoAsync(WriterSession session)
    {
        if (await session.Prepare("Writes/Settle").AddId("customer", Customer).AddId("id", write.Id).Add("ended_at", now).RunAsync() == 0)
        {
            return false;
        }

        session.Ledgers.Append(new() { Audit = write.Unknown(now) });
        return true;
    }
}

/// <summary>A person's word on a write whose outcome is unknown.</summary>
internal sealed class ResolveItem(string customerId, string id, bool done, AuditEntry audit, CancellationToken cancellationToken) : WriteItem<bool>(customerId, cancellationToken)
{
    protected override async Task<bool> DoAsync(WriterSession session)
    {
        var wasCounted = await session.Prepare("Writes/ReadCounted").AddId("customer", Customer).AddId("id", id).FirstAsync(row => row.Integer(0)) != 0;
        var resolved = await session.Prepare("Writes/Resolve")
            .AddId("customer", Customer).AddId("id", id).Add("status", Outcomes.Word(done ? WriteStatus.Done : WriteStatus.Failed)).Add("resolved_by", audit.Actor).Add("at", audit.At)
            .RunAsync();
        if (resolved == 0)
        {
            return false;
        }

        session.Ledgers.Append(new() { Audit = audit with { WriteId = id }, Usage = done && !wasCounted ? new(audit.Target, Failed: false) : null });
        return true;
    }
}
