using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

/// <summary>Pages of the audit by keyset: bounded in rows, in bytes, and in how many rows a filter may pass over.</summary>
internal static class AuditPages
{
    /// <summary>A filtered page ends after this many rows were looked at, so that a rare action costs a few short pages instead of one long query.</summary>
    public const int MostLookedAt = 5_000;

    /// <summary>Rows asked for at once while a filter passes over them.</summary>
    private const int AtOnce = 500;

    /// <summary>In ms. Entries are numbered in the order they were recorded: the order of their times, but for clocks that were set back meanwhile.</summary>
    private const long Disorder = 3_600_000;

    public static async Task<AuditPage> NewestAsync(Session session, string customerId, AuditQuery query)
    {
        var page = new List<AuditEntry>();
        var (bytes, lookedAt, last) = (0, 0, await StartAsync(session, customerId, query));
        var atOnce = IsFiltered(query) ? AtOnce : query.Limit + 1;
        var oldest = query.From?.ToUnixTimeMilliseconds() - Disorder ?? long.MinValue;
        while (true)
        {
            var some = await AuditRow.BeforeAsync(session, customerId, last, atOnce);
            foreach (var entry in some)
            {
                if (entry.At.ToUnixTimeMilliseconds() < oldest)
                {
                    return new AuditPage { Entries = page, Next = null };
                }

                var isWanted = IsWanted(entry, query);
                bytes += isWanted ? AuditSize.Of(entry) : 0;
                if (page.Count == query.Limit || bytes > AuditSize.MostPerPage || lookedAt++ == MostLookedAt)
                {
                    return new AuditPage { Entries = page, Next = last };
                }

                last = entry.Seq;
                if (isWanted)
                {
                    page.Add(entry);
                }
            }

            if (some.Count < atOnce)
            {
                return new AuditPage { Entries = page, Next = null };
            }
        }
    }

    private static async Task<long> StartAsync(Session session, string customerId, AuditQuery query)
    {
        var before = query.Before ?? long.MaxValue;
        return query.To is { } to ? Math.Min(before, await AuditTimes.FromAsync(session, customerId, to.ToUnixTimeMilliseconds() + Disorder)) : before;
    }

    private static bool IsFiltered(AuditQuery query) => query is not { Actor: null, Action: null, Target: null, Outcome: null, Platform: null, From: null, To: null };

    private static bool IsWanted(AuditEntry entry, AuditQuery query) =>
        Is(entry.Actor, query.Actor) && Is(entry.Action, query.Action) && Is(entry.Target, query.Target) && Is(entry.Outcome, query.Outcome) && Is(entry.Platform, query.Platform)
        && !(entry.At < query.From) && !(entry.At >= query.To);

    private static bool Is(string? told, string? wanted) => wanted is null || string.Equals(told, wanted, StringComparison.Ordinal);
}
