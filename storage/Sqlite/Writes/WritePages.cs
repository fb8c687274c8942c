using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Storage.Sqlite;

/// <summary>Pages of writes, newest first and without their answers: bounded in rows, in bytes, and in how many rows a filter may pass over.</summary>
internal static class WritePages
{
    /// <summary>A filtered page ends after this many rows were looked at.</summary>
    public const int MostLookedAt = 5_000;

    private const string Select = $"SELECT {WriteRow.ColumnsWithoutOutcome} FROM writes WHERE customer = ?1 AND id < ?2";

    /// <summary>Greater than every id.</summary>
    private const string AfterAll = "~";

    public static WritePage Newest(Database database, string customerId, WriteQuery query, DateTimeOffset now)
    {
        var page = new List<WriteRecord>();
        var (bytes, lookedAt, last) = (0, 0, "");
        using var row = Rows(database, customerId, query);
        while (row.Read())
        {
            var write = Wanted(row, query.Status, now);
            bytes += write is null ? 0 : WriteSize.Of(write);
            if (page.Count == query.Limit || bytes > AuditSize.MostPerPage || lookedAt++ == MostLookedAt)
            {
                return new() { Writes = page, Next = last };
            }

            last = row.Text(1);
            if (write is not null)
            {
                page.Add(write);
            }
        }

        return new() { Writes = page };
    }

    private static Statement Rows(Database database, string customerId, WriteQuery query) => query.IdempotencyKey is { } key
        ? database.Prepare($"{Select} AND idempotency_key = ?3 ORDER BY id DESC").Add(customerId).Add(query.Before ?? AfterAll).Add(key)
        : database.Prepare($"{Select} ORDER BY id DESC").Add(customerId).Add(query.Before ?? AfterAll);

    /// <summary>What is sent is read whole: it may be unknown by now.</summary>
    private static WriteRecord? Wanted(Statement row, WriteStatus? status, DateTimeOffset now)
    {
        if (status is { } wanted && row.Text(5) is var word && word != Outcomes.Word(wanted) && word != Outcomes.Word(WriteStatus.Sent))
        {
            return null;
        }

        var write = WriteRow.Read(row).At(now);
        return status is null || write.Status == status ? write : null;
    }
}
