using System.Text.Json;

namespace Squaremcp.Platforms.Discord;

/// <summary>What the Discord tools do, for one connected bot.</summary>
internal sealed class Bot(DiscordApi api, ConnectedBot connected)
{
    /// <exception cref="ToolException">needs_reconnection: Discord answers for another bot than was connected.</exception>
    internal async Task<BotIdentity> IdentityAsync(CancellationToken cancellationToken)
    {
        var me = await api.ReadAsync("users/@me", JsonValueKind.Object, cancellationToken);
        return me.Id("id") is not { } id || me.Words("username") is not { } name ? throw new ToolException(DiscordErrors.Garbled)
            : id != connected.BotId ? throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"Discord answers for another bot than the one that was connected ({connected.BotId}). Ask the person you work for to connect the bot again."))
            : new(id, name, me.Words("global_name"), me.Flag("verified"));
    }

    internal async Task<GuildsFound> GuildsAsync(GetGuilds get, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("discord_get_guilds", connected.BotId, $"{get.Limit}{get.WithCounts}");
        var place = PagePlace.Of(context, purpose, get.Cursor);
        var answer = await api.ReadAsync($"users/@me/guilds?limit={get.Limit}{(get.WithCounts ? "&with_counts=true" : "")}{(place.Token is { } after ? $"&after={after}" : "")}", JsonValueKind.Array, cancellationToken);
        List<Guild> all = [.. answer.EnumerateArray().Select(Reading.Guild).OfType<Guild>()];
        var (guilds, next) = place.Cut(context, purpose, all, answer.GetArrayLength() >= get.Limit && all.Count > 0 ? all[^1].Id : null, guild => guild.Id, DiscordRecords.Json.Guild);
        return new(guilds, next);
    }

    /// <summary>Discord gives all at once, in no order.</summary>
    internal async Task<ChannelsFound> ChannelsAsync(GetChannels get, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("discord_get_channels", connected.BotId, get.GuildId);
        var start = context.Start(purpose, get.Cursor);
        var answer = await api.ReadAsync($"guilds/{SendRules.Id("guild_id", get.GuildId)}/channels", JsonValueKind.Array, cancellationToken);
        List<Channel> all = [.. answer.EnumerateArray().OrderBy(channel => channel.Count("position") ?? 0).ThenBy(channel => channel.Id("id"), StringComparer.Ordinal).Select(Reading.Channel).OfType<Channel>()];
        var (channels, next) = context.Items(all, start, all.Count, DiscordRecords.Json.Channel);
        return new(channels, context.Next(purpose, next));
    }

    internal async Task<MessagesFound> MessagesAsync(GetMessages get, ToolContext context, CancellationToken cancellationToken)
    {
        if (get is { Before: not null, After: not null })
        {
            throw SendRules.Wrong("after", "Give `before` or `after`, not both.");
        }

        var isForward = get.After is not null;
        var purpose = context.Purpose("discord_get_messages", connected.BotId, get.ChannelId, get.Before, get.After, $"{get.Limit}");
        var place = PagePlace.Of(context, purpose, get.Cursor);
        var from = place.Token ?? (isForward ? SendRules.Id("after", get.After!) : get.Before is { } before ? SendRules.Id("before", before) : null);
        var answer = await api.ReadAsync($"channels/{SendRules.Id("channel_id", get.ChannelId)}/messages?limit={get.Limit}{(from is null ? "" : $"&{(isForward ? "after" : "before")}={from}")}", JsonValueKind.Array, cancellationToken);
        List<Message> all = [.. answer.EnumerateArray().Select(Reading.Message).OfType<Message>()];
        if (isForward)
        {
            all.Reverse();
        }

        var (messages, next) = place.Cut(context, purpose, all, answer.GetArrayLength() >= get.Limit && all.Count > 0 ? all[^1].Id : null, message => message.Id, DiscordRecords.Json.Message);
        return new(messages, next, Advice(all, isFirst: place.Token is null && from is null));
    }

    internal async Task<SentMessage> SendAsync(SendMessage send, ToolContext context, CancellationToken cancellationToken)
    {
        var message = SendRules.Message(send, context.CallId);
        var sent = await api.SendAsync(SendRules.Id("channel_id", send.ChannelId), message, cancellationToken);
        return new(sent.Id("channel_id") ?? send.ChannelId.Trim(), sent.Id("id")!, sent.When("timestamp"));
    }

    /// <summary>Names are other people's words, so a rehearsal that is not marked as such does not repeat them.</summary>
    internal async Task<Rehearsal> RehearseAsync(SendMessage send, ToolContext context, CancellationToken cancellationToken)
    {
        _ = SendRules.Message(send, context.CallId);
        var id = SendRules.Id("channel_id", send.ChannelId);
        var channel = Reading.Channel(await api.ReadAsync($"channels/{id}", JsonValueKind.Object, cancellationToken)) ?? throw new ToolException(DiscordErrors.Garbled);
        if (!DiscordFacts.TakesMessages(channel.Kind))
        {
            throw SendRules.Wrong("channel_id", $"That channel is a {channel.Kind}, which takes no messages. Take one whose kind is text, announcement or thread. Nothing would be sent.");
        }

        if (send.ReplyToMessageId is { } answered)
        {
            await api.ReadAsync($"channels/{id}/messages/{SendRules.Id("reply_to_message_id", answered)}", JsonValueKind.Object, cancellationToken);
        }

        return new(
            $"Send a message of {SendRules.Length(send.Content)} characters to the {channel.Kind.Replace('_', ' ')} channel {id}{(send.ReplyToMessageId is { } reply ? $", in answer to {reply.Trim()}" : "")}.",
            channel.SlowModeSeconds is { } slow ? [$"The channel is in slow mode: {slow} seconds between two messages."] : null);
    }

    /// <summary>Discord does not say what it holds back.</summary>
    private static string? Advice(List<Message> all, bool isFirst) =>
        all.Count == 0 ? isFirst ? "Discord shows no messages. Either there are none, or the bot lacks the permission Read Message History there." : null
        : all.Where(message => message is { IsBot: not true, Type: null }).ToList() is { Count: > 0 } said && said.All(message => message is { Content: "", Attachments: null, Embeds: null })
            ? "Discord shows no text of these. The bot's owner must switch on its Message Content Intent in Discord's developer portal (the page Bot); large bots must ask Discord for it."
        : null;
}
