using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Storage.Sqlite;

/// <summary>A write as a row of the table <c>writes</c>, there and back.</summary>
internal static class WriteRow
{
    public const string Columns = $"{Told}, outcome";

    /// <summary>An answer may be long, and lists show none.</summary>
    public const string ColumnsWithoutOutcome = $"{Told}, NULL";

    private const string Told =
        "customer, id, tool, platform, account, status, at, deadline, ended_at, call_id, actor, idempotency_key, arguments_hash, summary, resolved_by, resolved_at";

    private static readonly StateSerializer Json = new();

    public static void Insert(Database database, WriteRecord write, string owner) => database
        .Prepare("INSERT INTO writes (customer, id, tool, platform, account, status, at, deadline, call_id, actor, idempotency_key, arguments_hash, summary, owner) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)")
        .Add(write.CustomerId).Add(write.Id).Add(write.Tool).Add(write.Platform).Add(write.Account).Add(Outcomes.Word(write.Status))
        .Add(write.At.ToUnixTimeMilliseconds()).Add(write.Deadline.ToUnixTimeMilliseconds()).Add(write.CallId).Add(write.Actor).Add(write.IdempotencyKey)
        .Add(Convert.FromHexString(write.ArgumentsHash)).Add(write.Summary).Add(owner)
        .Run();

    public static WriteRecord Read(Statement row) => new()
    {
        CustomerId = row.Text(0),
        Id = row.Text(1),
        Tool = row.Text(2),
        Platform = row.TextOrNull(3),
        Account = row.TextOrNull(4),
        Status = Status(row.Text(5)),
        At = Time(row, 6)!.Value,
        Deadline = Time(row, 7)!.Value,
        EndedAt = Time(row, 8),
        CallId = row.Text(9),
        Actor = row.Text(10),
        IdempotencyKey = row.TextOrNull(11),
        ArgumentsHash = Convert.ToHexStringLower(row.Bytes(12)),
        Summary = row.TextOrNull(13),
        ResolvedBy = row.TextOrNull(14),
        ResolvedAt = Time(row, 15),
        Outcome = row.IsNull(16) ? null : Json.Deserialize<ToolOutcome>(new(row.Bytes(16).ToArray())),
    };

    public static byte[] Outcome(ToolOutcome outcome) => Json.Serialize(outcome).ToArray();

    private static WriteStatus Status(string word) => word switch
    {
        "sent" => WriteStatus.Sent,
        "done" => WriteStatus.Done,
        "failed" => WriteStatus.Failed,
        "unknown" => WriteStatus.Unknown,
        _ => throw new InvalidDataException($"A write has the status {word}, which this program does not know."),
    };

    private static DateTimeOffset? Time(Statement row, int column) => row.IsNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(column));
}
