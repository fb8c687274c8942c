using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Telegram;

/// <summary>The settings object that connects a bot.</summary>
internal sealed record BotSettings(
    [property: Description("The bot's token, as @BotFather gave it. Kept sealed; never shown again."), StringLength(100, MinimumLength = 1), Example("<the token from @BotFather>")] string BotToken,
    [property: Description("The bot's @name, to recognise the connection by; the check tells when it is not this token's."), StringLength(33, MinimumLength = 4), Example("@example_bot")] string? Username = null)
{
    internal static SettingsReading Read(JsonElement settings)
    {
        var asked = settings.Deserialize(BotSettingsJson.Default.BotSettings)!;
        if (Telegram.BotToken.Parse(asked.BotToken.Trim()) is not { } token)
        {
            return new() { Error = Wrong("bot_token", "`bot_token` is not a bot's token: digits, a colon, and 35 letters, digits, _ or -. Copy the whole line that @BotFather shows for /token.") };
        }

        var name = asked.Username?.Trim() is { } given ? ChatId.Parse("@" + given.TrimStart('@')) : null;
        return asked.Username is not null && name is null
            ? new() { Error = Wrong("username", "`username` is the bot's name in Telegram: 4 to 32 letters, digits or _, for example @example_bot.") }
            : new()
            {
                Canonical = JsonSerializer.Serialize(new ConnectedBot(token.BotId, name?.Text), BotSettingsJson.Default.ConnectedBot),
                Label = name?.Text ?? $"bot {token.BotId}",
                Claim = ("telegram-bot", token.Fingerprint),
                Credentials = token.ToSecret(),
            };
    }

    private static ToolError Wrong(string argument, string sentence) => new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument };
}

/// <summary>What is kept beside the sealed token.</summary>
/// <param name="Username">With @; null where the person did not say.</param>
internal sealed record ConnectedBot(string BotId, string? Username = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BotSettings))]
[JsonSerializable(typeof(ConnectedBot))]
internal sealed partial class BotSettingsJson : JsonSerializerContext;
