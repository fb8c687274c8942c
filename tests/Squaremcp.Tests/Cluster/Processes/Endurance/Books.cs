using System.Text.Json;

namespace Squaremcp.Tests.Cluster.Processes.Endurance;

/// <summary>What the gateway wrote down of the calls, against what their callers were answered.</summary>
/// <param name="Entries">Of the audit trails, for calls of tools.</param>
/// <param name="Counted">Of those, as usage.</param>
/// <param name="Usage">As the usage reports have it.</param>
/// <param name="RepeatedReads">Entries beyond the first of one read: the frontend asked again, and the first had run.</param>
/// <param name="Unanswered">Entries of calls whose caller was never answered.</param>
internal sealed record Books(int Entries, int Counted, long Usage, int RepeatedReads, int Unanswered, IReadOnlyList<string> Wrong)
{
    internal static async Task<Books> ReadAsync(IReadOnlyList<ClusterTenant> tenants, IReadOnlyCollection<LoadCall> calls, ClusterProcess frontend, CancellationToken cancellationToken)
    {
        var total = new Books(0, 0, 0, 0, 0, []);
        foreach (var tenant in tenants)
        {
            total = total.And(await OfAsync(tenant, [.. calls.Where(call => call.Work.Tenant == tenant)], frontend, cancellationToken));
        }

        return total;
    }

    private static async Task<Books> OfAsync(ClusterTenant tenant, List<LoadCall> calls, ClusterProcess frontend, CancellationToken cancellationToken)
    {
        List<string> wrong = [];
        var check = await tenant.AskAsync(frontend, HttpMethod.Get, "/api/v1/audit/verify", cancellationToken);
        if (!check.GetProperty("ok").GetBoolean())
        {
            wrong.Add($"The audit chain of {tenant.Id} does not hold: {check}");
        }

        var entries = (await tenant.TextAsync(frontend, HttpMethod.Get, "/api/v1/audit/export", cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line)).Where(line => line.TryGetProperty("entry", out _)).Select(line => line.GetProperty("entry"))
            .Where(entry => entry.GetProperty("action").GetString() == "tool.call").ToLookup(entry => entry.GetProperty("call_id").GetString());
        var answered = calls.Where(call => call.Answer.Call is not null).ToLookup(call => call.Answer.Call);
        wrong.AddRange(calls.Where(call => call is { Told: Told.Answered, Answer.Call: { } id } && !entries.Contains(id)).Select(call => $"{call.Work.Tool}, call {call.Answer.Call}, was told {call.Told} and is not in the audit trail."));
        wrong.AddRange(entries.Where(one => one.Count(IsCounted) > 1 && answered[one.Key].Any(call => call.Work.Key is not null)).Select(one => $"The write {one.Key} is counted more than once."));
        var counted = entries.SelectMany(one => one).Count(IsCounted);
        var usage = (await tenant.AskAsync(frontend, HttpMethod.Get, "/api/v1/usage", cancellationToken)).GetProperty("calls").GetInt64();
        if (usage != counted)
        {
            wrong.Add($"{tenant.Id}: usage is {usage}, and the audit trail has {counted} calls that count.");
        }

        return new(
            entries.Sum(one => one.Count()), counted, usage, entries.Where(one => answered[one.Key].All(call => call.Work.Key is null)).Sum(one => one.Count(IsCounted) - Math.Min(1, one.Count(IsCounted))),
            entries.Count(one => !answered.Contains(one.Key)), wrong);
    }

    private static bool IsCounted(JsonElement entry) => entry.TryGetProperty("counted", out var counted) && counted.ValueKind == JsonValueKind.True;

    private Books And(Books other) => new(
        Entries + other.Entries, Counted + other.Counted, Usage + other.Usage, RepeatedReads + other.RepeatedReads, Unanswered + other.Unanswered, [.. Wrong, .. other.Wrong]);
}
