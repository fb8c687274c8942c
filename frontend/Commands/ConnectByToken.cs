using System.Text.Json;

namespace Squaremcp.Frontend.Commands;

/// <summary>Connects what has a token of its own, which is asked for, and tries it.</summary>
internal static class ConnectByToken
{
    internal static Task<int> BotAsync(string platform, Words words, Gateway gateway) =>
        RunAsync(platform, "bot_token", "The bot's token", With([], "username", words.Option("username")), words, gateway);

    internal static Task<int> WhatsAppAsync(Words words, Gateway gateway)
    {
        var settings = new Dictionary<string, string> { ["phone_number_id"] = words.Required("phone-number-id"), ["business_account_id"] = words.Required("business-account-id") };
        return RunAsync("whatsapp", "access_token", "The system user's token", With(settings, "phone_number", words.Option("phone-number")), words, gateway);
    }

    private static Dictionary<string, string> With(Dictionary<string, string> settings, string name, string? value)
    {
        if (value is not null)
        {
            settings[name] = value;
        }

        return settings;
    }

    private static async Task<int> RunAsync(string platform, string secret, string prompt, Dictionary<string, string> settings, Words words, Gateway gateway)
    {
        var customer = words.Required("customer");
        var path = $"/api/v1/connections/{platform}/{Uri.EscapeDataString(words.Option("account") ?? "default")}";
        settings[secret] = SecretInput.Read(prompt);
        var connection = await gateway.SendAsync(HttpMethod.Put, path, settings, customer);
        var check = await gateway.SendAsync(HttpMethod.Post, $"{path}/check", customer: customer);
        Table.Print(words, words.Json ? JsonSerializer.SerializeToElement(new { connection, check }) : connection, "id", "platform", "account", "label", "status");
        return EmailVerbs.Told(words, check) ? 0 : 1;
    }
}
