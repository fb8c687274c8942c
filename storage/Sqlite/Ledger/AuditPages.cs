using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

/// <summary>Pages of the audit by keyset: bounded in rows, in bytes, and in how many rows a filter may pass over.</summary>
internal static class AuditPages
{
    /// <summary>A filtered page ends after this many rows were looked at, so that a rare action costs a few short pages instead of one long query.</summary>
    public const int MostLookedAt = 5_000;

    public static AuditPage Newest(Database database, string customerId, AuditQuery query)
    {
        var page = new List<AuditEntry>();
        var (bytes, lookedAt, last) = (0, 0, long.MaxValue);
        using var row = Rows(database, customerId, query.Before);
        while (row.Read())
        {
            var entry = Wanted(row, query.Action) ? AuditRow.Read(row) : null;
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

    private static Statement Rows(Database database, string customerId, long? before) => database
        .Prepare($"SELECT {AuditRow.Columns} FROM audit WHERE customer = ?1 AND seq < ?2 ORDER BY seq DESC")
        .Add(customerId)
        .Add(before ?? long.MaxValue);

    private static bool Wanted(Statement row, string? action) => action is null || string.Equals(row.Text(4), action, StringComparison.Ordinal);
}
