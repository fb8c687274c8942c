using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Sandbox.Meta;

namespace Squaremcp.Sandbox.Facebook;

/// <summary>Posts, photos, videos and uploads.</summary>
internal static class FacebookWrites
{
    private const long Mega = 1024 * 1024, Soonest = 600, Latest = 30 * 86_400;

    private static readonly string[] Common = ["published", "scheduled_publish_time", "unpublished_content_type", "targeting", "feed_targeting", "backdated_time", "place", "tags"];

    internal static Answer Feed(GraphCall call, FacebookWorld world)
    {
        call.Only(["message", "link", "attached_media", "call_to_action", .. Common]);
        var media = call.Given.Where(pair => pair.Key.StartsWith("attached_media[", StringComparison.Ordinal)).Select(pair => Media(pair.Value)).ToList();
        var message = call["message"];
        if (string.IsNullOrWhiteSpace(message) && call["link"] is null && media.Count == 0)
        {
            throw GraphRefusals.Invalid("Missing message or attachment");
        }

        if (call["link"] is { } link && (!Uri.TryCreate(link, UriKind.Absolute, out var address) || !address.Host.Contains('.')))
        {
            throw new RefusedException(GraphRefusals.Of(400, 1609005, "The link could not be read."));
        }

        lock (world.Gate)
        {
            foreach (var photo in media.Where(photo => world.Post(photo) is not { PublishAt: -1 }))
            {
                throw GraphRefusals.Missing(photo);
            }

            if (call["link"] is null && media.Count == 0 && world.Posts(false, call.Now) is [var newest, ..] && newest.Message == message)
            {
                throw new RefusedException(GraphRefusals.Of(400, 506, "Duplicate status message"));
            }

            var made = world.Add(new FacebookPost(world.NextId(), message, call.Now, Link: call["link"], Kind: media.Count > 0 ? "added_photos" : "mobile_status_update", PublishAt: PublishAt(call), Photos: media.Count));
            return Answer.Json(200, new JsonObject { ["id"] = FacebookReads.Id(world, made) });
        }
    }

    internal static Answer Photos(GraphCall call, FacebookWorld world)
    {
        call.Only(["url", "caption", "message", "alt_text_custom", "temporary", "no_story", .. Common]);
        if (call.Files.Count > 0 == call["url"] is not null || call.Files.Any(file => file.Name != "source"))
        {
            throw new RefusedException(GraphRefusals.Of(400, 324, "Missing or invalid image file: give source or url."));
        }

        if (call.Files is [var file] && (file.Length is 0 or > 4 * Mega || !file.ContentType.StartsWith("image/", StringComparison.Ordinal)))
        {
            throw new RefusedException(GraphRefusals.Of(400, 324, "Missing or invalid image file"));
        }

        lock (world.Gate)
        {
            var at = PublishAt(call);
            var made = world.Add(new FacebookPost(world.NextId(), call["caption"] ?? call["message"], call.Now, Kind: "added_photos", PublishAt: at, Photos: 1));
            var told = new JsonObject { ["id"] = made.Id };
            if (at == 0)
            {
                told["post_id"] = FacebookReads.Id(world, made);
            }

            return Answer.Json(200, told);
        }
    }

    internal static Answer Videos(GraphCall call, FacebookWorld world)
    {
        call.Only(["file_url", "fbuploader_video_file_chunk", "title", "description", "content_category", .. Common]);
        if (call["file_url"] is null == call["fbuploader_video_file_chunk"] is null)
        {
            throw new RefusedException(GraphRefusals.Of(400, 389, "Unable to fetch video file: give one source."));
        }

        lock (world.Gate)
        {
            var upload = call["fbuploader_video_file_chunk"] is { } handle ? world.Uploaded(handle) ?? throw new RefusedException(GraphRefusals.Of(400, 352, "The video file you selected is in a format that we don't support.")) : null;
            var made = world.Add(new FacebookVideo(world.NextId(), call["title"], call["description"], call.Now, upload is { Size: < 8 }, PublishAt(call) is var at && at < 0 ? 0 : at));
            return Answer.Json(200, new JsonObject { ["id"] = made.Id });
        }
    }

    internal static Answer Begin(GraphCall call, FacebookWorld world)
    {
        call.Only("file_name", "file_length", "file_type");
        var size = call.Number("file_length") is > 0 and <= 10_240 * Mega and var told ? told : throw GraphRefusals.Invalid("file_length must be the number of bytes.");
        var type = call["file_type"] is "video/mp4" or "video/quicktime" or "image/jpeg" or "image/png" or "application/pdf" ? call["file_type"]! : throw GraphRefusals.Invalid("file_type is not one that can be uploaded.");
        lock (world.Gate)
        {
            return Answer.Json(200, new JsonObject { ["id"] = $"{world.Begin(size, type).Id}?sig=sandbox" });
        }
    }

    internal static async Task<Answer> UploadAsync(GraphCall call, FacebookWorld world, string id, CancellationToken cancellationToken)
    {
        call.Only("sig");
        FacebookUpload upload;
        lock (world.Gate)
        {
            upload = world.Upload(id) ?? throw GraphRefusals.Missing(id);
            if (call.Request.Method == "GET")
            {
                return Answer.Json(200, new JsonObject { ["id"] = upload.Id, ["file_offset"] = upload.Has });
            }
        }

        if (!call.Request.Context.Request.Headers.Authorization.ToString().StartsWith("OAuth ", StringComparison.Ordinal) || !long.TryParse(call.Request.Context.Request.Headers["file_offset"], out var offset) || offset != upload.Has)
        {
            throw GraphRefusals.Invalid("Uploads need Authorization: OAuth and the file_offset that was told.");
        }

        var piece = new byte[64 * 1024];
        for (int read; (read = await call.Request.Context.Request.Body.ReadAsync(piece, cancellationToken)) > 0;)
        {
            upload.Has += read;
        }

        return upload.Has == upload.Size ? Answer.Json(200, new JsonObject { ["h"] = upload.Handle }) : throw GraphRefusals.Invalid("The upload is not as long as was told.");
    }

    /// <summary>0 for now, -1 for not at all.</summary>
    private static long PublishAt(GraphCall call)
    {
        var isPublished = call.Flag("published") ?? true;
        if (call.Number("scheduled_publish_time") is not { } at)
        {
            return isPublished ? 0 : -1;
        }

        return !isPublished && at - call.Now.ToUnixTimeSeconds() is >= Soonest and <= Latest ? at
            : throw GraphRefusals.Invalid("The specified scheduled publish time is invalid: 10 minutes to 30 days ahead, with published=false.");
    }

    private static string Media(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } media && media.EnumerateObject().ToList() is [{ Name: "media_fbid", Value.ValueKind: JsonValueKind.String } id] ? id.Value.GetString()! : throw GraphRefusals.Invalid("attached_media must be {\"media_fbid\":\"…\"}");
        }
        catch (JsonException)
        {
            throw GraphRefusals.Invalid("attached_media must be JSON");
        }
    }
}
