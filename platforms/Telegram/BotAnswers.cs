using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Telegram;

// What the Bot API answers, as far as it is used (https://core.telegram.org/bots/api#making-requests).

/// <param name="Parameters">What would mend an error.</param>
internal sealed record BotAnswer<T>(bool Ok, T? Result = null, int? ErrorCode = null, string? Description = null, BotHints? Parameters = null)
    where T : class;

/// <param name="RetryAfter">Seconds.</param>
internal sealed record BotHints(long? MigrateToChatId = null, int? RetryAfter = null);

internal sealed record BotUser(
    long Id, bool IsBot, string FirstName, string? Username = null, bool? CanJoinGroups = null, bool? CanReadAllGroupMessages = null, bool? SupportsInlineQueries = null);

internal sealed record BotChat(
    long Id, string Type, string? Title = null, string? Username = null, string? FirstName = null, string? LastName = null, string? Bio = null, string? Description = null,
    bool? IsForum = null, long? LinkedChatId = null, int? SlowModeDelay = null, BotPermissions? Permissions = null)
{
    /// <summary>As a person would call it.</summary>
    internal string Called => Title ?? string.Join(' ', new[] { FirstName, LastName }.OfType<string>());
}

internal sealed record BotPermissions(bool? CanSendMessages);

/// <param name="Date">Seconds since 1970.</param>
internal sealed record BotMessage(long MessageId, long Date, BotChat Chat);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BotAnswer<BotUser>))]
[JsonSerializable(typeof(BotAnswer<BotChat>))]
[JsonSerializable(typeof(BotAnswer<BotMessage>))]
[JsonSerializable(typeof(BotAnswer<IReadOnlyList<JsonElement>>))]
internal sealed partial class BotJson : JsonSerializerContext;
