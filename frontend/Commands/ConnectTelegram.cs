namespace Squaremcp.Frontend.Commands;

/// <summary>Connects a bot and tries it. The token is typed or piped in, so that it is in no list of processes and no shell's history.</summary>
internal static class ConnectTelegram
{
    internal static async Task<int> RunAsync(Words words, Gateway gateway)
    {
        var customer = words.Required("customer");
        var path = $"/api/v1/connections/telegram/{Uri.EscapeDataString(words.Option("account") ?? "default")}";
        var settings = new Dictionary<string, string> { ["bot_token"] = await SecretInput.ReadAsync("The bot's token, from @BotFather") };
        if (words.Option("username") is { } username)
        {
            settings["username"] = username;
        }

        var connection = await gateway.SendAsync(HttpMethod.Put, path, settings, customer);
        var check = await gateway.SendAsync(HttpMethod.Post, $"{path}/check", customer: customer);
        foreach (var step in check.GetProperty("steps").EnumerateArray())
        {
            var detail = step.TryGetProperty("detail", out var text) ? $": {text.GetString()}" : "";
            await Console.Error.WriteLineAsync($"{step.GetProperty("name").GetString()} {(step.GetProperty("ok").GetBoolean() ? "ok" : "failed")}{detail}");
        }

        Table.Print(words, connection, "id", "platform", "account", "label", "status");
        return check.GetProperty("ok").GetBoolean() ? 0 : 1;
    }
}
