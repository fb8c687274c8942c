using System.Text.Json;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Telegram;

/// <summary><c>squaremcp connect telegram</c>, run as an operator runs it.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private readonly GatewayFolders folders = new();
    private FakeTelegram telegram = null!;

    public async ValueTask InitializeAsync()
    {
        telegram = await FakeTelegram.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(folders.WorkingDirectory, "squaremcp.yaml"), $"platforms:\n  telegram:\n    baseUrl: {telegram.Url}\n");
    }

    public async ValueTask DisposeAsync()
    {
        folders.Dispose();
        await telegram.DisposeAsync();
    }

    [Fact]
    public async Task A_bot_is_connected_by_a_piped_token_and_tried()
    {
        var customer = JsonElement.Parse(await folders.RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna", "--json")).GetProperty("id").GetString()!;
        var connected = await folders.RunWithInputAsync(0, FakeTelegram.Token + "\n", "connect", "telegram", "--customer", customer, "--username", "Example_Bot");

        Assert.Matches("token *True *@Example_bot", connected);
        Assert.DoesNotContain("planted", connected, StringComparison.Ordinal);
        telegram.AcceptedToken = "none";
        Assert.Contains("@BotFather", await folders.RunWithInputAsync(1, FakeTelegram.Token, "connect", "telegram", "--customer", customer), StringComparison.Ordinal);
        Assert.Contains("there was none", await folders.RunAsync(1, "connect", "telegram", "--customer", customer), StringComparison.Ordinal);
        Assert.Contains("is not a bot's token", await folders.RunWithInputAsync(1, "x", "connect", "telegram", "--customer", customer), StringComparison.Ordinal);
    }
}
