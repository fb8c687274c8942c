using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Storage.MySql;

/// <summary>A write as a row of the table <c>writes</c>, there and back.</summary>
internal static class WriteRow
{
    private static readonly StateSerializer Json = new();

    public static Task<int> InsertAsync(WriterSession session, WriteRecord write, string owner) => session.Prepare("Writes/Insert")
        .Add("customer", write.CustomerId).Add("id", write.Id).Add("tool", write.Tool).Add("platform", write.Platform).Add("account", write.Account).Add("status", Outcomes.Word(write.Status))
        .Add("at", write.At).Add("deadline", write.Deadline).Add("call_id", write.CallId).Add("actor", write.Actor).Add("idempotency_key", write.IdempotencyKey)
        .AddHash("arguments_hash", write.ArgumentsHash).Add("summary", write.Summary).Add("owner", owner)
        .RunAsync();

    /// <summary>Of a statement that leaves the answer out (an answer may be long, and lists show none) its last column is null.</summary>
    public static WriteRecord Read(Row row) => new()
    {
        CustomerId = row.Text(0),
        Id = row.Text(1),
        Tool = row.Text(2),
        Platform = row.TextOrNull(3),
        Account = row.TextOrNull(4),
        Status = Status(row.Text(5)),
        At = row.Time(6),
        Deadline = row.Time(7),
        EndedAt = row.TimeOrNull(8),
        CallId = row.Text(9),
        Actor = row.Text(10),
        IdempotencyKey = row.TextOrNull(11),
        ArgumentsHash = row.Hash(12),
        Summary = row.TextOrNull(13),
        ResolvedBy = row.TextOrNull(14),
        ResolvedAt = row.TimeOrNull(15),
        Outcome = row.IsNull(16) ? null : Json.Deserialize<ToolOutcome>(new(row.Bytes(16))),
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
}
