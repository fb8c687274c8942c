using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Storage.Sqlite;

/// <summary>Enters a write unless an earlier one forbids it; on the writer's thread, so that of many at once one is first.</summary>
internal sealed class BeginItem(NewWrite asked, CancellationToken cancellationToken) : WriteItem<WriteAdmission>(cancellationToken)
{
    internal const string SameKeySql =
        $"SELECT {WriteRow.Columns} FROM writes WHERE customer = ?1 AND tool = ?2 AND idempotency_key = ?3 AND at > ?4 AND status <> 'failed' ORDER BY at DESC LIMIT 1";

    internal const string SameCallSql =
        $"SELECT {WriteRow.Columns} FROM writes WHERE customer = ?1 AND tool = ?2 AND arguments_hash = ?3 AND at > ?4 AND status IN ('sent', 'unknown') ORDER BY at DESC LIMIT 1";

    internal const string ForgetSql =
        "UPDATE writes SET outcome = NULL WHERE customer = ?1 AND id IN (SELECT id FROM writes WHERE customer = ?1 AND outcome IS NOT NULL AND ended_at < ?2 ORDER BY ended_at LIMIT ?3)";

    /// <summary>Answers forgotten with each new write: more than are added, so that they do not pile up.</summary>
    private const int ForgottenAtOnce = 20;

    public override bool IsDurable => true;

    public override bool IsOneStatement => false;

    protected override WriteAdmission Do(WriterSession session)
    {
        var admission = WriteRules.Decide(asked, SameKey(session.Database), SameCall(session.Database));
        if (admission.Verdict == WriteVerdict.Begun)
        {
            Forget(session.Database);
            WriteRow.Insert(session.Database, asked.Write, asked.Owner);
        }

        return admission;
    }

    private WriteRecord? SameKey(Database database) => asked.Write.IdempotencyKey is not { } key ? null : First(database.Prepare(SameKeySql)
        .Add(asked.Write.CustomerId).Add(asked.Write.Tool).Add(key).Add(Since(WriteRules.KeyLifetime)));

    private WriteRecord? SameCall(Database database) => asked.Write.IdempotencyKey is not null || asked.Repeat ? null : First(database.Prepare(SameCallSql)
        .Add(asked.Write.CustomerId).Add(asked.Write.Tool).Add(Convert.FromHexString(asked.Write.ArgumentsHash)).Add(Since(WriteRules.RepeatWindow)));

    private void Forget(Database database) => database.Prepare(ForgetSql)
        .Add(asked.Write.CustomerId).Add(Since(WriteRules.KeyLifetime)).Add(ForgottenAtOnce)
        .Run();

    private long Since(TimeSpan ago) => (asked.Write.At - ago).ToUnixTimeMilliseconds();

    private static WriteRecord? First(Statement row)
    {
        using (row)
        {
            return row.Read() ? WriteRow.Read(row) : null;
        }
    }
}

/// <summary>Ends one write that nobody will end any more, and says so in the audit.</summary>
internal sealed class SettleItem(WriteRecord write, DateTimeOffset now) : WriteItem<bool>(CancellationToken.None)
{
    public override bool IsDurable => true;

    public override bool IsOneStatement => false;

    protected override bool Do(WriterSession session)
    {
        if (session.Database.Prepare("UPDATE writes SET status = 'unknown', ended_at = ?3 WHERE customer = ?1 AND id = ?2 AND status = 'sent'")
            .Add(write.CustomerId).Add(write.Id).Add(now.ToUnixTimeMilliseconds()).Run() == 0)
        {
            return false;
        }

        // Last: from its number on nothing of this item may fail.
        session.Ledgers.Append(new() { Audit = write.Unknown(now) });
        return true;
    }
}

/// <summary>A person's word on a write whose outcome is unknown.</summary>
internal sealed class ResolveItem(string customerId, string id, bool done, AuditEntry audit, CancellationToken cancellationToken) : WriteItem<bool>(cancellationToken)
{
    public override bool IsDurable => true;

    public override bool IsOneStatement => false;

    protected override bool Do(WriterSession session)
    {
        var at = audit.At.ToUnixTimeMilliseconds();
        var wasCounted = WasCounted(session.Database);
        if (session.Database.Prepare("UPDATE writes SET status = ?3, resolved_by = ?4, resolved_at = ?5, ended_at = coalesce(ended_at, ?5), outcome = NULL "
            + "WHERE customer = ?1 AND id = ?2 AND (status = 'unknown' OR (status = 'sent' AND deadline < ?5))")
            .Add(customerId).Add(id).Add(Outcomes.Word(done ? WriteStatus.Done : WriteStatus.Failed)).Add(audit.Actor).Add(at).Run() == 0)
        {
            return false;
        }

        session.Ledgers.Append(new() { Audit = audit with { WriteId = id }, Usage = done && !wasCounted ? new(audit.Target, Failed: false) : null });
        return true;
    }

    private bool WasCounted(Database database)
    {
        using var row = database.Prepare("SELECT counted FROM writes WHERE customer = ?1 AND id = ?2").Add(customerId).Add(id);
        return row.Read() && row.Integer(0) != 0;
    }
}
