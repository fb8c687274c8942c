using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

/// <summary>Usage from the daily rollup; the audit itself is never counted.</summary>
internal static class UsageReports
{
    private const string Where = "FROM usage_daily WHERE customer = ?1 AND day BETWEEN ?2 AND ?3";

    public static UsageReport Read(Database database, string customerId, DateOnly from, DateOnly to)
    {
        var days = Rows(database, $"SELECT day, sum(calls), sum(failed) {Where} GROUP BY day ORDER BY day", customerId, from, to);
        var tools = Rows(database, $"SELECT tool, sum(calls), sum(failed) {Where} GROUP BY tool ORDER BY tool", customerId, from, to);
        return new UsageReport
        {
            From = from,
            To = to,
            Calls = days.Sum(day => day.Calls),
            Days = [.. days.Select(day => new DayUsage { Day = Day.Parse(day.Name), Calls = day.Calls, Failed = day.Failed })],
            Tools = [.. tools.Select(tool => new ToolUsage { Tool = tool.Name, Calls = tool.Calls, Failed = tool.Failed })],
        };
    }

    private static List<(string Name, long Calls, long Failed)> Rows(Database database, string sql, string customerId, DateOnly from, DateOnly to)
    {
        var rows = new List<(string, long, long)>();
        using var row = database.Prepare(sql).Add(customerId).Add(Day.Text(from)).Add(Day.Text(to));
        while (row.Read())
        {
            rows.Add((row.Text(0), row.Integer(1), row.Integer(2)));
        }

        return rows;
    }
}
