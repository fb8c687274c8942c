using System.Text.Json;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Discord;

public sealed class SettingsTests : DiscordBench
{
    [Fact]
    public void The_token_is_a_credential_and_in_nothing_else()
    {
        var reading = Connector.Read(Settings(new { bot_token = $" Bot {FakeDiscord.Token}\n", name = "Harbour bot" }));

        Assert.Equal((FakeDiscord.Token, $$"""{"bot_id":"{{FakeDiscord.BotId}}"}""", "Harbour bot"), (reading.Credentials!.RevealText(), reading.Canonical, reading.Label));
        Assert.Equal($"bot {FakeDiscord.BotId}", Connector.Read(Settings(new { bot_token = FakeDiscord.Token })).Label);
        Assert.DoesNotContain("planted", $"{reading}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_bot_is_claimed_by_its_whole_token_and_shows_nothing_of_it()
    {
        var (kind, value) = Connector.Read(Settings(new { bot_token = FakeDiscord.Token })).Claim!.Value;

        Assert.Equal("discord-bot", kind);
        Assert.Matches("^[0-9a-f]{64}$", value);
        Assert.NotEqual(value, Connector.Read(Settings(new { bot_token = FakeDiscord.Token[..^1] + "8" })).Claim!.Value.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1310000000000000009")]
    [InlineData("planted-client-secret_0123456789")]
    [InlineData("MTMxMDAwMDAwMDAwMDAwMDAwOQ.Gplant")]
    [InlineData("bm90IGEgYm90IGlkIGF0IGFsbA.Gplant.planted-discord-token_0123456789")]
    [InlineData("MTMxMDAwMDAwMDAwMDAwMDAwOQ.Gplant.planted discord token 0123456789")]
    public void What_is_no_token_is_refused_and_not_repeated(string token)
    {
        var error = Connector.Read(Settings(new { bot_token = token })).Error!;

        Assert.Equal((ToolErrorKind.InvalidArgument, "bot_token"), (error.Kind, error.Argument));
        Assert.DoesNotContain("planted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_notices_another_bot_and_a_dead_token()
    {
        Assert.Equal([true, true], (await Connector.CheckAsync(Account, TestContext.Current.CancellationToken)).Select(check => check.Ok));
        Discord.BotIs = "1310000000000000010";
        Assert.Equal([true, false], (await Connector.CheckAsync(Account, TestContext.Current.CancellationToken)).Select(check => check.Ok));
        Fail(401, "");
        Assert.Equal([true, false], (await Connector.CheckAsync(Account, TestContext.Current.CancellationToken)).Select(check => check.Ok));
        Fail(503, "");
        Assert.Equal([false], (await Connector.CheckAsync(Account, TestContext.Current.CancellationToken)).Select(check => check.Ok));
    }

    private static JsonElement Settings(object settings) => JsonSerializer.SerializeToElement(settings);
}
