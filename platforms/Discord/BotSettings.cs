using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Discord;

/// <summary>The settings object that connects a bot.</summary>
internal sealed record BotSettings(
    [property: Description("The bot's token, from the page Bot of its application. Kept sealed; never shown again."), StringLength(140, MinimumLength = 1), Example("<the bot's token>")] string BotToken,
    [property: Description("A name to recognise the connection by; left out, the bot's id."), StringLength(64, MinimumLength = 1), Example("Harbour bot")] string? Name = null)
{
    internal static SettingsReading Read(JsonElement settings)
    {
        var asked = settings.Deserialize(DiscordSettingsJson.Default.BotSettings)!;
        var given = asked.BotToken.Trim();
        return Discord.BotToken.Parse(given.StartsWith("Bot ", StringComparison.OrdinalIgnoreCase) ? given[4..].Trim() : given) is not { } token
            ? new()
            {
                Error = new(ToolErrorKind.InvalidArgument, "`bot_token` is not a bot's token: three parts with dots between them. In Discord's developer portal open the application, its page Bot, and Reset Token; neither the application's id nor its client secret will do.")
                {
                    Argument = "bot_token",
                },
            }
            : new()
            {
                Canonical = JsonSerializer.Serialize(new ConnectedBot(token.BotId), DiscordSettingsJson.Default.ConnectedBot),
                Label = asked.Name?.Trim() is { Length: > 0 } name ? name : $"bot {token.BotId}",
                Claim = ("discord-bot", token.Fingerprint),
                Credentials = token.ToSecret(),
            };
    }
}

/// <summary>What is kept beside the sealed token.</summary>
internal sealed record ConnectedBot(string BotId);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BotSettings))]
[JsonSerializable(typeof(ConnectedBot))]
internal sealed partial class DiscordSettingsJson : JsonSerializerContext;
