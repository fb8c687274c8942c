using System.Collections.Frozen;

namespace Squaremcp.Frontend.Cluster;

/// <summary>What of Orleans' dashboard is shown. Its routes are named one by one: what another version of it brings stays closed until somebody has looked at it.</summary>
internal static class DashboardRule
{
    /// <summary>Numbers, names of types and methods, addresses of silos.</summary>
    internal static FrozenSet<string> Shown { get; } = new[]
    {
        "", "/", "/index.html", "/index.min.js", "/index.css", "/favicon.ico", "/fonts/{**path}", "/img/{**path}", "/version",
        "/DashboardCounters", "/ClusterStats", "/TopGrainMethods", "/GrainTypes", "/GrainStats/{*grainName}", "/LifecycleStages",
        "/HistoricalStats/{*path}", "/SiloProperties/{*address}", "/SiloMetadata/{*address}", "/SiloStats/{*address}", "/SiloCounters/{*address}",
        "/{**rest}",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What would name customers or tell what they have, and why it is closed.</summary>
    internal static FrozenDictionary<string, string> Closed { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/GrainState"] = "The state of a grain is its customer's. It is not shown here.",
        // Also reads the whole table at once, which is a row for every connection there is.
        ["/Reminders"] = "Reminders name customers and their accounts. They are not shown here.",
        ["/Reminders/{page:int}"] = "Reminders name customers and their accounts. They are not shown here.",
        ["/Trace"] = "The log is not shown here. Read it where this installation keeps its logs.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="route">A route's pattern below the dashboard's own address.</param>
    /// <returns>Null where it is shown.</returns>
    internal static string? Refusal(string route) =>
        Shown.Contains(route) ? null : Closed.GetValueOrDefault(route, "This part of the dashboard is not shown here.");
}
