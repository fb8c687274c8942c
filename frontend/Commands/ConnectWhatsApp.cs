using System.Text.Json;

namespace Squaremcp.Frontend.Commands;

/// <summary>Connects a WhatsApp number and tries it.</summary>
internal static class ConnectWhatsApp
{
    internal static async Task<int> RunAsync(Words words, Gateway gateway)
    {
        var customer = words.Required("customer");
        var path = $"/api/v1/connections/whatsapp/{Uri.EscapeDataString(words.Option("account") ?? "default")}";
        var settings = new Dictionary<string, string>
        {
            ["phone_number_id"] = words.Required("phone-number-id"),
            ["business_account_id"] = words.Required("business-account-id"),
            ["access_token"] = SecretInput.Read("The system user's token"),
        };
        if (words.Option("phone-number") is { } number)
        {
            settings["phone_number"] = number;
        }

        var connection = await gateway.SendAsync(HttpMethod.Put, path, settings, customer);
        var check = await gateway.SendAsync(HttpMethod.Post, $"{path}/check", customer: customer);
        Table.Print(words, words.Json ? JsonSerializer.SerializeToElement(new { connection, check }) : connection, "id", "platform", "account", "label", "status");
        return EmailVerbs.Told(words, check) ? 0 : 1;
    }
}
