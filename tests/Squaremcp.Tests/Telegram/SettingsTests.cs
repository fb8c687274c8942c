using System.Text.Json;
using Squaremcp.Platforms;

namespace Squaremcp.Tests.Telegram;

public sealed class SettingsTests : TelegramBench
{
    private const string Secret = "AAplanted-telegram-token_0123456789";

    [Fact]
    public void The_token_is_a_credential_and_in_nothing_else()
    {
        var reading = Connector.Read(Settings(new { bot_token = $" {FakeTelegram.Token}\n", username = "example_bot" }));

        Assert.Equal(FakeTelegram.Token, reading.Credentials!.RevealText());
        Assert.Equal("""{"bot_id":"7123456789","username":"@example_bot"}""", reading.Canonical);
        Assert.Equal("@example_bot", reading.Label);
        Assert.Equal("bot 7123456789", Connector.Read(Settings(new { bot_token = FakeTelegram.Token })).Label);
        Assert.DoesNotContain(Secret, $"{reading}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_bot_is_claimed_by_its_whole_token_and_shows_nothing_of_it()
    {
        var (kind, value) = Connector.Read(Settings(new { bot_token = FakeTelegram.Token })).Claim!.Value;
        var other = Connector.Read(Settings(new { bot_token = FakeTelegram.Token[..^1] + "8" })).Claim!.Value;

        Assert.Equal("telegram-bot", kind);
        Assert.Equal(value, Connector.Read(Settings(new { bot_token = FakeTelegram.Token, username = "@example_bot" })).Claim!.Value.Value);
        Assert.NotEqual(value, other.Value);
        Assert.Matches("^[0-9a-f]{64}$", value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAplanted-telegram-token_0123456789")]
    [InlineData("0123456789:AAplanted-telegram-token_0123456789")]
    [InlineData("7123456789:AAplanted-telegram-token/0123456789")]
    [InlineData("7123456789:AAplanted-telegram-token 0123456789")]
    [InlineData("7123456789:short")]
    [InlineData("7123456789:AAplanted-telegram-token_0123456789AAplanted-telegram-token_0123456789x")]
    [InlineData("bot7123456789:AAplanted-telegram-token_0123456789")]
    public void What_is_no_token_is_refused_and_not_repeated(string token)
    {
        var error = Connector.Read(Settings(new { bot_token = token })).Error!;

        Assert.Equal((ToolErrorKind.InvalidArgument, "bot_token"), (error.Kind, error.Argument));
        Assert.DoesNotContain("planted", error.Message, StringComparison.Ordinal);
        Assert.Contains("@BotFather", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "bot_token")]
    [InlineData("""{"bot_token":5}""", "bot_token")]
    [InlineData("""{"token":"x"}""", "token")]
    [InlineData("""{"bot_token":"7123456789:AAplanted-telegram-token_0123456789","username":"a b c d"}""", "username")]
    public void Settings_that_are_none_are_refused(string settings, string argument)
    {
        var error = Connector.Read(JsonElement.Parse(settings)).Error!;

        Assert.Equal(argument, error.Argument);
        Assert.DoesNotContain(Secret, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_names_the_bot() => Assert.Equal([("reachable", true, null), ("token", true, "@Example_bot"), ("name", true, null)], await CheckAsync());

    [Fact]
    public async Task The_check_tells_a_token_of_another_bot_by_its_name()
    {
        var steps = await CheckAsync("""{"bot_id":"7123456789","username":"@news_bot"}""");

        Assert.Equal(("name", false), (steps[2].Name, steps[2].Ok));
        Assert.Contains("token of @Example_bot, not of @news_bot", steps[2].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_tells_a_revoked_token_and_what_to_do()
    {
        Telegram.AcceptedToken = "another";
        var steps = await CheckAsync();

        Assert.Equal([true, false], steps.Select(step => step.Ok));
        Assert.Contains("@BotFather", steps[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_tells_that_nobody_answers()
    {
        Fail(503);
        var step = Assert.Single(await CheckAsync());

        Assert.Equal(("reachable", false), (step.Name, step.Ok));
    }

    [Fact]
    public async Task Telegram_answering_for_another_bot_is_told()
    {
        Telegram.BotIdTold = 1;

        Assert.Equal(ToolErrorKind.NeedsReconnection, (await ErrorAsync("telegram_get_me", new { })).Kind);
        Assert.False((await CheckAsync())[1].Ok);
    }

    private async Task<IReadOnlyList<(string Name, bool Ok, string? Detail)>> CheckAsync(string settings = """{"bot_id":"7123456789"}""") =>
        [.. (await Connector.CheckAsync(new(JsonElement.Parse(settings), Account.Credentials), TestContext.Current.CancellationToken)).Select(step => (step.Name, step.Ok, step.Detail))];

    private static JsonElement Settings(object settings) => JsonSerializer.SerializeToElement(settings);
}
