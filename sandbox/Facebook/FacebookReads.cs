using System.Text.Json.Nodes;
using Squaremcp.Sandbox.Meta;

namespace Squaremcp.Sandbox.Facebook;

/// <summary>Reading the page, its posts and what becomes of a video.</summary>
internal static class FacebookReads
{
    private static readonly string[] PageFields = ["id", "name", "username", "about", "description", "category", "link", "website", "fan_count", "followers_count", "verification_status", "is_published", "picture", "cover", "instagram_business_account"];

    private static readonly string[] PostFields =
        ["id", "message", "story", "created_time", "updated_time", "permalink_url", "full_picture", "status_type", "is_published", "scheduled_publish_time", "from", "shares", "attachments"];

    internal static Answer Page(GraphCall call, FacebookWorld world)
    {
        call.Only("fields");
        return Answer.Json(200, call.Select(world.Page, "Page", "id,name", PageFields));
    }

    internal static Answer Posts(GraphCall call, FacebookWorld world, bool withVisitors)
    {
        call.Only("fields", "limit", "after", "since", "until");
        var (since, until) = (call.Number("since") ?? 0, call.Number("until") ?? long.MaxValue);
        lock (world.Gate)
        {
            var posts = world.Posts(withVisitors, call.Now).Where(post => post.At.ToUnixTimeSeconds() >= since && post.At.ToUnixTimeSeconds() < until).ToList();
            return call.List(posts, post => Id(world, post), post => call.Select(Told(world, post), "PagePost", "id,message,created_time", PostFields));
        }
    }

    /// <summary>A post, a photo or a video, by its id.</summary>
    internal static Answer Node(GraphCall call, FacebookWorld world, string id)
    {
        call.Only("fields");
        lock (world.Gate)
        {
            return world.Video(id) is { } video ? Answer.Json(200, call.Select(Told(video), "Video", "id", ["id", "status", "permalink_url", "published", "title", "description"]))
                : world.Post(id.Split('_')[^1]) is { } post ? Answer.Json(200, call.Select(Told(world, post), "PagePost", "id", PostFields))
                : throw GraphRefusals.Missing(id);
        }
    }

    internal static string Id(FacebookWorld world, FacebookPost post) => $"{world.PageId}_{post.Id}";

    private static JsonObject Told(FacebookWorld world, FacebookPost post)
    {
        var told = new JsonObject
        {
            ["id"] = Id(world, post),
            ["message"] = post.Message,
            ["created_time"] = GraphCall.Time(post.At),
            ["updated_time"] = GraphCall.Time(post.At),
            ["permalink_url"] = $"https://www.facebook.com/{world.PageId}/posts/{post.Id}",
            ["status_type"] = post.Kind,
            ["is_published"] = post.PublishAt == 0,
            ["from"] = new JsonObject { ["name"] = post.Author ?? FacebookWorld.PageName, ["id"] = post.Author is null ? world.PageId : "1" },
        };
        if (post.Link is { } link)
        {
            told["attachments"] = new JsonObject { ["data"] = new JsonArray(new JsonObject { ["media_type"] = "link", ["title"] = link, ["url"] = link }) };
        }
        else if (post.Photos > 0)
        {
            told["attachments"] = new JsonObject { ["data"] = new JsonArray(new JsonObject { ["media_type"] = post.Photos > 1 ? "album" : "photo", ["url"] = $"https://www.facebook.com/photo/{post.Id}" }) };
        }

        return told;
    }

    private static JsonObject Told(FacebookVideo video)
    {
        // Nothing is really processed here, so that nobody waits.
        var processing = new JsonObject { ["status"] = video.IsBroken ? "error" : "complete" };
        if (video.IsBroken)
        {
            processing["errors"] = new JsonArray(new JsonObject { ["code"] = 1_363_026, ["message"] = "The video file is damaged or of a format that is not supported." });
        }

        return new()
        {
            ["id"] = video.Id,
            ["title"] = video.Title,
            ["description"] = video.Description,
            ["published"] = video.PublishAt == 0,
            ["permalink_url"] = $"/reel/{video.Id}/",
            ["status"] = new JsonObject
            {
                ["video_status"] = video.IsBroken ? "error" : "ready",
                ["processing_progress"] = 100,
                ["uploading_phase"] = new JsonObject { ["status"] = "complete" },
                ["processing_phase"] = processing,
            },
        };
    }
}
