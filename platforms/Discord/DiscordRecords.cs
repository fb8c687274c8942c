using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Discord;

// What the Discord tools take and give. Every id is text: Discord's numbers are too long for a program that counts in floating point.

internal sealed record NothingAsked;

internal sealed record BotIdentity(
    [property: Description("The bot's own user id.")] string Id,
    [property: Description("The bot's user name.")] string Username,
    [property: Description("The name people see, where it has another.")] string? DisplayName,
    [property: Description("True where Discord has verified it.")] bool? Verified);

internal sealed record GetGuilds(
    [property: Description("Most servers in one answer, 1 to 200; 100 when left out."), Range(1, 200)] int Limit = 100,
    [property: Description("True tells about how many people each has.")] bool WithCounts = false,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record GuildsFound(
    [property: Description("The servers.")] IReadOnlyList<Guild> Guilds,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record Guild(
    [property: Description("The server's id, for guild_id of discord_get_channels.")] string Id,
    [property: Description("Its name.")] string Name,
    [property: Description("What the bot may do there, as Discord's number of permission bits.")] string? Permissions,
    [property: Description("About how many people are in it.")] long? Members,
    [property: Description("About how many of them are online.")] long? Online);

internal sealed record GetChannels(
    [property: Description("The server's id."), StringLength(24, MinimumLength = 1), Example("1310000000000000001")] string GuildId,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record ChannelsFound(
    [property: Description("The channels, as people see them from top to bottom within each category.")] IReadOnlyList<Channel> Channels,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record Channel(
    [property: Description("The channel's id, for channel_id of the other tools.")] string Id,
    [property: Description("text, announcement, voice and stage take messages; category, forum and media hold others.")] string Kind,
    [property: Description("Its name.")] string? Name,
    [property: Description("The id of the category it is in.")] string? ParentId,
    [property: Description("What it is about.")] string? Topic,
    [property: Description("True where it is for adults only.")] bool? Nsfw,
    [property: Description("Seconds that people must leave between two messages.")] long? SlowModeSeconds);

internal sealed record SendMessage(
    [property: Description("The id of the channel or thread it goes to."), StringLength(24, MinimumLength = 1), Shown, Example("1310000000000000002")] string ChannelId,
    [property: Description("The message, 2,000 characters at most, in Discord's Markdown."), StringLength(8_000, MinimumLength = 1), Example("The meeting moves to 15:00.")] string Content,
    [property: Description("The id of a message, in the same channel, to answer."), StringLength(24, MinimumLength = 1), Example("1310000000000000003")] string? ReplyToMessageId = null,
    [property: Description("Ids of people whose <@id> in the text calls them. Nobody else is called, whatever the text says: no @everyone, no roles."), Example("1310000000000000004")] IReadOnlyList<string>? MentionUserIds = null,
    [property: Description("True delivers it without a sound.")] bool DisableNotification = false,
    [property: Description("True shows no previews of links.")] bool DisableLinkPreview = false);

internal sealed record SentMessage(
    [property: Description("The channel it went to.")] string ChannelId,
    [property: Description("The message's id.")] string MessageId,
    [property: Description("When it was sent, UTC.")] DateTimeOffset? SentAt);

internal sealed record GetMessages(
    [property: Description("The id of a channel or thread."), StringLength(24, MinimumLength = 1), Example("1310000000000000002")] string ChannelId,
    [property: Description("Most messages in one answer, 1 to 100; 25 when left out."), Range(1, 100)] int Limit = 25,
    [property: Description("Only messages before the one of this id."), StringLength(24, MinimumLength = 1), Example("1310000000000000003")] string? Before = null,
    [property: Description("Only messages after the one of this id, beginning with the next. Not together with before."), StringLength(24, MinimumLength = 1), Example("1310000000000000003")] string? After = null,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record MessagesFound(
    [property: Description("The messages, newest first; with after, oldest first.")] IReadOnlyList<Message> Messages,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor,
    [property: Description("Present where Discord seems to keep something from the bot: what and why.")] string? Advice = null);

internal sealed record Message(
    [property: Description("The message's id.")] string Id,
    [property: Description("When it was written, UTC.")] DateTimeOffset? At,
    [property: Description("The id of who wrote it.")] string? AuthorId,
    [property: Description("The name of who wrote it.")] string? Author,
    [property: Description("True where a bot wrote it.")] bool? IsBot,
    [property: Description("What it says; <@id> is a person, <#id> a channel.")] string Content,
    [property: Description("Discord's number of what it is; absent for ordinary messages and answers.")] long? Type,
    [property: Description("True where it was changed after it was written.")] bool? Edited,
    [property: Description("The id of the message it answers.")] string? ReplyToMessageId,
    [property: Description("The people called in it.")] IReadOnlyList<Mentioned>? Mentions,
    [property: Description("The files it carries.")] IReadOnlyList<Attachment>? Attachments,
    [property: Description("Titles and texts of the cards below it.")] IReadOnlyList<string>? Embeds);

internal sealed record Mentioned(
    [property: Description("The person's id.")] string Id,
    [property: Description("The person's name.")] string? Name);

internal sealed record Attachment(
    [property: Description("The file's id.")] string Id,
    [property: Description("Its name.")] string? Name,
    [property: Description("Its media type.")] string? MediaType,
    [property: Description("Its size in bytes.")] long? Size,
    [property: Description("Its address, which works for some hours only.")] string? Url);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NothingAsked))]
[JsonSerializable(typeof(BotIdentity))]
[JsonSerializable(typeof(GetGuilds))]
[JsonSerializable(typeof(GuildsFound))]
[JsonSerializable(typeof(GetChannels))]
[JsonSerializable(typeof(ChannelsFound))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(GetMessages))]
[JsonSerializable(typeof(MessagesFound))]
internal sealed partial class DiscordRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class DiscordRecords
{
    internal static DiscordRecordsJson Json { get; } = new(ReadableJson.Of(DiscordRecordsJson.Default));
}
