using System.Text.Json;

namespace Squaremcp.Frontend.Commands;

/// <summary>Connects a bot by its token, and tries it.</summary>
internal static class ConnectBot
{
    internal static async Task<int> RunAsync(string platform, Words words, Gateway gateway)
    {
        var customer = words.Required("customer");
        var path = $"/api/v1/connections/{platform}/{Uri.EscapeDataString(words.Option("account") ?? "default")}";
        var settings = new Dictionary<string, string> { ["bot_token"] = SecretInput.Read("The bot's token") };
        if (words.Option("username") is { } username)
        {
            settings["username"] = username;
        }

        var connection = await gateway.SendAsync(HttpMethod.Put, path, settings, customer);
        var check = await gateway.SendAsync(HttpMethod.Post, $"{path}/check", customer: customer);
        Table.Print(words, words.Json ? JsonSerializer.SerializeToElement(new { connection, check }) : connection, "id", "platform", "account", "label", "status");
        return EmailVerbs.Told(words, check) ? 0 : 1;
    }
}
