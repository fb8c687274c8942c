using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

/// <summary>Pages of the audit by keyset: bounded in rows, in bytes, and in how many rows a filter may pass over.</summary>
internal static class AuditPages
{
    /// <summary>A filtered page ends after this many rows were looked at, so that a rare action costs a few short pages instead of one long query.</summary>
    public const int MostLookedAt = 5_000;

    /// <summary>In ms. Entries are numbered in the order they were recorded: the order of their times, but for clocks that were set back meanwhile.</summary>
    private const long Disorder = 3_600_000;

    public static AuditPage Newest(Database database, string customerId, AuditQuery query)
    {
        var page = new List<AuditEntry>();
        var (bytes, lookedAt, last) = (0, 0, long.MaxValue);
        var oldest = query.From?.ToUnixTimeMilliseconds() - Disorder ?? long.MinValue;
        using var row = Rows(database, customerId, Start(database, customerId, query));
        while (row.Read() && row.Integer(2) >= oldest)
        {
            var entry = Wanted(row, query) ? AuditRow.Read(row) : null;
            bytes += entry is null ? 0 : AuditSize.Of(entry);
            if (page.Count == query.Limit || bytes > AuditSize.MostPerPage || lookedAt++ == MostLookedAt)
            {
                return new AuditPage { Entries = page, Next = last };
            }

            last = row.Integer(1);
            if (entry is not null)
            {
                page.Add(entry);
            }
        }

        return new AuditPage { Entries = page, Next = null };
    }

    private static Statement Rows(Database database, string customerId, long before) => database
        .Prepare($"SELECT {AuditRow.Columns} FROM audit WHERE customer = ?1 AND seq < ?2 ORDER BY seq DESC")
        .Add(customerId)
        .Add(before);

    private static long Start(Database database, string customerId, AuditQuery query)
    {
        var before = query.Before ?? long.MaxValue;
        return query.To is { } to ? Math.Min(before, AuditTimes.From(database, customerId, to.ToUnixTimeMilliseconds() + Disorder)) : before;
    }

    private static bool Wanted(Statement row, AuditQuery query) =>
        Is(row, 3, query.Actor) && Is(row, 4, query.Action) && Is(row, 5, query.Target) && Is(row, 6, query.Outcome) && Is(row, 10, query.Platform)
        && (query.From is not { } from || row.Integer(2) >= from.ToUnixTimeMilliseconds()) && (query.To is not { } to || row.Integer(2) < to.ToUnixTimeMilliseconds());

    private static bool Is(Statement row, int column, string? wanted) => wanted is null || string.Equals(row.TextOrNull(column), wanted, StringComparison.Ordinal);
}
