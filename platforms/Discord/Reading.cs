using System.Text.Json;

namespace Squaremcp.Platforms.Discord;

/// <summary>Discord's servers, channels and messages as the tools tell them; any of it may be absent or null.</summary>
internal static class Reading
{
    private const int Ordinary = 0, Answer = 19;

    internal static Guild? Guild(JsonElement guild) => guild.Id("id") is { } id
        ? new(id, guild.Words("name") ?? "", guild.Id("permissions"), guild.Count("approximate_member_count"), guild.Count("approximate_presence_count"))
        : null;

    internal static Channel? Channel(JsonElement channel) => channel.Id("id") is { } id
        ? new(
            id, DiscordFacts.Channel(channel.Count("type")), channel.Words("name"), channel.Id("parent_id"), channel.Words("topic") is { Length: > 0 } topic ? topic : null, channel.Flag("nsfw"),
            channel.Count("rate_limit_per_user") is > 0 and var slow ? slow : null)
        : null;

    internal static Message? Message(JsonElement message)
    {
        if (message.Id("id") is not { } id)
        {
            return null;
        }

        var author = message.Inside("author");
        return new(
            id, message.When("timestamp"), author.Id("id"), author.Words("global_name", "username"), author.Flag("bot"), message.Words("content") ?? "",
            message.Count("type") is { } type and not (Ordinary or Answer) ? type : null, message.When("edited_timestamp") is null ? null : true, message.Inside("message_reference").Id("message_id"),
            Some(message.Each("mentions").Where(one => one.Id("id") is not null).Select(one => new Mentioned(one.Id("id")!, one.Words("global_name", "username")))),
            Some(message.Each("attachments").Where(one => one.Id("id") is not null).Select(one => new Attachment(one.Id("id")!, one.Words("filename"), one.Words("content_type"), one.Count("size"), one.Words("url")))),
            Some(message.Each("embeds").Select(Card).Where(card => card.Length > 0)));
    }

    private static string Card(JsonElement embed) => string.Join('\n', new[] { embed.Words("title"), embed.Words("description"), embed.Words("url") }.Where(words => !string.IsNullOrEmpty(words)));

    private static List<T>? Some<T>(IEnumerable<T> all) => all.ToList() is { Count: > 0 } some ? some : null;
}
