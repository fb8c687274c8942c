using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Slack;

/// <summary>What each method does in a workspace, or refuses.</summary>
internal static class SlackMethods
{
    /// <summary>Of apps that are sold and not in Slack's Marketplace, since May 2025.</summary>
    private const int MostHistory = 15;

    private const int MostMarkdown = 12_000, MostText = 40_000, MostBlocks = 50;

    private static readonly Dictionary<string, string> Families = new() { ["public_channel"] = "channels", ["private_channel"] = "groups", ["im"] = "im", ["mpim"] = "mpim" };

    internal static JsonObject Test(SlackCall call)
    {
        var (world, bot) = (call.Allowing().World, call.World.Bot);
        return new() { ["ok"] = true, ["url"] = "https://sandbox.slack.com/", ["team"] = world.TeamName, ["user"] = bot.Name, ["team_id"] = world.Team, ["user_id"] = bot.Id, ["bot_id"] = $"B{bot.Id[1..]}", ["is_enterprise_install"] = false };
    }

    internal static JsonObject Revoke(SlackCall call)
    {
        var isTest = call.Allowing("test").Flag("test");
        if (!isTest)
        {
            call.World.Revoke(call.Token.Family);
        }

        return new() { ["ok"] = true, ["revoked"] = !isTest };
    }

    internal static JsonObject Channels(SlackCall call)
    {
        call.Allowing("cursor", "exclude_archived", "limit", "team_id", "types");
        var types = (call.Text("types") ?? "public_channel").Split(',');
        foreach (var type in types)
        {
            call.Needs($"{Families.GetValueOrDefault(type) ?? throw SlackErrors.Refused("invalid_types")}:read");
        }

        Team(call);
        var withoutArchived = call.Flag("exclude_archived");
        return call.Page(
            "channels", call.World.Channels.Where(channel => types.Contains(channel.Kind) && call.World.Find(channel.Id) is not null && !(withoutArchived && channel.IsArchived)).Select(channel => SlackJson.Of(channel, call.World)), call.Limit(100, 999));
    }

    internal static JsonObject Channel(SlackCall call)
    {
        call.Allowing("channel", "include_locale", "include_num_members");
        var channel = Found(call, "read");
        var json = SlackJson.Of(channel, call.World);
        if (!call.Flag("include_num_members"))
        {
            json.Remove("num_members");
        }

        return new() { ["ok"] = true, ["channel"] = json };
    }

    internal static JsonObject History(SlackCall call)
    {
        call.Allowing("channel", "cursor", "include_all_metadata", "inclusive", "latest", "limit", "oldest");
        var channel = Readable(call);
        return Messages(call, call.World.History(channel.Id));
    }

    internal static JsonObject Replies(SlackCall call)
    {
        call.Allowing("channel", "cursor", "include_all_metadata", "inclusive", "latest", "limit", "oldest", "ts");
        var channel = Readable(call);
        var thread = call.World.Thread(channel.Id, call.Text("ts") ?? throw SlackErrors.Arguments("ts is missing"));
        return thread.Count == 0 ? throw SlackErrors.Refused("thread_not_found") : Messages(call, thread);
    }

    internal static JsonObject Users(SlackCall call)
    {
        call.Allowing("cursor", "include_locale", "limit", "team_id").Needs("users:read");
        Team(call);
        return call.Page("members", call.World.People.Select(person => SlackJson.Of(person, call)), call.Text("limit") is null or "0" ? int.MaxValue : call.Limit(1, 1_000));
    }

    internal static JsonObject User(SlackCall call)
    {
        call.Allowing("user", "include_locale").Needs("users:read");
        var id = call.Text("user") ?? throw SlackErrors.Arguments("user is missing");
        return call.World.People.FirstOrDefault(person => person.Id == id) is { } person
            ? new() { ["ok"] = true, ["user"] = SlackJson.Of(person, call) }
            : throw SlackErrors.Refused("user_not_found");
    }

