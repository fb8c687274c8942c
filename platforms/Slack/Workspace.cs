using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Slack;

/// <summary>What the Slack tools do, in one connected workspace.</summary>
/// <param name="granted">The scopes Slack granted; null where it did not say.</param>
internal sealed class Workspace(SlackApi api, OAuthAccount connected, IReadOnlyList<string>? granted)
{
    /// <summary>Asks Slack whose the token is.</summary>
    internal static async Task<OAuthIdentity> WhoAsync(SlackApi api, CancellationToken cancellationToken)
    {
        var who = await api.ReadAsync("auth.test", [], cancellationToken);
        return who.Id("team_id") is { } team && who.Id("user_id") is { } user
            ? new($"{team}/{user}", $"{who.Words("team") ?? team} (@{who.Words("user") ?? user})")
            : throw new ToolException(SlackErrors.Garbled);
    }

    /// <exception cref="ToolException">needs_reconnection: Slack answers for another workspace or app than was connected.</exception>
    internal async Task<string> OwnAsync(CancellationToken cancellationToken) => await WhoAsync(api, cancellationToken) is var own && own.Id == connected.AccountId
        ? own.Label
        : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"Slack answers for another workspace or app than the one that was connected ({connected.Name}). Call square_connect_platform and ask the person you work for to connect it again."));

    internal async Task<ChannelsFound> ChannelsAsync(ListChannels list, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = Purpose(context, "slack_list_channels", list.Kind, $"{list.IncludeArchived}{list.Limit}", list.TeamId);
        var (channels, next) = await PageAsync(
            "conversations.list", [new("types", Types(list.Kind)), new("exclude_archived", list.IncludeArchived ? "false" : "true"), Limit(list.Limit), .. Given("team_id", list.TeamId)],
            context, purpose, list.Cursor, "channels", Reading.Channel, channel => channel.Id, SlackRecords.Json.Channel, cancellationToken);
        return new(channels, next);
    }

    internal async Task<MessagesFound> HistoryAsync(GetHistory get, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = Purpose(context, "slack_get_history", get.Channel, get.Oldest, get.Latest, $"{get.Limit}");
        var (messages, next) = await PageAsync(
            "conversations.history",
            [new("channel", SendRules.Channel(get.Channel)), Limit(get.Limit), .. Given("oldest", get.Oldest is { } oldest ? SendRules.Time("oldest", oldest) : null), .. Given("latest", get.Latest is { } latest ? SendRules.Time("latest", latest) : null)],
            context, purpose, get.Cursor, "messages", Reading.Message, message => message.Ts, SlackRecords.Json.Message, cancellationToken);
        return new(messages, next);
    }

    internal async Task<MessagesFound> ThreadAsync(GetThread get, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = Purpose(context, "slack_get_thread", get.Channel, get.ThreadTs, $"{get.Limit}");
        var (messages, next) = await PageAsync(
            "conversations.replies", [new("channel", SendRules.Channel(get.Channel)), new("ts", SendRules.Ts("thread_ts", get.ThreadTs)), Limit(get.Limit)],
            context, purpose, get.Cursor, "messages", Reading.Message, message => message.Ts, SlackRecords.Json.Message, cancellationToken);
        return new(messages, next);
    }

    internal async Task<UsersFound> UsersAsync(ListUsers list, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = Purpose(context, "slack_list_users", $"{list.IncludeDeactivated}{list.Limit}", list.TeamId);
        var (users, next) = await PageAsync(
            "users.list", [Limit(list.Limit), .. Given("team_id", list.TeamId)],
            context, purpose, list.Cursor, "members", user => Reading.User(user) is { } read && (list.IncludeDeactivated || read.Deactivated != true) ? read : null, user => user.Id, SlackRecords.Json.User, cancellationToken);
        return new(users, next);
    }

    internal async Task<User> UserAsync(string user, CancellationToken cancellationToken) =>
        Reading.User((await api.ReadAsync("users.info", [new("user", SendRules.User(user))], cancellationToken)).Inside("user")) ?? throw new ToolException(SlackErrors.Garbled);

    internal async Task<SentMessage> SendAsync(SendMessage send, CancellationToken cancellationToken)
    {
        Granted("chat:write");
        var sent = await api.SendAsync(SendRules.Form(send), cancellationToken);
        return new(sent.Words("channel")!, sent.Words("ts")!, Reading.When(sent.Words("ts")));
    }

    internal async Task<Rehearsal> RehearseAsync(SendMessage send, CancellationToken cancellationToken)
    {
        Granted("chat:write");
        _ = SendRules.Form(send);
        List<string> warnings = [];
        if (send.Format != SendRules.Markdown && send.Text.Length > SendRules.GoodText)
        {
            warnings.Add($"Slack asks for {SendRules.GoodText} characters at most; people see a longer one folded, or in pieces.");
        }

        if (send.ThreadTs is not null)
        {
            warnings.Add("Whether the message to reply to is there is only known when it is sent.");
        }

        return new($"Send a message of {send.Text.Length} characters to {await WhomAsync(SendRules.Channel(send.Channel), cancellationToken)}{(send.ThreadTs is null ? "" : $", in reply to {send.ThreadTs}")}.", warnings.Count > 0 ? warnings : null);
    }

    /// <summary>Names are other people's words, so a rehearsal that is not marked as such does not repeat them.</summary>
    private async Task<string> WhomAsync(string channel, CancellationToken cancellationToken)
    {
        if (channel[0] is 'U' or 'W')
        {
            return (await UserAsync(channel, cancellationToken)).Deactivated == true
                ? throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, "That person has left the workspace. Nothing would be sent.") { Argument = "channel" })
                : $"the person {channel}";
        }

        var found = Reading.Channel((await api.ReadAsync("conversations.info", [new("channel", channel)], cancellationToken)).Inside("channel")) ?? throw new ToolException(SlackErrors.Garbled);
        return found switch
        {
            { IsArchived: true } => throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, "That channel is archived: nobody can write there. Nothing would be sent.") { Argument = "channel" }),
            { Kind: "public", IsMember: false } when granted?.Contains("chat:write.public") == false =>
                throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, "The app is not in that channel. Somebody in it must invite it (/invite and its @name). Nothing would be sent.") { Argument = "channel" }),
            _ => found.Kind switch { "public" => $"the public channel {channel}", "private" => $"the private channel {channel}", _ => $"the direct message {channel}" },
        };
    }

    private async Task<(IReadOnlyList<T> Items, string? Cursor)> PageAsync<T>(
        string method, IEnumerable<KeyValuePair<string, string>> form, ToolContext context, string purpose, string? cursor, string list, Func<JsonElement, T?> read, Func<T, string> id, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var place = PagePlace.Of(context, purpose, cursor);
        var answer = await api.ReadAsync(method, [.. form, .. Given("cursor", place.Token)], cancellationToken);
        return answer.Inside(list).ValueKind == JsonValueKind.Array
            ? place.Cut(context, purpose, [.. answer.Each(list).Select(read).OfType<T>()], answer.Inside("response_metadata").Words("next_cursor"), id, type)
            : throw new ToolException(SlackErrors.Garbled);
    }

    /// <summary>Slack refuses the whole list where one of the kinds was not granted.</summary>
    private string Types(string? kind) => string.Join(',', (kind == "direct" ? (IEnumerable<(string, string)>)[("im", "im:read"), ("mpim", "mpim:read")] : [("public_channel", "channels:read"), ("private_channel", "groups:read")])
        .Where((one, index) => index == 0 || granted?.Contains(one.Item2) != false).Select(one => one.Item1));

    private void Granted(string scope)
    {
        if (granted is not null && !granted.Contains(scope))
        {
            throw new ToolException(SlackErrors.NotGranted(scope));
        }
    }

    private string Purpose(ToolContext context, string tool, params IEnumerable<string?> filter) => context.Purpose(tool, [connected.AccountId, .. filter]);

    private static KeyValuePair<string, string> Limit(int limit) => new("limit", limit.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<KeyValuePair<string, string>> Given(string name, string? value) => value is null ? [] : [new(name, value)];
}
