using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Discord;

/// <summary>What can be asked for besides messages.</summary>
internal static class DiscordReads
{
    /// <summary>The permissions that an operator is told to give: see channels, write, read the past, and the same in threads.</summary>
    private const string Permissions = "274878008320";

    internal static JsonNode Me(DiscordCall call)
    {
        var me = call.Allowing().World.Author(call.World.Bot);
        (me["mfa_enabled"], me["locale"], me["verified"], me["email"], me["premium_type"]) = (true, "en-US", true, null, 0);
        return me;
    }

    internal static JsonNode Guilds(DiscordCall call)
    {
        call.Allowing("before", "after", "limit", "with_counts");
        var (limit, before, after, withCounts) = (call.Limit(200, 200), call.Snowflake("before"), call.Snowflake("after"), call.Flag("with_counts"));
        return new JsonArray([.. call.World.Guilds.Where(guild => (after is null || guild.Id > after) && (before is null || guild.Id < before)).Take(limit).Select(guild =>
        {
            var json = new JsonObject { ["id"] = $"{guild.Id}", ["name"] = guild.Name, ["icon"] = null, ["banner"] = null, ["owner"] = false, ["permissions"] = Permissions, ["features"] = new JsonArray("COMMUNITY") };
            if (withCounts)
            {
                (json["approximate_member_count"], json["approximate_presence_count"]) = (12, 3);
            }

            return json;
        })]);
    }

    /// <summary>Threads are not among them, nor what the bot may not see.</summary>
    internal static JsonNode Channels(DiscordCall call)
    {
        var id = DiscordCall.Snowflake("guild_id", call.Allowing().Path[1]);
        return call.World.Guilds.Any(guild => guild.Id == id)
            ? new JsonArray([.. call.World.Channels.Where(channel => channel.Guild == id && channel.Type is not (10 or 11 or 12) && channel.Refusal != 50001).Reverse().Select(Json)])
            : throw DiscordErrors.Refused(404, 10004, "Unknown Guild");
    }

    internal static JsonNode Channel(DiscordCall call) => Json(Readable(call.Allowing()));

    internal static DiscordChannel Readable(DiscordCall call)
    {
        var id = DiscordCall.Snowflake("channel_id", call.Path[1]);
        return call.World.Channels.FirstOrDefault(channel => channel.Id == id) switch
        {
            null => throw DiscordErrors.Refused(404, 10003, "Unknown Channel"),
            { Refusal: 50001 } => throw DiscordErrors.Refused(403, 50001, "Missing Access"),
            var channel => channel,
        };
    }

    private static JsonObject Json(DiscordChannel channel)
    {
        var json = new JsonObject { ["id"] = $"{channel.Id}", ["type"] = channel.Type, ["flags"] = 0, ["guild_id"] = $"{channel.Guild}", ["name"] = channel.Name, ["parent_id"] = channel.Parent is { } parent ? $"{parent}" : null };
        if (channel.Type == 11)
        {
            (json["owner_id"], json["message_count"], json["member_count"], json["rate_limit_per_user"], json["last_message_id"]) = ($"{DiscordWorld.Bert}", 1, 2, 0, null);
            json["thread_metadata"] = new JsonObject { ["archived"] = false, ["archive_timestamp"] = "2026-11-20T09:30:00.000000+00:00", ["auto_archive_duration"] = 1_440, ["locked"] = false };
            return json;
        }

        (json["position"], json["permission_overwrites"], json["nsfw"]) = (channel.Position, new JsonArray(), false);
        if (channel.Type is 0 or 5 or 15)
        {
            (json["topic"], json["rate_limit_per_user"], json["last_message_id"]) = (channel.Topic, channel.Slow, null);
        }

        return json;
    }
}