    internal static JsonObject Post(SlackCall call)
    {
        call.Allowing(
            "as_user", "attachments", "blocks", "channel", "current_draft_last_updated_ts", "icon_emoji", "icon_url", "link_names", "markdown_text", "metadata", "mrkdwn", "parse", "reply_broadcast", "text", "thread_ts", "unfurl_links", "unfurl_media", "username")
            .Needs("chat:write");
        _ = (call.Flag("mrkdwn", true), call.Flag("unfurl_links"), call.Flag("unfurl_media"), call.Flag("link_names"));
        var text = Text(call);
        var channel = Writable(call);
        if (call.World.Wait($"post {channel.Id}", 60) is { } wait)
        {
            throw new RefusedException(SlackErrors.TooMany(wait));
        }

        var thread = call.Text("thread_ts");
        if (thread is not null && call.World.Thread(channel.Id, thread).Count == 0)
        {
            throw SlackErrors.Refused("thread_not_found");
        }

        var said = call.World.Say(channel, text, thread, thread is not null && call.Flag("reply_broadcast"));
        return new() { ["ok"] = true, ["channel"] = channel.Id, ["ts"] = said["ts"]!.DeepClone(), ["message"] = said };
    }

    private static string Text(SlackCall call)
    {
        var (text, markdown, blocks, attachments) = (call.Text("text"), call.Text("markdown_text"), call.List("blocks", "invalid_blocks_format"), call.List("attachments", "invalid_attachments"));
        return markdown is not null && (text is not null || blocks is not null) ? throw SlackErrors.Refused("markdown_text_conflict")
            : markdown?.Length > MostMarkdown ? throw SlackErrors.Refused("msg_too_long")
            : blocks?.Count > MostBlocks ? throw SlackErrors.Refused("msg_blocks_too_long")
            : string.IsNullOrWhiteSpace(text ?? markdown) && blocks is null && attachments is null ? throw SlackErrors.Refused("no_text")
            : (text ?? markdown ?? "") is var said && said.Length > MostText ? said[..MostText] : said;
    }

    private static SlackChannel Writable(SlackCall call)
    {
        var named = call.Text("channel") ?? throw SlackErrors.Refused("channel_not_found");
        var channel = named[0] is 'U' or 'W' ? Person(call, named) : call.World.Find(named) ?? call.World.Channels.Find(one => one.Name == named.TrimStart('#') && call.World.Find(one.Id) is not null) ?? throw SlackErrors.Refused("channel_not_found");
        return channel.IsArchived ? throw SlackErrors.Refused("is_archived")
            : channel.IsReadOnly ? throw SlackErrors.Refused("restricted_action_read_only_channel")
            : channel.IsMember || call.Token.Scopes.Contains("chat:write.public") ? channel
            : throw SlackErrors.Refused("not_in_channel");
    }

    private static SlackChannel Person(SlackCall call, string id) =>
        call.World.People.FirstOrDefault(person => person.Id == id && !person.HasLeft) is { IsBot: false } person ? call.World.Open(person.Id) : throw SlackErrors.Refused("channel_not_found");

    private static SlackChannel Found(SlackCall call, string right)
    {
        var channel = call.World.Find(call.Text("channel") ?? throw SlackErrors.Arguments("channel is missing")) ?? throw SlackErrors.Refused("channel_not_found");
        call.Needs($"{Families[channel.Kind]}:{right}");
        return channel;
    }

    private static SlackChannel Readable(SlackCall call) => Found(call, "history") is { IsMember: true } channel ? channel : throw SlackErrors.Refused("not_in_channel");

    private static JsonObject Messages(SlackCall call, IEnumerable<JsonObject> all)
    {
        var (oldest, latest, isInclusive) = (Time(call, "oldest"), Time(call, "latest"), call.Flag("inclusive"));
        var page = call.Page("messages", all.Where(message => decimal.Parse((string)message["ts"]!, CultureInfo.InvariantCulture) is var ts && (oldest is null || ts > oldest || (isInclusive && ts == oldest)) && (latest is null || ts < latest || (isInclusive && ts == latest))), Math.Min(call.Limit(MostHistory, 1_000), MostHistory));
        page["has_more"] = page["response_metadata"]!["next_cursor"]!.GetValue<string>().Length > 0;
        return page;
    }

    private static decimal? Time(SlackCall call, string name) => call.Text(name) is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var time) ? time
        : throw SlackErrors.Refused($"invalid_ts_{name}");

    private static void Team(SlackCall call)
    {
        if (call.Text("team_id") is { } team && team != call.World.Team)
        {
            throw SlackErrors.Refused("team_not_found");
        }
    }
}
