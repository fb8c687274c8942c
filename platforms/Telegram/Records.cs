using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Telegram;

// What the Telegram tools take and give. Every id is text: Telegram's numbers may be too long for a program that counts in floating point.

internal sealed record NothingAsked;

internal sealed record BotIdentity(
    [property: Description("The bot's own user id.")] string Id,
    [property: Description("The bot's public name, with @.")] string? Username,
    [property: Description("The name people see.")] string Name,
    [property: Description("True where people can add it to groups.")] bool CanJoinGroups,
    [property: Description("True where it sees every message of its groups; false where only commands, replies and mentions.")] bool CanReadAllGroupMessages,
    [property: Description("True where people can call it inside other chats by its @name.")] bool SupportsInlineQueries);

internal sealed record SendMessage(
    [property: Description("Where to: the chat's number as text (groups and channels have negative ones), or the @name of a public group or channel. A person must have written to the bot first."), StringLength(64, MinimumLength = 1), Example("-1001234567890")] string ChatId,
    [property: Description("The message, up to 4096 characters as its reader sees them (marks do not count; an emoji counts two or more)."), StringLength(16_384, MinimumLength = 1), Example("The meeting moves to 15:00.")] string Text,
    [property: Description("How marks in the text are read: HTML, or MarkdownV2 where every reserved sign needs a backslash. Left out, the text is sent as it is."), AllowedValues("HTML", "MarkdownV2"), Example("HTML")] string? ParseMode = null,
    [property: Description("The message_id, in the same chat, of a message to answer."), StringLength(20, MinimumLength = 1), Example("1024")] string? ReplyToMessageId = null,
    [property: Description("True delivers it without a sound.")] bool DisableNotification = false,
    [property: Description("True shows no preview of the first link.")] bool DisableLinkPreview = false);

internal sealed record SendPhoto(
    [property: Description("Where to: the chat's number as text (groups and channels have negative ones), or the @name of a public group or channel. A person must have written to the bot first."), StringLength(64, MinimumLength = 1), Example("-1001234567890")] string ChatId,
    [property: Description("The photo: a file uploaded to this gateway by its id, which begins with fil_ (JPEG, PNG or WebP, 10 MB at most), or a public https address that Telegram fetches it from (5 MB at most)."), StringLength(2048, MinimumLength = 1), Example("https://example.org/plan.jpg")] string Photo,
    [property: Description("Text below the photo, up to 1024 characters as its reader sees them."), StringLength(4096), Example("The new plan.")] string? Caption = null,
    [property: Description("How marks in the caption are read: HTML, or MarkdownV2 where every reserved sign needs a backslash. Left out, it is sent as it is."), AllowedValues("HTML", "MarkdownV2"), Example("HTML")] string? ParseMode = null,
    [property: Description("The message_id, in the same chat, of a message to answer."), StringLength(20, MinimumLength = 1), Example("1024")] string? ReplyToMessageId = null,
    [property: Description("True delivers it without a sound.")] bool DisableNotification = false);

internal sealed record SentMessage(
    [property: Description("The chat it went to.")] string ChatId,
    [property: Description("The message's id in that chat.")] string MessageId,
    [property: Description("When it was sent, UTC.")] DateTimeOffset SentAt,
    [property: Description("Where anybody can read it; absent in chats that are not public.")] string? Link);

internal sealed record GetUpdates(
    [property: Description("Only updates with this update_id or a later one: pass next_offset of the last answer to go on."), StringLength(20, MinimumLength = 1), Example("583019422")] string? Offset = null,
    [property: Description("Most updates in one answer, 1 to 100; 20 when left out."), Range(1, 100)] int Limit = 20);

internal sealed record UpdatesFound(
    [property: Description("The updates, oldest first.")] IReadOnlyList<Update> Updates,
    [property: Description("Pass it as offset to see only what comes after these; absent where there is nothing.")] string? NextOffset,
    [property: Description("True where more are waiting after these.")] bool More,
    [property: Description("Present where Telegram shows no later ones until older ones are confirmed: what to do.")] string? Advice = null);

internal sealed record ConfirmUpdates(
    [property: Description("Everything before this update_id is forgotten: next_offset of the last telegram_get_updates whose updates you have dealt with."), StringLength(20, MinimumLength = 1), Shown, Example("583019422")] string Offset);

internal sealed record UpdatesConfirmed(
    [property: Description("Updates before this id are gone.")] string ConfirmedBefore,
    [property: Description("True where further updates are waiting.")] bool More);

internal sealed record GetChat(
    [property: Description("The chat's number as text, or the @name of a public group or channel."), StringLength(64, MinimumLength = 1), Example("@example_channel")] string ChatId);

internal sealed record ChatFound(
    [property: Description("The chat's number, for the other tools.")] string ChatId,
    [property: Description("private, group, supergroup or channel.")] string Type,
    [property: Description("The title, or the person's name.")] string Title,
    [property: Description("The public name, with @; absent where there is none.")] string? Username,
    [property: Description("What a person says of themselves, or what the group or channel is about.")] string? About,
    [property: Description("True where the group is divided into topics.")] bool IsForum,
    [property: Description("The channel's discussion group, or the group's channel.")] string? LinkedChatId,
    [property: Description("Seconds that members must leave between two messages; absent where they need not.")] int? SlowModeSeconds,
    [property: Description("Whether ordinary members may write; absent where Telegram does not say.")] bool? MembersMayWrite);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NothingAsked))]
[JsonSerializable(typeof(BotIdentity))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(SendPhoto))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(GetUpdates))]
[JsonSerializable(typeof(UpdatesFound))]
[JsonSerializable(typeof(ConfirmUpdates))]
[JsonSerializable(typeof(UpdatesConfirmed))]
[JsonSerializable(typeof(GetChat))]
[JsonSerializable(typeof(ChatFound))]
internal sealed partial class RecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class Records
{
    internal static RecordsJson Json { get; } = new(ReadableJson.Of(RecordsJson.Default));
}
