using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>What became of each customer, and what its people have to do themselves; never a secret.</summary>
internal sealed class ImportReport(bool isDryRun, int customers, IReadOnlyList<string> strays)
{
    private readonly SortedDictionary<string, int> plans = new(StringComparer.Ordinal);
    private readonly List<string> refused = [];
    private readonly List<string> reconnect = [];
    private readonly List<string> passwords = [];
    private readonly List<string> roles = [];
    private readonly JsonArray ids = [];
    private int taken;
    private int already;
    private int connected;
    private long calls;

    internal int Seen => taken + already + refused.Count;

    internal bool IsWhole => refused.Count == 0;

    internal void Refused(OldCustomer customer, string why) => refused.Add($"{customer.Where}: {why}");

    internal void Took(OldCustomer customer, string? plan, JsonElement answer, IReadOnlyList<(OldCredential Of, JsonObject? Connection, string? Problem)> asked)
    {
        if (answer.TryGetProperty("customer", out var id))
        {
            ids.Add(new JsonObject { ["old"] = customer.Id, ["customer"] = id.GetString() });
        }

        if (answer.GetProperty("status").GetString() == "already")
        {
            already++;
            return;
        }

        taken++;
        calls += answer.GetProperty("calls").GetInt64();
        if (!customer.Plan.Equals(plan, StringComparison.Ordinal))
        {
            var mapped = $"{customer.Plan} becomes {plan}";
            plans[mapped] = plans.GetValueOrDefault(mapped) + 1;
        }

        if (answer.TryGetProperty("password_problem", out var problem))
        {
            passwords.Add($"{customer.Where}: {problem.GetString()}; its person signs in by a mailed link or chooses a new password");
        }

        if (customer.Role is not (null or "customer" or "user" or "owner"))
        {
            roles.Add($"{customer.Where}: was {customer.Role} there and owns its customer here; rights over the whole installation have only those who hold its admin key");
        }

        Connections(answer, asked);
    }

    private void Connections(JsonElement answer, IReadOnlyList<(OldCredential Of, JsonObject? Connection, string? Problem)> asked)
    {
        var answers = answer.GetProperty("connections").EnumerateArray().GetEnumerator();
        foreach (var (entry, connection, problem) in asked)
        {
            var why = problem;
            if (connection is not null)
            {
                answers.MoveNext();
                why = answers.Current.TryGetProperty("problem", out var told) ? told.GetString() : null;
            }

            if (why is null)
            {
                connected++;
            }
            else
            {
                reconnect.Add($"{entry.Where}: {why}");
            }
        }
    }

    internal void Print(Words words)
    {
        if (words.Json)
        {
            Table.Print(words, JsonSerializer.SerializeToElement(new
            {
                dry_run = isDryRun,
                customers = new { of = customers, taken, already, refused },
                ids,
                connections = new { connected, to_connect_again = reconnect },
                usage = new { calls },
                passwords,
                plans,
                roles,
                strays,
            }));
            return;
        }

        var (would, are) = isDryRun ? ("would be imported", "would come over") : ("imported", "came over");
        Console.WriteLine($"""
            {(isDryRun ? "Dry run: nothing was changed.\n" : "")}customers    {customers:N0} in the folder: {taken:N0} {would}, {already:N0} here already, {refused.Count:N0} not
            connections  {connected:N0} {are}, {reconnect.Count:N0} to be connected again
            usage        {calls:N0} calls {are} as history
            """);
        Tell("Not imported", refused);
        Tell("To be connected again", reconnect);
        Tell("Without a password", passwords);
        Tell("Plans", [.. plans.Select(one => $"{one.Key} ({one.Value:N0})")]);
        Tell("Roles", roles);
        Tell("Belongs to nobody", strays);
    }

    private static void Tell(string title, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            Console.WriteLine($"\n{title}:\n  {string.Join("\n  ", lines)}");
        }
    }
}
