using System.Text.Json;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Discord;

/// <summary>What Discord's refusals mean, by their code (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json) and else by their status.</summary>
internal static class DiscordErrors
{
    private const int MostWords = 300;

    private static readonly long[] DeadTokens = [40001, 50014, 50025];

    private static readonly Dictionary<long, (ToolErrorKind Kind, string? Argument, string Says)> Known = new()
    {
        [10003] = (ToolErrorKind.NotFound, "channel_id", "Discord knows no such channel, or it is gone. discord_get_channels tells those of a server."),
        [10004] = (ToolErrorKind.NotFound, "guild_id", "Discord knows no such server, or the bot is not in it. discord_get_guilds tells those it is in."),
        [10008] = (ToolErrorKind.NotFound, "reply_to_message_id", "There is no such message in that channel, or it is gone."),
        [10013] = (ToolErrorKind.NotFound, null, "Discord knows no such person."),
        [20016] = (ToolErrorKind.RateLimited, "channel_id", "The channel is in slow mode: the bot must wait before it writes there again."),
        [20028] = (ToolErrorKind.RateLimited, "channel_id", "The channel has taken as many messages as it may for now."),
        [40005] = (ToolErrorKind.InvalidArgument, "content", "The message is larger than Discord takes."),
        [40062] = (ToolErrorKind.PlatformUnavailable, null, "Discord is too busy there for now. Try again later."),
        [40333] = (ToolErrorKind.PlatformUnavailable, null, "Discord's network keeps this gateway out. The operator should look whether its address has been blocked."),
        [50001] = (ToolErrorKind.NotPermittedByPlatform, null, "The bot may not see that: somebody who manages the server must let it (View Channel)."),
        [50006] = (ToolErrorKind.InvalidArgument, "content", "The message has nothing in it that Discord shows."),
        [50007] = (ToolErrorKind.NotPermittedByPlatform, "channel_id", "That person takes no direct messages from the bot."),
        [50278] = (ToolErrorKind.NotPermittedByPlatform, "channel_id", "That person takes no direct messages from the bot: they share no server."),
        [50008] = (ToolErrorKind.InvalidArgument, "channel_id", "That channel takes no messages. Take one whose kind is text, announcement or thread."),
        [50024] = (ToolErrorKind.InvalidArgument, "channel_id", "That kind of channel does not do this. Take one whose kind is text, announcement or thread."),
        [50013] = (ToolErrorKind.NotPermittedByPlatform, null, "The bot lacks a permission there, such as Send Messages or Read Message History: somebody who manages the server must give it one."),
        [50083] = (ToolErrorKind.NotPermittedByPlatform, "channel_id", "That thread is archived."),
        [130000] = (ToolErrorKind.PlatformUnavailable, null, "Discord is overloaded there for now. Try again later."),
        [160005] = (ToolErrorKind.NotPermittedByPlatform, "channel_id", "That thread is locked."),
        [160007] = (ToolErrorKind.NotPermittedByPlatform, "channel_id", "That thread is locked."),
        [200000] = (ToolErrorKind.NotPermittedByPlatform, "content", "The server's own rules (AutoMod) do not let this text through."),
    };

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "Discord answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.");

    internal static ToolError Revoked => new(
        ToolErrorKind.NeedsReconnection,
        "Discord does not accept this bot's token any more: it was reset, or the bot was deleted. Nothing was done. Ask the person you work for to take the token from Discord's developer portal (the page Bot of the application, Reset Token) and to connect the bot again; square_connect_platform tells how.")
    { IsTokenRefused = true };

    /// <summary>Null where it is no refusal: a success that is none.</summary>
    internal static ToolError? Of(PlatformAnswer answer)
    {
        var body = LooseJson.Parse(answer.Body);
        var code = body?.Count("code");
        return (int)answer.Status switch
        {
            >= 200 and < 300 => null,
            401 => Revoked,
            429 => Limited(answer, body, "Discord takes no more calls of this kind from the bot for now."),
            _ when code is { } dead && DeadTokens.Contains(dead) => Revoked,
            _ when code == 50035 => Invalid(body!.Value),
            _ when code is { } known && Known.TryGetValue(known, out var rule) => rule.Kind == ToolErrorKind.RateLimited
                ? Limited(answer, body, rule.Says) with { Argument = rule.Argument }
                : new(rule.Kind, $"{rule.Says} Nothing was done.") { Argument = rule.Argument },
            >= 500 => answer.Error(DiscordFacts.Title),
            _ when body is null || code is null => new(ToolErrorKind.PlatformUnavailable, $"What answers at Discord's address is not its API (status {(int)answer.Status}). Nothing was done. The operator should look at SQUAREMCP__Platforms__Discord__BaseUrl, or whether Discord has blocked the gateway's address."),
            403 => new(ToolErrorKind.NotPermittedByPlatform, $"Discord does not let the bot do this: {Says(body.Value)} Nothing was done."),
            404 => new(ToolErrorKind.NotFound, $"Discord knows no such thing: {Says(body.Value)} Nothing was done."),
            _ => new(ToolErrorKind.InvalidArgument, $"Discord refused this: {Says(body.Value)} Nothing was done."),
        };
    }

    /// <summary>The body tells more exactly how long than the header; a page of the network in front of Discord has neither.</summary>
    private static ToolError Limited(PlatformAnswer answer, JsonElement? body, string says)
    {
        var told = body?.Inside("retry_after") is { ValueKind: JsonValueKind.Number } seconds && seconds.TryGetDouble(out var wait) && wait is > 0 and < 86_400 ? TimeSpan.FromSeconds(Math.Ceiling(wait)) : (TimeSpan?)null;
        return new(ToolErrorKind.RateLimited, $"{says} Nothing was done.") { RetryAfter = told ?? answer.RetryAfter ?? TimeSpan.FromSeconds(30) };
    }

    /// <summary>The first field that is wrong, and what is wrong with it.</summary>
    private static ToolError Invalid(JsonElement body)
    {
        var (field, words) = body.Inside("errors") is { ValueKind: JsonValueKind.Object } errors ? First("", errors) : ("", null);
        return new(ToolErrorKind.InvalidArgument, $"Discord refused this: {(field.Length > 0 ? $"{field}: " : "")}{Cut(words ?? body.Words("message") ?? "no reason given")} Nothing was done.")
        {
            Argument = field.Split('.')[0] switch
            {
                "content" => "content",
                "message_reference" => "reply_to_message_id",
                "allowed_mentions" => "mention_user_ids",
                "channel_id" or "guild_id" or "limit" or "before" or "after" => field.Split('.')[0],
                _ => null,
            },
        };
    }

    private static (string Field, string? Words) First(string field, JsonElement errors)
    {
        foreach (var member in errors.EnumerateObject())
        {
            if (member.Name == "_errors")
            {
                return (field, errors.Each("_errors").Select(error => error.Words("message")).FirstOrDefault());
            }

            if (member.Value.ValueKind == JsonValueKind.Object && First(field.Length == 0 ? member.Name : $"{field}.{member.Name}", member.Value) is (var inside, { } words))
            {
                return (inside, words);
            }
        }

        return (field, null);
    }

    private static string Says(JsonElement body) => Cut(body.Words("message") ?? "no reason given");

    private static string Cut(string words) => words.Length > MostWords ? $"\"{words[..MostWords]}…\"." : $"\"{words}\".";
}
