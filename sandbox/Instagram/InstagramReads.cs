using System.Text.Json.Nodes;
using Squaremcp.Sandbox.Meta;

namespace Squaremcp.Sandbox.Instagram;

/// <summary>Reading the account, what it published, and how containers stand.</summary>
internal static class InstagramReads
{
    private static readonly string[] UserFields = ["id", "user_id", "username", "name", "account_type", "profile_picture_url", "biography", "website", "followers_count", "follows_count", "media_count"];

    private static readonly string[] MediaFields =
        ["id", "caption", "media_type", "media_product_type", "media_url", "thumbnail_url", "permalink", "timestamp", "username", "like_count", "comments_count", "alt_text", "is_ai_generated", "shortcode", "children", "owner"];

    internal static Answer Me(GraphCall call, InstagramWorld world)
    {
        call.Only("fields");
        return Answer.Json(200, call.Select(new JsonObject
        {
            // The app's own id for the account comes beside the account's.
            ["id"] = $"24{world.Id[^12..]}",
            ["user_id"] = world.Id,
            ["username"] = world.Username,
            ["name"] = "Sandbox Bakery",
            ["account_type"] = "BUSINESS",
            ["profile_picture_url"] = "https://scontent.example/profile.jpg",
            ["biography"] = "Bread to rehearse with. Nothing here is real.",
            ["website"] = "https://bakery.example/",
            ["followers_count"] = 640,
            ["follows_count"] = 31,
            ["media_count"] = world.Media.Count,
        }, "IGUser", "id", UserFields));
    }

    internal static Answer Media(GraphCall call, InstagramWorld world)
    {
        call.Only("fields", "limit", "after", "since", "until");
        var (since, until) = (call.Number("since") ?? 0, call.Number("until") ?? long.MaxValue);
        lock (world.Gate)
        {
            var media = world.Media.Where(one => one.At.ToUnixTimeSeconds() >= since && one.At.ToUnixTimeSeconds() < until).ToList();
            return call.List(media, one => one.Id, one => call.Select(Told(world, one), "IGMedia", "id", MediaFields));
        }
    }

    internal static Answer Limit(GraphCall call, InstagramWorld world)
    {
        call.Only("fields", "since");
        lock (world.Gate)
        {
            var told = new JsonObject { ["quota_usage"] = world.PublishedToday(call.Now), ["config"] = new JsonObject { ["quota_total"] = InstagramWorld.DailyPosts, ["quota_duration"] = 86_400 } };
            return Answer.Json(200, new JsonObject { ["data"] = new JsonArray(call.Select(told, "ContentPublishingLimitResponse", "quota_usage", ["quota_usage", "config"])) });
        }
    }

    /// <summary>A container, or what was published.</summary>
    internal static Answer Node(GraphCall call, InstagramWorld world, string id)
    {
        call.Only("fields");
        lock (world.Gate)
        {
            return world.Container(id) is { } container ? Answer.Json(200, call.Select(Told(container, call.Now), "IGContainer", "id", ["id", "status_code", "status"]))
                : world.Media.FirstOrDefault(one => one.Id == id) is { } media ? Answer.Json(200, call.Select(Told(world, media), "IGMedia", "id", MediaFields))
                : throw GraphRefusals.Missing(id);
        }
    }

    private static JsonObject Told(InstagramContainer container, DateTimeOffset now)
    {
        var (code, words) = container.IsPublished ? ("PUBLISHED", "Published: Media has been published.")
            : InstagramWorld.IsOver(container, now) ? ("EXPIRED", "Expired: The container was not published within 24 hours.")
            : container.Error is { } error ? ("ERROR", error)
            : container.Waits ? ("IN_PROGRESS", "In Progress: Media is still being processed.")
            : ("FINISHED", "Finished: Media has been uploaded and it is ready to be published.");
        return new() { ["id"] = container.Id, ["status_code"] = code, ["status"] = words };
    }

    private static JsonObject Told(InstagramWorld world, InstagramMedia media)
    {
        var told = new JsonObject
        {
            ["id"] = media.Id,
            ["caption"] = media.Caption,
            ["media_type"] = media.Kind,
            ["media_product_type"] = media.Place,
            ["media_url"] = media.Url,
            ["permalink"] = $"https://www.instagram.com/{(media.Place == "REELS" ? "reel" : "p")}/C{media.Id}/",
            ["timestamp"] = GraphCall.Time(media.At),
            ["username"] = world.Username,
            ["like_count"] = 7,
            ["comments_count"] = 0,
            ["alt_text"] = media.AltText,
        };
        if (media.Parts.Count > 0)
        {
            told["children"] = new JsonObject { ["data"] = new JsonArray([.. media.Parts.Select(part => new JsonObject { ["id"] = part.Id, ["media_type"] = part.Kind, ["media_url"] = part.Url })]) };
        }

        return told;
    }
}
