using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Discord;

/// <summary>Reading and writing messages (https://docs.discord.com/developers/resources/message).</summary>
internal static class DiscordMessages
{
    private const int MostContent = 2_000, MostNonce = 25, AllowedFlags = (1 << 2) | (1 << 12);

    private static readonly string[] Members =
        ["content", "embeds", "allowed_mentions", "sticker_ids", "components", "flags", "attachments", "poll", "shared_client_theme", "message_reference", "nonce", "enforce_nonce", "tts"];

    internal static JsonNode List(DiscordCall call)
    {
        var channel = DiscordReads.Readable(call.Allowing("around", "before", "after", "limit"));
        var (limit, before, after, around) = (call.Limit(50, 100), call.Snowflake("before"), call.Snowflake("after"), call.Snowflake("around"));
        var all = call.World.Messages(channel.Id);
        var found = after is not null ? all.Where(message => Id(message) > after).Take(limit).Reverse()
            : around is not null ? all.OrderBy(message => Id(message) > around ? Id(message) - around : around - Id(message)).Take(limit).OrderByDescending(Id)
            : all.Reverse().Where(message => before is null || Id(message) < before).Take(limit);
        return new JsonArray([.. found.Select(Shown)]);
    }

    internal static JsonNode One(DiscordCall call)
    {
        var channel = DiscordReads.Readable(call.Allowing());
        var id = DiscordCall.Snowflake("message_id", call.Path[3]);
        return call.World.Messages(channel.Id).FirstOrDefault(message => Id(message) == id) is { } found ? Shown(found) : throw DiscordErrors.Refused(404, 10008, "Unknown Message");
    }

    internal static async Task<Answer> PostAsync(DiscordCall call, CancellationToken cancellationToken)
    {
        var asked = await call.Allowing().BodyAsync(cancellationToken);
        if (asked.FirstOrDefault(pair => !Members.Contains(pair.Key)).Key is { } unknown)
        {
            throw DiscordErrors.Invalid(unknown, "UNKNOWN_FIELD", "There is no such field.");
        }

        lock (call.World.Gate)
        {
            var channel = DiscordReads.Readable(call);
            return channel.Type is 4 or 15 or 16 ? DiscordErrors.Of(400, 50008, "Cannot send messages in a non-text channel")
                : channel.Refusal == 50013 ? DiscordErrors.Of(403, 50013, "Missing Permissions")
                : Post(call.World, channel, asked);
        }
    }

    private static Answer Post(DiscordWorld world, DiscordChannel channel, JsonObject asked)
    {
        var members = Checked(world, channel, asked);
        if (members["nonce"] is { } nonce && asked["enforce_nonce"]?.GetValue<bool>() == true && world.Earlier(channel.Id, (string)nonce!) is { } earlier)
        {
            return Answer.Json(200, Shown(earlier));
        }

        return world.Slow(channel) is { } wait
            ? Answer.Json(429, new JsonObject { ["message"] = "This action cannot be performed due to slowmode rate limit.", ["code"] = 20016, ["retry_after"] = Math.Round(wait, 3), ["global"] = false }).With("Retry-After", $"{Math.Ceiling(wait)}")
            : Answer.Json(200, Shown(world.Say(channel, members)));
    }

    private static JsonObject Checked(DiscordWorld world, DiscordChannel channel, JsonObject asked)
    {
        var content = Text(asked, "content") ?? "";
        if (content.EnumerateRunes().Count() > MostContent)
        {
            throw DiscordErrors.Invalid("content", "BASE_TYPE_MAX_LENGTH", $"Must be {MostContent} or fewer in length.");
        }

        if (content.Trim().Length == 0 && Array.TrueForAll(["embeds", "sticker_ids", "components", "attachments", "poll"], name => asked[name] is null or JsonArray { Count: 0 }))
        {
            throw DiscordErrors.Refused(400, 50006, "Cannot send an empty message");
        }

        var members = new JsonObject { ["content"] = content, ["mentions"] = Mentions(world, content, asked["allowed_mentions"]) };
        if (asked["flags"] is { } flags)
        {
            members["flags"] = flags is JsonValue value && value.TryGetValue<int>(out var bits) && (bits & ~AllowedFlags) == 0 ? bits : throw DiscordErrors.Invalid("flags", "BITFIELD_TYPE", "Only SUPPRESS_EMBEDS and SUPPRESS_NOTIFICATIONS can be set.");
        }

        if (asked["nonce"] is { } nonce)
        {
            members["nonce"] = Text(asked, "nonce") is { Length: <= MostNonce } word ? word : throw DiscordErrors.Invalid("nonce", "NONCE_TYPE_TOO_LONG", $"nonce {nonce} must be {MostNonce} or fewer in length.");
        }

        if (asked["message_reference"] is { } reference)
        {
            Answered(world, channel, reference, members);
        }

        return members;
    }

    private static void Answered(DiscordWorld world, DiscordChannel channel, JsonNode reference, JsonObject members)
    {
        var id = reference is JsonObject given && Text(given, "message_id") is { } text ? DiscordCall.Snowflake("message_reference.message_id", text) : throw DiscordErrors.Invalid("message_reference.message_id", "BASE_TYPE_REQUIRED", "This field is required");
        if (world.Messages(channel.Id).Any(message => Id(message) == id))
        {
            (members["type"], members["message_reference"]) = (19, new JsonObject { ["type"] = 0, ["message_id"] = $"{id}", ["channel_id"] = $"{channel.Id}", ["guild_id"] = $"{channel.Guild}" });
        }
        else if (reference["fail_if_not_exists"]?.GetValueKind() != JsonValueKind.False)
        {
            throw DiscordErrors.Invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
        }
    }

    /// <summary>Whom the text calls, as far as it may.</summary>
    private static JsonArray Mentions(DiscordWorld world, string content, JsonNode? allowed)
    {
        if (allowed is not (null or JsonObject))
        {
            throw DiscordErrors.Invalid("allowed_mentions", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        }

        var kinds = allowed?["parse"]?.AsArray().Select(kind => (string?)kind).ToList();
        if (kinds?.Find(kind => kind is not ("users" or "roles" or "everyone")) is { } unknown)
        {
            throw DiscordErrors.Invalid("allowed_mentions.parse.0", "BASE_TYPE_CHOICES", $"Value \"{unknown}\" must be one of ('users', 'everyone', 'roles').");
        }

        var people = allowed?["users"]?.AsArray().Select(person => DiscordCall.Snowflake("allowed_mentions.users.0", (string?)person ?? "")).ToList();
        if (people is not null && kinds?.Contains("users") == true)
        {
            throw DiscordErrors.Invalid("allowed_mentions.users", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[\"users\"] and users: [ids...] are mutually exclusive.");
        }

        ulong[] called = [.. new[] { DiscordWorld.Ada, DiscordWorld.Bert }.Where(person => content.Contains($"<@{person.ToString(CultureInfo.InvariantCulture)}>", StringComparison.Ordinal))];
        return new([.. called.Where(person => allowed is null || kinds?.Contains("users") == true || people?.Contains(person) == true).Select(world.Author)]);
    }

    private static string? Text(JsonObject owner, string name) => owner[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw DiscordErrors.Invalid(name, "STRING_TYPE_CONVERT", "Could not interpret as string."),
    };

    private static JsonNode Shown(JsonObject message) => message.DeepClone();

    private static ulong Id(JsonObject message) => ulong.Parse((string)message["id"]!, CultureInfo.InvariantCulture);
}
