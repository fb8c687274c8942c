namespace Squaremcp.Storage.MySql;

/// <summary>What counts against limits: months and days from the rollups, the minute that runs from the newest entries of the audit.</summary>
internal sealed class UsageCounters(Readers readers) : IUsageReader
{
    /// <summary>In ms. Entries are numbered in the order they were recorded, nearly the order of their times: whatever is older by another minute ends the search.</summary>
    private const long Minute = 60_000;

    /// <summary>Entries asked for at once.</summary>
    private const int AtOnce = 500;

    public Task<UsedSoFar> UsedAsync(string customerId, DateTimeOffset now, CancellationToken cancellationToken) =>
        readers.ViewAsync(session => ReadAsync(session, customerId, now), cancellationToken);

    private static async Task<UsedSoFar> ReadAsync(Session session, string customerId, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var first = today.AddDays(1 - today.Day);
        var last = first.AddMonths(1).AddDays(-1);
        var used = await DaysAsync(session, customerId, first, last, today);
        var minute = await AddMinuteAsync(session, customerId, now, used);
        return new()
        {
            Month = await MonthAsync(session, customerId, first, last),
            Minute = minute,
            Keys = Of(used, UsageScope.KeyPrefix),
            Connections = Of(used, UsageScope.ConnectionPrefix),
        };
    }

    private static Task<long> MonthAsync(Session session, string customerId, DateOnly first, DateOnly last) => session
        .Prepare("Ledger/ReadUsageOfMonth").AddId("customer", customerId).Add("from", Day.Text(first)).Add("to", Day.Text(last))
        .FirstAsync(row => row.Integer(0));

    private static async Task<Dictionary<string, UsedBy>> DaysAsync(Session session, string customerId, DateOnly first, DateOnly last, DateOnly today)
    {
        var scopes = await session
            .Prepare("Ledger/ReadScopes").AddId("customer", customerId).Add("from", Day.Text(first)).Add("to", Day.Text(last)).Add("today", Day.Text(today))
            .AllAsync(row => (Scope: row.Text(0), Used: new UsedBy(row.Integer(1), row.Integer(2), 0, row.Integer(3))));
        return scopes.ToDictionary(scope => scope.Scope, scope => scope.Used);
    }

    private static async Task<long> AddMinuteAsync(Session session, string customerId, DateTimeOffset now, Dictionary<string, UsedBy> used)
    {
        var since = now.ToUnixTimeMilliseconds() / Minute * Minute;
        var (minute, before, isMore) = (0L, long.MaxValue, true);
        while (isMore)
        {
            var calls = await session.Prepare("Ledger/ReadLatestCalls").AddId("customer", customerId).Add("before", before).Add("limit", AtOnce)
                .AllAsync(row => (Seq: row.Integer(0), At: row.Integer(1), IsCounted: row.Integer(2) != 0, Actor: row.Text(3), Platform: row.TextOrNull(4), Account: row.TextOrNull(5)));
            var recent = calls.TakeWhile(call => call.At >= since - Minute).ToList();
            foreach (var call in recent.Where(call => call.IsCounted && call.At >= since && call.At < since + Minute))
            {
                minute++;
                foreach (var scope in UsageScope.Of(call.Actor, call.Platform, call.Account))
                {
                    var by = used.GetValueOrDefault(scope, new(0, 0, 0, 0));
                    used[scope] = by with { Minute = by.Minute + 1 };
                }
            }

            isMore = recent.Count == AtOnce;
            before = isMore ? recent[^1].Seq : before;
        }

        return minute;
    }

    private static Dictionary<string, UsedBy> Of(Dictionary<string, UsedBy> used, string prefix) =>
        used.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
}
