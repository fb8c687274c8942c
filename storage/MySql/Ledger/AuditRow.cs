using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

/// <summary>An audit entry as a row of the table <c>audit</c>, there and back.</summary>
internal static class AuditRow
{
    public static Statement Insert(Session session, AuditEntry entry) => session.Prepare("Ledger/InsertEntry")
        .Add("customer", entry.CustomerId)
        .Add("seq", entry.Seq)
        .Add("at", entry.At)
        .Add("actor", entry.Actor)
        .Add("action", entry.Action)
        .Add("target", entry.Target)
        .Add("outcome", entry.Outcome)
        .Add("call_id", entry.CallId)
        .Add("via", entry.Via)
        .Add("client", entry.Client)
        .Add("platform", entry.Platform)
        .Add("account", entry.Account)
        .Add("duration_ms", entry.DurationMs)
        .Add("arguments_hash", entry.ArgumentsHash)
        .AddHash("prev_hash", entry.PreviousHash!)
        .AddHash("hash", entry.Hash!)
        .Add("summary", entry.Summary)
        .Add("counted", entry.Counted ? 1 : 0)
        .Add("write_id", entry.WriteId)
        .Add("form", entry.Form);

    /// <summary>Newest first, all before <paramref name="before"/>, some at once.</summary>
    public static Task<List<AuditEntry>> BeforeAsync(Session session, string customerId, long before, int limit) =>
        session.Prepare("Ledger/ReadEntriesBefore").AddId("customer", customerId).Add("before", before).Add("limit", limit).AllAsync(Read);

    public static Task<List<AuditEntry>> AfterAsync(Session session, string customerId, long after, long last, int limit) =>
        session.Prepare("Ledger/ReadEntriesAfter").AddId("customer", customerId).Add("after", after).Add("last", last).Add("limit", limit).AllAsync(Read);

    private static AuditEntry Read(Row row) => new()
    {
        CustomerId = row.Text(0),
        Seq = row.Integer(1),
        At = row.Time(2),
        Actor = row.Text(3),
        Action = row.Text(4),
        Target = row.Text(5),
        Outcome = row.Text(6),
        CallId = row.Text(7),
        Via = row.Text(8),
        Client = row.TextOrNull(9),
        Platform = row.TextOrNull(10),
        Account = row.TextOrNull(11),
        DurationMs = (int)row.Integer(12),
        ArgumentsHash = row.TextOrNull(13),
        PreviousHash = row.Hash(14),
        Hash = row.Hash(15),
        Summary = row.TextOrNull(16),
        Counted = row.Integer(17) != 0,
        WriteId = row.TextOrNull(18),
        Form = (int)row.Integer(19),
    };
}
