using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.X;

/// <summary>Publishing a post: POST /2/tweets.</summary>
internal static class XWrites
{
    private const int MostBody = 64 * 1024;

    private static readonly string[] Audiences = ["following", "mentionedUsers", "subscribers", "verified"];

    internal static async Task<Answer> PostAsync(XCall call, CancellationToken cancellationToken)
    {
        var body = await XBody.ReadAsync(call.Request, MostBody, cancellationToken);
        XBody.Only(
            body, "$", "text", "media", "reply", "quote_tweet_id", "poll", "reply_settings", "community_id", "share_with_followers", "edit_options", "made_with_ai", "paid_partnership", "nullcast", "for_super_followers_only", "card_uri", "geo",
            "direct_message_deep_link");
        _ = (XBody.Word(body, "reply_settings", Audiences), XBody.Flag(body, "made_with_ai"), XBody.Flag(body, "paid_partnership"), XBody.Flag(body, "nullcast"), XBody.Flag(body, "share_with_followers"));
        var text = XBody.Text(body, "text") ?? "";
        var hasPoll = Poll(body);
        lock (call.World.Gate)
        {
            var media = Media(call, body);
            if (text.Trim().Length == 0 && media.Count == 0)
            {
                throw XErrors.Invalid("Tweet text must not be empty", "text", text);
            }

            if (PostLength.Of(text) > PostLength.Most)
            {
                throw XErrors.Invalid("Your Tweet text is too long.", "text", text);
            }

            if (new[] { hasPoll, media.Count > 0, body.TryGetProperty("quote_tweet_id", out _), body.TryGetProperty("card_uri", out _) }.Count(one => one) > 1)
            {
                throw XErrors.Invalid("$: should be valid to one and only one of the schemas: media, poll, quote_tweet_id and card_uri exclude each other");
            }

            var answered = Answered(call, body);
            if (text.Length > 0 && call.World.Posts.Where(post => post.AuthorId == call.World.Me.Id).Take(50).Any(post => post.Text == text && post.Of == answered?.Id))
            {
                throw XErrors.Forbidden("You are not allowed to create a Tweet with duplicate content.");
            }

            var made = call.World.Add(call.World.Me, text, answered is null ? null : "replied_to", answered, media, hasPoll);
            return Answer.Json(201, new JsonObject { ["data"] = new JsonObject { ["id"] = made.Id, ["text"] = text, ["edit_history_post_ids"] = new JsonArray(made.Id) } });
        }
    }

    private static bool Poll(JsonElement body)
    {
        if (XBody.Object(body, "poll") is not { } poll)
        {
            return false;
        }

        XBody.Only(poll, "$.poll", "options", "duration_minutes", "reply_settings");
        _ = XBody.Number(poll, "duration_minutes", 5, 10_080) ?? throw XErrors.Invalid("$.poll.duration_minutes: is missing but it is required", "poll.duration_minutes");
        _ = XBody.Word(poll, "reply_settings", Audiences);
        var options = XBody.Texts(poll, "options", 2, 4) ?? throw XErrors.Invalid("$.poll.options: is missing but it is required", "poll.options");
        return options.All(option => option.Length is >= 1 and <= 25) ? true : throw XErrors.Invalid("$.poll.options: must have 1 to 25 characters each", "poll.options");
    }

    private static List<string> Media(XCall call, JsonElement body)
    {
        if (XBody.Object(body, "media") is not { } media)
        {
            return [];
        }

        XBody.Only(media, "$.media", "media_ids", "tagged_user_ids", "title", "description", "embeddable", "preview_media_id", "call_to_actions");
        _ = XBody.Texts(media, "tagged_user_ids", 0, 10);
        var uploads = (XBody.Texts(media, "media_ids", 1, 4) ?? throw XErrors.Invalid("$.media.media_ids: is missing but it is required", "media.media_ids"))
            .Select(id => call.World.Uploads.TryGetValue(id, out var upload) && upload.IsReady(call.Now) ? upload : throw XErrors.Invalid("Your media IDs are invalid.", "media.media_ids", id)).ToList();
        return uploads.Count > 1 && uploads.Exists(upload => upload.Category != "tweet_image") ? throw XErrors.Invalid("A Tweet takes 4 images, or 1 GIF, or 1 video", "media.media_ids") : [.. uploads.Select(upload => upload.Key)];
    }

    /// <summary>Of February 2026: apps answer only who has called them; of April 2026: they quote nobody.</summary>
    private static XPost? Answered(XCall call, JsonElement body)
    {
        if (XBody.Id(body, "quote_tweet_id") is { } quoted)
        {
            throw call.World.Post(quoted) is null ? XErrors.Invalid("The Tweet you are quoting does not exist.", "quote_tweet_id", quoted) : XErrors.Forbidden("Quoting this post is not allowed because you have not been mentioned by its author.");
        }

        if (XBody.Object(body, "reply") is not { } reply)
        {
            return null;
        }

        XBody.Only(reply, "$.reply", "in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata");
        var id = XBody.Id(reply, "in_reply_to_tweet_id") ?? throw XErrors.Invalid("$.reply.in_reply_to_tweet_id: is missing but it is required", "reply.in_reply_to_tweet_id");
        var post = call.World.Post(id) ?? throw XErrors.Forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.");
        return post.AuthorId == call.World.Me.Id || post.Text.Contains($"@{call.World.Me.Username}", StringComparison.OrdinalIgnoreCase) ? post
            : throw XErrors.Forbidden("Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.");
    }
}
