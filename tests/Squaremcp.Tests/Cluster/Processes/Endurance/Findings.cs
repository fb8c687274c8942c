namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <summary>Writes as their callers were told, against what is there.</summary>
/// <param name="Lost">Answered as done, and not there.</param>
/// <param name="Twice">There more than once, whatever was told.</param>
/// <param name="Unknown">Of which the last word was that nobody knows.</param>
/// <param name="UnknownDone">Of those, how many are there.</param>
/// <param name="Changed">Told to be done, and later otherwise.</param>
internal sealed record Findings(int Writes, IReadOnlyList<string> Lost, IReadOnlyList<string> Twice, int Unknown, int UnknownDone, IReadOnlyList<string> Changed)
{
    /// <param name="there">How often each mark is there.</param>
    internal static Findings Of(IReadOnlyCollection<LoadCall> calls, IReadOnlyDictionary<string, int> there)
    {
        var writes = calls.Where(call => call.Work.Mark is not null).GroupBy(call => call.Work).Select(one => (Mark: one.Key.Mark!, Told: one.OrderBy(call => call.Attempt).Select(call => call.Told).ToList())).ToList();
        var unknown = writes.Where(write => !write.Told.Contains(Told.Answered) && write.Told.Exists(told => told is Told.Unknown or Told.InProgress)).ToList();
        return new(
            writes.Count,
            [.. writes.Where(write => write.Told.Contains(Told.Answered) && !there.ContainsKey(write.Mark)).Select(write => write.Mark)],
            [.. there.Where(mark => mark.Value > 1).Select(mark => $"{mark.Key} ({mark.Value} times)")],
            unknown.Count,
            unknown.Count(write => there.ContainsKey(write.Mark)),
            [.. writes.Where(write => write.Told.SkipWhile(told => told != Told.Answered).Any(told => told != Told.Answered)).Select(write => $"{write.Mark}: {string.Join(", ", write.Told)}")]);
    }

    /// <summary>The lines of every vault, and what the platforms made.</summary>
    internal static Dictionary<string, int> There(IEnumerable<ClusterTenant> tenants, StrictPlatforms platforms)
    {
        var all = tenants.SelectMany(tenant => Directory.GetFiles(tenant.Folder, "log-*")).SelectMany(File.ReadAllLines).Where(line => line.StartsWith("- mark", StringComparison.Ordinal))
            .CountBy(line => line[2..]).ToDictionary();
        foreach (var (words, times) in platforms.Made)
        {
            all[words] = times;
        }

        return all;
    }
}
