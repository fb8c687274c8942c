using System.Globalization;

namespace Squaremcp.Frontend.Commands;

/// <summary>Stopping customers, and acting as one of them.</summary>
internal static class CustomerVerbs
{
    internal static async Task<int> SuspendAsync(Words words, Gateway gateway)
    {
        await gateway.SendAsync(HttpMethod.Put, $"{Path(words)}/suspension", new { reason = words.Required("reason") });
        Console.WriteLine("suspended");
        return 0;
    }

    internal static async Task<int> ResumeAsync(Words words, Gateway gateway)
    {
        await gateway.SendAsync(HttpMethod.Delete, $"{Path(words)}/suspension");
        Console.WriteLine("resumed");
        return 0;
    }

    internal static async Task<int> ImpersonateAsync(Words words, Gateway gateway)
    {
        var minutes = words.Option("minutes") is not { } text ? 30
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : throw new UsageException("--minutes must be a number, 1 to 60.");
        return Table.Print(
            words,
            await gateway.SendAsync(HttpMethod.Post, $"{Path(words)}/impersonations", new { @operator = words.Required("operator"), reason = words.Required("reason"), minutes, changes = words.Has("changes") }),
            "id", "operator", "changes", "ends_at", "token");
    }

    internal static async Task<int> ListAsync(Words words, Gateway gateway) => Table.Print(
        words, (await gateway.SendAsync(HttpMethod.Get, $"{Path(words)}/impersonations")).GetProperty("impersonations"), "id", "operator", "reason", "changes", "began_at", "ends_at", "ended_at", "ended_by");

    internal static async Task<int> EndAsync(Words words, Gateway gateway)
    {
        await gateway.SendAsync(HttpMethod.Delete, $"{Path(words)}/impersonations/{Uri.EscapeDataString(words.Required("id"))}");
        Console.WriteLine("ended");
        return 0;
    }

    private static string Path(Words words) => $"/api/v1/admin/customers/{Uri.EscapeDataString(words.Required("customer"))}";
}
