using System.Text.Json.Nodes;
using Squaremcp.Sandbox.Meta;

namespace Squaremcp.Sandbox.Instagram;

/// <summary>Containers, the bytes of reels, and publishing.</summary>
internal static class InstagramWrites
{
    private const int MostCaption = 2_200;
    private const long MostVideo = 300L * 1024 * 1024;

    internal static Answer Contain(GraphCall call, InstagramWorld world, string uploads)
    {
        call.Only(
            "alt_text", "audio_name", "caption", "children", "collaborators", "cover_url", "image_url", "is_carousel_item", "location_id", "media_type", "product_tags", "share_to_feed", "thumb_offset", "trial_params", "upload_type",
            "user_tags", "video_url", "is_ai_generated");
        _ = (call.Flag("share_to_feed"), call.Flag("is_ai_generated"));
        var isPart = call.Flag("is_carousel_item") == true;
        if (call["caption"]?.Length > MostCaption)
        {
            throw Refused(36004, 2207010, "The caption was too long.");
        }

        if (isPart && call["caption"] is not null)
        {
            throw GraphRefusals.Invalid("A carousel item takes no caption.");
        }

        lock (world.Gate)
        {
            var container = world.Contain(Media(call, world), isPart, call.Now);
            container.Waits = call["upload_type"] == "resumable";
            var told = new JsonObject { ["id"] = container.Id };
            if (container.Waits)
            {
                told["uri"] = $"{uploads}ig-api-upload/v26.0/{container.Id}";
            }

            return Answer.Json(200, told);
        }
    }

    internal static Answer Publish(GraphCall call, InstagramWorld world)
    {
        call.Only("creation_id");
        lock (world.Gate)
        {
            var container = world.Container(call["creation_id"] ?? throw GraphRefusals.Invalid("The parameter creation_id is required.")) ?? throw Refused(24, 2207008, "The container was not found.");
            return InstagramWorld.IsOver(container, call.Now) ? throw Refused(-2, 2207020, "The media has expired.")
                : container.IsPublished || container.IsPart ? throw GraphRefusals.Invalid("The container cannot be published.")
                : container.Waits || container.Error is not null ? throw Refused(9007, 2207027, "The media is not ready for publishing, please wait for a moment")
                : world.PublishedToday(call.Now) >= InstagramWorld.DailyPosts ? throw Refused(9, 2207042, "You reached the maximum number of posts that is allowed to be published by Content Publishing API.")
                : Answer.Json(200, new JsonObject { ["id"] = world.Publish(container, call.Now).Id });
        }
    }

    /// <summary>The bytes, all at once.</summary>
    internal static async Task<Answer> UploadAsync(GraphCall call, InstagramWorld world, string id, CancellationToken cancellationToken)
    {
        var headers = call.Request.Context.Request.Headers;
        if (!headers.Authorization.ToString().StartsWith("OAuth ", StringComparison.Ordinal) || headers["offset"] != "0" || !long.TryParse(headers["file_size"], out var size) || size is 0 or > MostVideo)
        {
            throw GraphRefusals.Invalid("Uploads need Authorization: OAuth, offset and file_size.");
        }

        var (has, piece) = (0L, new byte[64 * 1024]);
        for (int read; (read = await call.Request.Context.Request.Body.ReadAsync(piece, cancellationToken)) > 0;)
        {
            has += read;
        }

        lock (world.Gate)
        {
            var container = world.Container(id) is { Waits: true } waiting ? waiting : throw GraphRefusals.Missing(id);
            container.Waits = has != size ? throw GraphRefusals.Invalid("The upload is not as long as was told.") : false;
            container.Error = size < 8 ? "Error: Media upload has failed with error code 2207026" : null;
            return Answer.Json(200, new JsonObject { ["success"] = true, ["message"] = "Upload successful." });
        }
    }

    private static InstagramMedia Media(GraphCall call, InstagramWorld world) => call["media_type"] switch
    {
        "CAROUSEL" => new(world.NextId(), "CAROUSEL_ALBUM", "FEED", call["caption"], null, null, call.Now, Parts(call, world)),
        "REELS" when call["upload_type"] is null == call["video_url"] is not null && call["image_url"] is null => new(world.NextId(), "VIDEO", "REELS", call["caption"], null, Address(call, "video_url", isOptional: true), call.Now, []),
        null or "IMAGE" when call["video_url"] is null => new(world.NextId(), "IMAGE", "FEED", call["caption"], call["alt_text"], Address(call, "image_url", isOptional: false), call.Now, []),
        _ => throw GraphRefusals.Invalid("Only photo or video can be accepted as media type."),
    };

    private static List<InstagramMedia> Parts(GraphCall call, InstagramWorld world)
    {
        var named = (call["children"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return named.Length is < 2 or > 10 ? throw Refused(100, 2207028, "A carousel has 2 to 10 children.")
            : [.. named.Select(id => world.Container(id) is { IsPart: true, Waits: false } part ? part.Media : throw GraphRefusals.Missing(id))];
    }

    private static string? Address(GraphCall call, string name, bool isOptional) => call[name] is not { } text ? isOptional ? null : throw GraphRefusals.Invalid($"The parameter {name} is required.")
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == "https" && address.Host.Contains('.') ? text
        : throw Refused(9004, 2207052, "The media could not be fetched from this URI");

    private static RefusedException Refused(int code, int subcode, string message) => new(GraphRefusals.Of(400, code, message, subcode));
}
