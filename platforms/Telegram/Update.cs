using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Squaremcp.Platforms.Telegram;

/// <summary>One thing that happened to the bot, whatever of Telegram's two dozen kinds it is; kinds that come later are shown as far as they look alike.</summary>
internal sealed record Update(
    [property: Description("The update's id; ids grow.")] string UpdateId,
    [property: Description("What happened: message, edited_message, channel_post, callback_query, my_chat_member and so on, in Telegram's words.")] string Kind,
    [property: Description("The chat it happened in, for chat_id of the other tools.")] string? ChatId,
    [property: Description("private, group, supergroup or channel.")] string? ChatType,
    [property: Description("The chat's title or the person's name.")] string? Chat,
    [property: Description("The user id of who did it.")] string? FromId,
    [property: Description("The name of who did it, as they call themselves.")] string? From,
    [property: Description("The message's id in its chat.")] string? MessageId,
    [property: Description("When, UTC.")] DateTimeOffset? At,
    [property: Description("The message's text or caption, or the data of the button that was pressed.")] string? Text,
    [property: Description("What the message carries besides text, such as photo, document or voice.")] string? Carries,
    [property: Description("The id of the message it answers.")] string? ReplyToMessageId,
    [property: Description("For changes of membership: what the member is now, such as member, left or kicked.")] string? NowIs)
{
    private static readonly string[] Contents =
    [
        "photo", "video", "document", "voice", "audio", "animation", "sticker", "video_note", "location", "venue", "contact", "poll", "dice", "story", "game", "invoice", "paid_media", "live_photo", "checklist",
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "pinned_message", "migrate_to_chat_id",
    ];

    /// <summary>Null where it is nothing like an update.</summary>
    internal static Update? Of(JsonElement update)
    {
        if (update.ValueKind != JsonValueKind.Object || Id(update, "update_id") is not { } id)
        {
            return null;
        }

        var (kind, happened) = update.EnumerateObject().Where(one => one.Name != "update_id" && one.Value.ValueKind == JsonValueKind.Object).Select(one => (one.Name, one.Value)).FirstOrDefault();
        var message = Inside(happened, "message") is { ValueKind: JsonValueKind.Object } nested ? nested : happened;
        var (chat, from) = (Inside(message, "chat"), Inside(happened, "from") is { ValueKind: JsonValueKind.Object } user ? user : Inside(happened, "user"));
        return new(
            id, kind ?? "unknown", Id(chat, "id"), Words(chat, "type"), Name(chat), Id(from, "id"), Name(from), Id(message, "message_id"), When(happened) ?? When(message),
            Words(happened, "text") ?? Words(happened, "caption") ?? Words(happened, "data"),
            Contents.FirstOrDefault(content => Inside(happened, content).ValueKind != JsonValueKind.Undefined),
            Id(Inside(happened, "reply_to_message"), "message_id"),
            Words(Inside(happened, "new_chat_member"), "status"));
    }

    private static JsonElement Inside(JsonElement owner, string name) => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? value : default;

    private static string? Words(JsonElement owner, string name) => Inside(owner, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Digit by digit as Telegram wrote it: no number type is between.</summary>
    private static string? Id(JsonElement owner, string name) => Inside(owner, name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null;

    private static string? Name(JsonElement someone) =>
        Words(someone, "title") ?? (string.Join(' ', new[] { Words(someone, "first_name"), Words(someone, "last_name"), Words(someone, "username") is { } name ? $"(@{name})" : null }.OfType<string>()) is { Length: > 0 } called ? called : null);

    private static DateTimeOffset? When(JsonElement owner) =>
        long.TryParse(Id(owner, "date"), CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
