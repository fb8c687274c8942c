using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

/// <summary>An audit entry as a row of the table <c>audit</c>, there and back.</summary>
internal static class AuditRow
{
    public const string Columns =
        "customer, seq, at, actor, action, target, outcome, call_id, via, client, platform, account, duration_ms, arguments_hash, prev_hash, hash, summary, counted, write_id, form";

    private const string InsertSql = $"INSERT INTO audit ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";

    public static void Insert(Database database, AuditEntry entry) => database.Prepare(InsertSql)
        .Add(entry.CustomerId)
        .Add(entry.Seq)
        .Add(entry.At.ToUnixTimeMilliseconds())
        .Add(entry.Actor)
        .Add(entry.Action)
        .Add(entry.Target)
        .Add(entry.Outcome)
        .Add(entry.CallId)
        .Add(entry.Via)
        .Add(entry.Client)
        .Add(entry.Platform)
        .Add(entry.Account)
        .Add(entry.DurationMs)
        .Add(entry.ArgumentsHash)
        .Add(Convert.FromHexString(entry.PreviousHash!))
        .Add(Convert.FromHexString(entry.Hash!))
        .Add(entry.Summary)
        .Add(entry.Counted ? 1 : 0)
        .Add(entry.WriteId)
        .Add(entry.Form)
        .Run();

    public static AuditEntry Read(Statement row) => new()
    {
        CustomerId = row.Text(0),
        Seq = row.Integer(1),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(2)),
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
        PreviousHash = Convert.ToHexStringLower(row.Bytes(14)),
        Hash = Convert.ToHexStringLower(row.Bytes(15)),
        Summary = row.TextOrNull(16),
        Counted = row.Integer(17) != 0,
        WriteId = row.TextOrNull(18),
        Form = (int)row.Integer(19),
    };
}
