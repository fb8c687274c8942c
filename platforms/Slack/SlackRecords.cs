using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Slack;

// What the Slack tools take and give. A message's ts is text: it tells messages apart, and a program that counts in floating point would lose its last digits.

internal sealed record ListChannels(
    [property: Description("Which conversations: channels (public ones, and private ones the app is in), or direct (its direct and group messages). Channels when left out."), AllowedValues("channels", "direct"), Example("channels")] string? Kind = null,
    [property: Description("True shows archived channels too.")] bool IncludeArchived = false,
    [property: Description("Most in one answer, 1 to 200; 100 when left out. Slack may give fewer although more follow."), Range(1, 200)] int Limit = 100,
    [property: Description("Which workspace, where the app is installed for a whole organisation; else leave it out."), StringLength(32, MinimumLength = 2), Example("T0123456789")] string? TeamId = null,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record ChannelsFound(
    [property: Description("The conversations.")] IReadOnlyList<Channel> Channels,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record Channel(
    [property: Description("The conversation's id, for channel of the other tools.")] string Id,
    [property: Description("public, private, group_direct or direct.")] string Kind,
    [property: Description("Its name, without #; absent for direct messages.")] string? Name,
    [property: Description("The person at the other end of a direct message.")] string? UserId,
    [property: Description("True where the app is in it: only there can it read.")] bool? IsMember,
    [property: Description("True where nobody can write any more.")] bool? IsArchived,
    [property: Description("True where people of another organisation are in it too.")] bool? IsShared,
    [property: Description("What it is about at the moment.")] string? Topic,
    [property: Description("What it is for.")] string? Purpose,
    [property: Description("How many are in it.")] long? Members);

internal sealed record SendMessage(
    [property: Description("Where to: the id of a channel or conversation, or of a person for a direct message."), StringLength(40, MinimumLength = 1), Shown, Example("C0123456789")] string Channel,
    [property: Description("The message. Slack asks for 4,000 characters at most and takes 40,000; in markdown 12,000."), StringLength(40_000, MinimumLength = 1), Example("The meeting moves to 15:00.")] string Text,
    [property: Description("How marks in the text are read: markdown (as in most places), or mrkdwn (Slack's own: *bold*, <https://example.org|words>, <@U0123456789> calls a person). Left out, the text is shown as it is and calls nobody."), AllowedValues("markdown", "mrkdwn"), Example("markdown")] string? Format = null,
    [property: Description("The ts of a message, in the same channel, to reply to in its thread."), StringLength(20, MinimumLength = 1), Example("1763719200.000100")] string? ThreadTs = null,
    [property: Description("True shows a reply in the channel too, not only in the thread.")] bool AlsoToChannel = false,
    [property: Description("True shows no previews of links.")] bool DisableLinkPreview = false);

internal sealed record SentMessage(
    [property: Description("The conversation it went to; for a person the direct message's.")] string Channel,
    [property: Description("The message's ts, for thread_ts of a reply.")] string Ts,
    [property: Description("When it was sent, UTC.")] DateTimeOffset? SentAt);

internal sealed record GetHistory(
    [property: Description("The id of a channel or conversation that the app is in."), StringLength(40, MinimumLength = 1), Example("C0123456789")] string Channel,
    [property: Description("Only messages after this moment, UTC, or after the message of this ts."), StringLength(40, MinimumLength = 10), Example("2026-11-20T00:00:00Z")] string? Oldest = null,
    [property: Description("Only messages before this moment, UTC, or before the message of this ts."), StringLength(40, MinimumLength = 10), Example("2026-11-21T00:00:00Z")] string? Latest = null,
    [property: Description("Most messages in one answer, 1 to 200; 15 when left out. Slack gives many apps 15 at most."), Range(1, 200)] int Limit = 15,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record GetThread(
    [property: Description("The id of the channel or conversation the thread is in."), StringLength(40, MinimumLength = 1), Example("C0123456789")] string Channel,
    [property: Description("The ts of the thread's first message."), StringLength(20, MinimumLength = 1), Example("1763719200.000100")] string ThreadTs,
    [property: Description("Most messages in one answer, 1 to 200; 15 when left out. Slack gives many apps 15 at most."), Range(1, 200)] int Limit = 15,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record MessagesFound(
    [property: Description("The messages.")] IReadOnlyList<Message> Messages,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record Message(
    [property: Description("The message's ts, which is its id in the channel.")] string Ts,
    [property: Description("When it was written, UTC.")] DateTimeOffset? At,
    [property: Description("Who wrote it; slack_get_user tells the name.")] string? UserId,
    [property: Description("The app that wrote it, where it was one.")] string? BotId,
    [property: Description("The name an app gave itself.")] string? Username,
    [property: Description("What it says; <@U…> is a person, <#C…> a channel, <address|words> a link.")] string Text,
    [property: Description("What happened, where it is no ordinary message, such as channel_join.")] string? Subtype,
    [property: Description("The ts of its thread's first message.")] string? ThreadTs,
    [property: Description("How many replies its thread has; read them with slack_get_thread.")] long? Replies,
    [property: Description("True where it was changed after it was written.")] bool? Edited,
    [property: Description("The files it carries.")] IReadOnlyList<MessageFile>? Files);

internal sealed record MessageFile(
    [property: Description("The file's id.")] string Id,
    [property: Description("Its name.")] string? Name,
    [property: Description("Its media type.")] string? MediaType,
    [property: Description("Its size in bytes.")] long? Size);

internal sealed record ListUsers(
    [property: Description("True shows people who have left too.")] bool IncludeDeactivated = false,
    [property: Description("Most in one answer, 1 to 200; 100 when left out. Slack may give fewer although more follow."), Range(1, 200)] int Limit = 100,
    [property: Description("Which workspace, where the app is installed for a whole organisation; else leave it out."), StringLength(32, MinimumLength = 2), Example("T0123456789")] string? TeamId = null,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record UsersFound(
    [property: Description("The people and apps.")] IReadOnlyList<User> Users,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record GetUser([property: Description("The person's id."), StringLength(40, MinimumLength = 1), Example("U0123456789")] string User);

internal sealed record User(
    [property: Description("The person's id; as channel of slack_send_message it is a direct message.")] string Id,
    [property: Description("The name behind the @.")] string? Name,
    [property: Description("The name people see.")] string? DisplayName,
    [property: Description("The full name.")] string? RealName,
    [property: Description("The e-mail address; absent where the app may not see it.")] string? Email,
    [property: Description("What the person does.")] string? Title,
    [property: Description("The time zone, such as Europe/Vienna.")] string? TimeZone,
    [property: Description("True for an app.")] bool? IsBot,
    [property: Description("True where the person may see only some channels.")] bool? IsGuest,
    [property: Description("True where the person has left.")] bool? Deactivated);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ListChannels))]
[JsonSerializable(typeof(ChannelsFound))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(GetHistory))]
[JsonSerializable(typeof(GetThread))]
[JsonSerializable(typeof(MessagesFound))]
[JsonSerializable(typeof(ListUsers))]
[JsonSerializable(typeof(UsersFound))]
[JsonSerializable(typeof(GetUser))]
internal sealed partial class SlackRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class SlackRecords
{
    internal static SlackRecordsJson Json { get; } = new(ReadableJson.Of(SlackRecordsJson.Default));
}
