using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

/// <summary>Usage from the daily rollup; the audit itself is never counted.</summary>
internal static class UsageReports
{
    public static async Task<UsageReport> ReadAsync(Session session, string customerId, DateOnly from, DateOnly to)
    {
        var days = await RowsAsync(session.Prepare("Ledger/ReadUsageByDay"), customerId, from, to);
        var tools = await RowsAsync(session.Prepare("Ledger/ReadUsageByTool"), customerId, from, to);
        return new UsageReport
        {
            From = from,
            To = to,
            Calls = days.Sum(day => day.Calls),
            Days = [.. days.Select(day => new DayUsage { Day = Day.Parse(day.Name), Calls = day.Calls, Failed = day.Failed })],
            Tools = [.. tools.Select(tool => new ToolUsage { Tool = tool.Name, Calls = tool.Calls, Failed = tool.Failed })],
        };
    }

    private static Task<List<(string Name, long Calls, long Failed)>> RowsAsync(Statement statement, string customerId, DateOnly from, DateOnly to) => statement
        .AddId("customer", customerId).Add("from", Day.Text(from)).Add("to", Day.Text(to))
        .AllAsync(row => (row.Text(0), row.Integer(1), row.Integer(2)));
}
