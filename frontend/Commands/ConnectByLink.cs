using System.Text.Json;

namespace Squaremcp.Frontend.Commands;

/// <summary>Connects what a person connects by signing in at the platform: prints the link, and on a terminal waits for the outcome.</summary>
internal static class ConnectByLink
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    internal static async Task<int> RunAsync(Words words, Gateway gateway)
    {
        if (gateway.IsOwn)
        {
            throw new CommandException("No gateway runs on this data folder, so there is none that the browser could come back to. Start it first.");
        }

        var (customer, platform, account) = (words.Required("customer"), words.Verb.Split(' ')[1], words.Option("account") ?? "default");
        var before = await FindAsync(gateway, customer, platform, account);
        var link = await gateway.SendAsync(HttpMethod.Post, $"/api/v1/connections/{Uri.EscapeDataString(platform)}/{Uri.EscapeDataString(account)}/authorize", customer: customer);
        if (words.Json || Console.IsOutputRedirected)
        {
            return Table.Print(words, link, "url", "expires_at");
        }

        var ends = link.GetProperty("expires_at").GetDateTimeOffset();
        Console.WriteLine($"Open this in a browser, until {ends.ToLocalTime():HH:mm}:\n\n  {link.GetProperty("url").GetString()}\n\nWaiting for you to come back from there (Ctrl+C to stop waiting) …");
        return await WaitAsync(gateway, customer, platform, account, before, ends) is { } connection ? Table.Print(words, connection, "id", "platform", "account", "label", "status") : throw new CommandException("Nothing was connected in time. Run the command again for a new link.");
    }

    /// <summary>The link must be opened within ten minutes, and the person may take ten more at the platform.</summary>
    private static async Task<JsonElement?> WaitAsync(Gateway gateway, string customer, string platform, string account, string? before, DateTimeOffset ends)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync() && TimeProvider.System.GetUtcNow() < ends.AddMinutes(10))
        {
            var connections = await gateway.SendAsync(HttpMethod.Get, "/api/v1/connections", customer: customer);
            if (Find(connections, platform, account) is { } found && found.GetProperty("connected_at").GetString() != before)
            {
                return found;
            }
        }

        return null;
    }

    /// <returns>Since when it is connected; null where it is not.</returns>
    private static async Task<string?> FindAsync(Gateway gateway, string customer, string platform, string account) =>
        Find(await gateway.SendAsync(HttpMethod.Get, "/api/v1/connections", customer: customer), platform, account)?.GetProperty("connected_at").GetString();

    private static JsonElement? Find(JsonElement connections, string platform, string account)
    {
        foreach (var one in connections.GetProperty("connections").EnumerateArray())
        {
            if (one.GetProperty("platform").GetString() == platform && one.GetProperty("account").GetString() == account)
            {
                return one;
            }
        }

        return null;
    }
}
