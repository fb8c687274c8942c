using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Telegram;

/// <summary>What each method does in a world, or refuses.</summary>
internal static class BotMethods
{
    private const int MostText = 4_096, MostCaption = 1_024, MostPhoto = 10 * 1024 * 1024;

    private static readonly string[] Common =
    [
        "business_connection_id", "chat_id", "message_thread_id", "direct_messages_topic_id", "parse_mode", "disable_notification", "protect_content", "allow_paid_broadcast", "message_effect_id",
        "suggested_post_parameters", "reply_parameters", "reply_markup",
    ];

    internal static JsonObject Me(BotWorld world, BotCall call)
    {
        call.Allowing();
        return world.Me();
    }

    internal static JsonObject Chat(BotWorld world, BotCall call)
    {
        var chat = Found(world, call.Allowing("chat_id"));
        var full = chat.ToJson();
        (full["accent_color_id"], full["max_reaction_count"]) = (3, 11);
        full["accepted_gift_types"] = new JsonObject { ["unlimited_gifts"] = false, ["limited_gifts"] = false, ["unique_gifts"] = false, ["premium_subscription"] = false, ["gifts_from_channels"] = false };
        full[chat.Type == "private" ? "bio" : "description"] = chat.About;
        if (chat.Type == "supergroup")
        {
            full["permissions"] = new JsonObject { ["can_send_messages"] = true };
        }

        return full;
    }

    internal static JsonObject Message(BotWorld world, BotCall call)
    {
        call.Allowing([.. Common, "text", "entities", "link_preview_options"]);
        var (text, entities) = Formatted(call, "text", "entities");
        if (text.Trim().Length == 0)
        {
            throw BotErrors.Bad("message text is empty");
        }

        if (text.Length > MostText)
        {
            throw BotErrors.Bad("message is too long");
        }

        lock (world.Gate)
        {
            var chat = Writable(world, call);
            return world.Say(chat, Content(world, chat, call, new() { ["text"] = text }, entities, "entities"), text);
        }
    }

    internal static JsonObject Photo(BotWorld world, BotCall call)
    {
        call.Allowing([.. Common, "photo", "caption", "caption_entities", "show_caption_above_media", "has_spoiler"]);
        var (caption, entities) = Formatted(call, "caption", "caption_entities");
        if (caption.Length > MostCaption)
        {
            throw BotErrors.Bad("message caption is too long");
        }

        lock (world.Gate)
        {
            var sizes = Sizes(world, call);
            var chat = Writable(world, call);
            var content = new JsonObject { ["photo"] = sizes.DeepClone() };
            if (caption.Length > 0)
            {
                content["caption"] = caption;
            }

            return world.Say(chat, Content(world, chat, call, content, entities, "caption_entities"), caption);
        }
    }

    internal static async Task<JsonArray> UpdatesAsync(BotWorld world, BotCall call, CancellationToken cancellationToken)
    {
        call.Allowing("offset", "limit", "timeout", "allowed_updates");
        _ = call.Array("allowed_updates");
        var (offset, limit, timeout) = (call.Number("offset") ?? 0, (int)Math.Clamp(call.Number("limit") ?? 100, 1, 100), Math.Clamp(call.Number("timeout") ?? 0, 0, 50));
        JsonArray waiting;
        Task changed;
        lock (world.Gate)
        {
            (waiting, changed) = (world.Updates(offset, limit), world.Changed);
        }

        if (waiting.Count > 0 || timeout == 0)
        {
            return waiting;
        }

        try
        {
            await changed.WaitAsync(TimeSpan.FromSeconds(timeout), cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing came: an empty list, as asked for.
        }

        lock (world.Gate)
        {
            return world.Updates(offset, limit);
        }
    }

    private static SimulatedChat Found(BotWorld world, BotCall call) =>
        world.Find(call.Chat() ?? throw BotErrors.Bad("chat_id is empty")) ?? throw BotErrors.Bad("chat not found");

    private static SimulatedChat Writable(BotWorld world, BotCall call)
    {
        var chat = Found(world, call);
        return chat.Refusal is { } refusal ? throw BotErrors.Refused(403, refusal) : world.Wait(chat) is { } wait ? throw new RefusedException(BotErrors.TooMany(wait)) : chat;
    }

    private static (string Text, JsonArray Entities) Formatted(BotCall call, string name, string entities)
    {
        var text = call.Text(name) ?? "";
        var given = call.Array(entities);
        return call.Text("parse_mode") switch
        {
            null or "" => (text, given is null ? [] : (JsonArray)given.DeepClone()),
            var mode when mode.Equals("MarkdownV2", StringComparison.OrdinalIgnoreCase) => MarkdownV2.Parse(text),
            var mode when mode.Equals("HTML", StringComparison.OrdinalIgnoreCase) => HtmlMarkup.Parse(text),
            _ => throw BotErrors.Bad("unsupported parse_mode"),
        };
    }

    private static JsonObject Content(BotWorld world, SimulatedChat chat, BotCall call, JsonObject content, JsonArray entities, string name)
    {
        _ = (call.Flag("disable_notification"), call.Flag("has_spoiler"), call.Flag("show_caption_above_media"), call.Object("link_preview_options"), call.Object("reply_markup"));
        if (entities.Count > 0)
        {
            content[name] = entities;
        }

        if (call.Flag("protect_content"))
        {
            content["has_protected_content"] = true;
        }

        if (call.Object("reply_parameters") is { } reply)
        {
            var id = reply["message_id"] is JsonValue value && value.TryGetValue<long>(out var number) ? number : throw BotErrors.Bad("reply_parameters must have message_id");
            if (!world.Knows(chat.Id, id) && reply["allow_sending_without_reply"]?.GetValue<bool>() != true)
            {
                throw BotErrors.Bad("message to be replied not found");
            }
        }

        return content;
    }

    /// <summary>Of an uploaded picture, of one that was sent before, or of one at an address; the sandbox has no way out to fetch that.</summary>
    private static JsonArray Sizes(BotWorld world, BotCall call)
    {
        var named = call.File("photo") is null ? call.Text("photo") : null;
        var content = call.File("photo") ?? (named?.StartsWith("attach://", StringComparison.Ordinal) == true ? call.File(named["attach://".Length..]) : null);
        if (content is null && named is null or "")
        {
            throw BotErrors.Bad("there is no photo in the request");
        }

        if (content is null && !named!.Contains("://", StringComparison.Ordinal))
        {
            return world.Photo(named) ?? throw BotErrors.Bad("wrong file identifier/HTTP URL specified");
        }

        if (content is null && !(Uri.TryCreate(named, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Contains('.')))
        {
            throw BotErrors.Bad("wrong HTTP URL specified");
        }

        if (content?.Length > MostPhoto)
        {
            throw BotErrors.Bad("file is too big");
        }

        var (width, height) = content is null ? (640, 480) : Picture.Size(content) ?? throw BotErrors.Bad("IMAGE_PROCESS_FAILED");
        if (width + height > 10_000 || width > height * 20 || height > width * 20)
        {
            throw BotErrors.Bad("PHOTO_INVALID_DIMENSIONS");
        }

        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content ?? System.Text.Encoding.UTF8.GetBytes(named!)));
        JsonArray sizes = [new JsonObject { ["file_id"] = $"AgACsandbox{id}", ["file_unique_id"] = id[..16], ["width"] = width, ["height"] = height, ["file_size"] = content?.Length ?? 40_000 }];
        world.Keep($"AgACsandbox{id}", sizes);
        return sizes;
    }
}
