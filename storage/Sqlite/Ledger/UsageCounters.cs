namespace Squaremcp.Storage.Sqlite;

/// <summary>What counts against limits: months and days from the rollups, the minute that runs from the newest entries of the audit.</summary>
internal sealed class UsageCounters(Readers readers) : IUsageReader
{
    /// <summary>In ms. Entries are numbered in the order they were recorded, nearly the order of their times: whatever is older by another minute ends the search.</summary>
    private const long Minute = 60_000;

    public Task<UsedSoFar> UsedAsync(string customerId, DateTimeOffset now, CancellationToken cancellationToken) =>
        readers.ReadAsync(database => Read(database, customerId, now), cancellationToken);

    private static UsedSoFar Read(Database database, string customerId, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var first = today.AddDays(1 - today.Day);
        var last = first.AddMonths(1).AddDays(-1);
        var used = new Dictionary<string, UsedBy>();
        AddDays(database, customerId, first, last, today, used);
        var minute = AddMinute(database, customerId, now, used);
        return new()
        {
            Month = Month(database, customerId, first, last),
            Minute = minute,
            Keys = Of(used, UsageScope.KeyPrefix),
            Connections = Of(used, UsageScope.ConnectionPrefix),
        };
    }

    /// <summary>Without what was imported (<see cref="Squaremcp.Imports.ImportedUsage.Prefix"/>): it counted where it happened.</summary>
    private static long Month(Database database, string customerId, DateOnly first, DateOnly last)
    {
        using var row = database.Prepare("SELECT coalesce(sum(calls), 0) FROM usage_daily WHERE customer = ?1 AND day BETWEEN ?2 AND ?3 AND instr(tool, '/') = 0")
            .Add(customerId).Add(Day.Text(first)).Add(Day.Text(last));
        return row.Read() ? row.Integer(0) : 0;
    }

    private static void AddDays(Database database, string customerId, DateOnly first, DateOnly last, DateOnly today, Dictionary<string, UsedBy> used)
    {
        using var row = database
            .Prepare("SELECT scope, sum(calls), sum(CASE WHEN day = ?4 THEN calls ELSE 0 END), sum(CASE WHEN day = ?4 THEN sends ELSE 0 END) "
                + "FROM usage_scopes WHERE customer = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY scope")
            .Add(customerId).Add(Day.Text(first)).Add(Day.Text(last)).Add(Day.Text(today));
        while (row.Read())
        {
            used[row.Text(0)] = new(row.Integer(1), row.Integer(2), 0, row.Integer(3));
        }
    }

    private static long AddMinute(Database database, string customerId, DateTimeOffset now, Dictionary<string, UsedBy> used)
    {
        var since = now.ToUnixTimeMilliseconds() / Minute * Minute;
        var minute = 0L;
        using var row = database.Prepare("SELECT at, counted, actor, platform, account FROM audit WHERE customer = ?1 ORDER BY seq DESC").Add(customerId);
        while (row.Read() && row.Integer(0) >= since - Minute)
        {
            if (row.Integer(0) < since || row.Integer(0) >= since + Minute || row.Integer(1) == 0)
            {
                continue;
            }

            minute++;
            foreach (var scope in UsageScope.Of(row.Text(2), row.TextOrNull(3), row.TextOrNull(4)))
            {
                var by = used.GetValueOrDefault(scope, new(0, 0, 0, 0));
                used[scope] = by with { Minute = by.Minute + 1 };
            }
        }

        return minute;
    }

    private static Dictionary<string, UsedBy> Of(Dictionary<string, UsedBy> used, string prefix) =>
        used.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
}
