using System.Text.Json;
using Squaremcp.Frontend.Doctor;

namespace Squaremcp.Frontend.Commands;

/// <summary><c>squaremcp doctor</c>: what clients meet at the public address, and how those fared that came in the last day.</summary>
internal static class DoctorVerb
{
    /// <summary>Any gateway, from anywhere: nothing of the installation is needed.</summary>
    internal static async Task<int> FromOutsideAsync(Words words) => Print(words, await CheckAsync(Origin(words.Required("url"))), null);

    internal static async Task<int> RunAsync(Words words, Gateway gateway)
    {
        var path = words.Option("customer") is null ? "/api/v1/admin/connection-attempts" : "/api/v1/connection-attempts" + (words.Option("code") is { } code ? "?code=" + Uri.EscapeDataString(code) : "");
        var attempts = (await gateway.SendAsync(HttpMethod.Get, path, customer: words.Option("customer"))).GetProperty("attempts");
        if (words.Option("customer") is null && words.Option("code") is { } quoted)
        {
            attempts = JsonSerializer.SerializeToElement(attempts.EnumerateArray().Where(one => Text(one, "code") == DoctorRoutes.Code(quoted)).ToList());
        }

        // Started for this command alone, nobody can reach it, so there is nothing to look at from outside.
        var resource = await gateway.SendAsync(HttpMethod.Get, "/.well-known/oauth-protected-resource");
        var checks = gateway.IsOwn || words.Option("code") is not null ? [] : await CheckAsync(Origin(resource.GetProperty("resource").GetString()!));
        if (gateway.IsOwn)
        {
            await Console.Error.WriteLineAsync("The gateway does not run, so only what it had seen is told. With it running, or with --url ADDRESS from another machine, its public address is checked too.");
        }

        return Print(words, checks, attempts);
    }

    private static async Task<IReadOnlyList<Check>> CheckAsync(string origin)
    {
        using var outside = new OutsideCheck(origin, TimeProvider.System);
        return await outside.RunAsync(CancellationToken.None);
    }

    /// <summary>Scheme, host and port, of whatever of the gateway's addresses was named.</summary>
    private static string Origin(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
        ? uri.GetLeftPart(UriPartial.Authority)
        : throw new UsageException("--url must be the gateway's address, for example https://mcp.example.org/mcp.");

    private static int Print(Words words, IReadOnlyList<Check> checks, JsonElement? attempts)
    {
        if (words.Json)
        {
            Table.Print(words, JsonSerializer.SerializeToElement(new { checks = checks.Select(one => new { name = one.Name, result = one.Result, says = one.Says, advice = one.Advice }), attempts }));
        }
        else
        {
            foreach (var check in checks)
            {
                Console.WriteLine($"{check.Result,-8} {check.Name,-18} {check.Says}");
                Advise(check.Advice);
            }

            foreach (var attempt in attempts?.EnumerateArray() ?? [])
            {
                Tell(attempt);
            }

            if (attempts is { } list && list.GetArrayLength() == 0)
            {
                Console.WriteLine("No client was seen in the last day.");
            }
        }

        return checks.All(check => check.Result != "failed") ? 0 : 1;
    }

    private static void Tell(JsonElement attempt)
    {
        var steps = attempt.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("step").GetString()}{step.GetProperty("state").GetString() switch { "done" => " ok", "failed" => " FAILED", "missing" => " MISSING", _ => "" }}");
        Console.WriteLine($"\n{Text(attempt, "last_at")?[..19]} {Text(attempt, "client_name") ?? "an app without a name"}{Of(" from ", Text(attempt, "network"))}{Of(", code ", Text(attempt, "code"))}{Of(", ", Text(attempt, "customer_id"))}");
        Console.WriteLine($"         {string.Join(" > ", steps)}");
        Console.WriteLine($"         {Text(attempt, "status")}: {Text(attempt, "says")}{Of(" It sent: ", Text(attempt, "detail"))}");
        Advise(Text(attempt, "advice"));
    }

    private static void Advise(string? advice)
    {
        if (advice is not null)
        {
            Console.WriteLine($"         -> {advice}");
        }
    }

    private static string Of(string before, string? text) => text is null ? "" : before + text;

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
