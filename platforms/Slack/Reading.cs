using System.Globalization;
using System.Text.Json;

namespace Squaremcp.Platforms.Slack;

/// <summary>Slack's conversations, messages and people as the tools tell them; any of it may be absent.</summary>
internal static class Reading
{
    internal static Channel? Channel(JsonElement channel) => channel.Id("id") is { } id
        ? new(
            id, channel.Flag("is_im") == true ? "direct" : channel.Flag("is_mpim") == true ? "group_direct" : channel.Flag("is_private") == true ? "private" : "public",
            channel.Words("name"), channel.Id("user"), channel.Flag("is_member"), channel.Flag("is_archived"), channel.Flag("is_ext_shared"),
            Some(channel.Inside("topic").Words("value")), Some(channel.Inside("purpose").Words("value")), channel.Count("num_members"))
        : null;

    internal static Message? Message(JsonElement message) => message.Words("ts") is { } ts
        ? new(
            ts, When(ts), message.Id("user"), message.Id("bot_id"), message.Words("username"), Text(Says(message)), message.Words("subtype"), message.Words("thread_ts"), message.Count("reply_count"),
            message.Inside("edited").ValueKind == JsonValueKind.Object ? true : null,
            message.Each("files").Where(file => file.Id("id") is not null).Select(file => new MessageFile(file.Id("id")!, file.Words("name", "title"), file.Words("mimetype"), file.Count("size"))).ToList() is { Count: > 0 } files ? files : null)
        : null;

    internal static User? User(JsonElement user) => user.Id("id") is { } id
        ? new(
            id, user.Words("name"), Some(user.Inside("profile").Words("display_name")), Some(user.Inside("profile").Words("real_name") ?? user.Words("real_name")), user.Inside("profile").Words("email"),
            Some(user.Inside("profile").Words("title")), user.Words("tz"), user.Flag("is_bot"), user.Flag("is_restricted"), user.Flag("deleted"))
        : null;

    internal static DateTimeOffset? When(string? ts) =>
        long.TryParse(ts?.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>Apps often leave the text empty and say it in attachments.</summary>
    private static string Says(JsonElement message) => message.Words("text") is { Length: > 0 } text
        ? text
        : string.Join('\n', message.Each("attachments").Select(attachment => attachment.Words("text") is { Length: > 0 } own ? own : attachment.Words("fallback")).OfType<string>());

    /// <summary>Slack writes three signs as in HTML.</summary>
    private static string Text(string text) => text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : Text(text);
}
