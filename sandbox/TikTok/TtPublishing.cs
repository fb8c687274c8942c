using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.TikTok;

/// <summary>The Content Posting API: beginnings, parts in their order, and how it stands. The app of the sandbox is one that TikTok has audited.</summary>
internal sealed class TtPublishing(Tenants tenants)
{
    private const long Mega = 1_000_000, MostFile = 4L * 1024 * 1024 * 1024;
    private const int MostTitle = 2_200;

    internal static Answer Creator(TtWorld world) => TtErrors.Ok(new()
    {
        ["creator_avatar_url"] = "https://p16.example/sandbox.jpg",
        ["creator_username"] = world.Username,
        ["creator_nickname"] = TtWorld.Name,
        ["privacy_level_options"] = new JsonArray([.. TtWorld.Levels.Select(level => (JsonNode)level)]),
        ["comment_disabled"] = false,
        ["duet_disabled"] = false,
        ["stitch_disabled"] = true,
        ["max_video_post_duration_sec"] = TtWorld.MostSeconds,
    });

    /// <param name="upload">Where uploads go, ending in a slash.</param>
    internal Answer Begin(TtWorld world, string tenant, JsonElement body, bool isDraft, string upload)
    {
        body.Members("", TtErrors.Invalid, isDraft ? ["source_info"] : ["post_info", "source_info"]);
        var level = isDraft ? null : Post(body.GetProperty("post_info"));
        var source = body.GetProperty("source_info");
        if (source.Text("source", TtErrors.Invalid, "FILE_UPLOAD", "PULL_FROM_URL") == "PULL_FROM_URL")
        {
            throw new RefusedException(TtErrors.Of(403, "url_ownership_unverified", "Please review our URL ownership verification rules."));
        }

        source.Members("/source_info", TtErrors.Invalid, ["source", "video_size", "chunk_size", "total_chunk_count"]);
        var size = source.Number("video_size", TtErrors.Invalid, 1, MostFile)!.Value;
        var chunk = source.Number("chunk_size", TtErrors.Invalid, 1, size)!.Value;
        var count = source.Number("total_chunk_count", TtErrors.Invalid, 1, 1_000)!.Value;
        if (count != size / chunk || (chunk < 5 * Mega && chunk != size) || (count > 1 && chunk > 64 * 1024 * 1024) || size - (chunk * (count - 1)) > 128 * 1024 * 1024)
        {
            throw TtErrors.Invalid("The chunk size or the total chunk count is invalid");
        }

        var video = world.Begin(isDraft, level, size, chunk, (int)count);
        return TtErrors.Ok(new() { ["publish_id"] = video.PublishId, ["upload_url"] = $"{upload}video/?upload_id={Uri.EscapeDataString($"{tenant}.{video.PublishId}")}&upload_token={tenants.Sign("tiktok upload", $"{tenant}.{video.PublishId}", 32)}" });
    }

    internal static Answer Status(TtWorld world, JsonElement body, DateTimeOffset now)
    {
        body.Members("", TtErrors.Invalid, ["publish_id"]);
        var video = world.Videos.GetValueOrDefault(body.Text("publish_id", TtErrors.Invalid)!) ?? throw new RefusedException(TtErrors.Of(400, "invalid_publish_id", "The publish_id does not exist"));
        var status = video.StatusAt(now);
        var told = new JsonObject { ["status"] = status, ["uploaded_bytes"] = video.Received };
        if (status == "FAILED")
        {
            told["fail_reason"] = "file_format_check_failed";
        }

        if (status == "PUBLISH_COMPLETE" && video.Level == "PUBLIC_TO_EVERYONE")
        {
            told["publicaly_available_post_id"] = new JsonArray(video.PostId);
        }

        return TtErrors.Ok(told);
    }

    /// <summary>Whose video an upload is of; null where nobody gave the address out.</summary>
    internal (string Tenant, string PublishId)? Read(Request request)
    {
        var (id, token) = (request.Context.Request.Query["upload_id"].ToString(), request.Context.Request.Query["upload_token"].ToString());
        return token.Length == 32 && tenants.IsSigned("tiktok upload", id, token) && id.IndexOf('.') is > 0 and var dot ? (id[..dot], id[(dot + 1)..]) : null;
    }

    internal static Answer Put(TtWorld world, string publishId, Request request, byte[] bytes, DateTimeOffset now)
    {
        if (!world.Videos.TryGetValue(publishId, out var video))
        {
            return Bare(404);
        }

        if (now >= video.Ends)
        {
            return Bare(403);
        }

        var range = request.Context.Request.Headers.ContentRange.ToString();
        if (request.ContentType is not ("video/mp4" or "video/quicktime" or "video/webm") || !range.StartsWith("bytes ", StringComparison.Ordinal) || range[6..].Split('-', '/') is not [var first, var last, var total]
            || !long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from) || !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            || total != video.Size.ToString(CultureInfo.InvariantCulture) || to - from + 1 != bytes.Length)
        {
            return Bare(400);
        }

        if (from != video.Received || video.Parts >= video.Count)
        {
            return Bare(416);
        }

        if (bytes.Length != (video.Parts == video.Count - 1 ? video.Size - (video.Chunk * video.Parts) : video.Chunk))
        {
            return Bare(400);
        }

        video.IsFilm = from == 0 ? request.ContentType == "video/webm" || bytes.AsSpan(0, Math.Min(16, bytes.Length)).IndexOf("ftyp"u8) == 4 : video.IsFilm;
        (video.Received, video.Parts) = (to + 1, video.Parts + 1);
        video.FinishedAt = video.Parts == video.Count ? now : null;
        return Bare(video.Parts == video.Count ? 201 : 206);
    }

    private static string Post(JsonElement post)
    {
        post.Members("/post_info", TtErrors.Invalid, ["privacy_level"], "title", "disable_duet", "disable_comment", "disable_stitch", "video_cover_timestamp_ms", "brand_content_toggle", "brand_organic_toggle", "is_aigc");
        _ = (post.Flag("disable_duet", TtErrors.Invalid), post.Flag("disable_comment", TtErrors.Invalid), post.Flag("disable_stitch", TtErrors.Invalid), post.Flag("brand_organic_toggle", TtErrors.Invalid), post.Flag("is_aigc", TtErrors.Invalid));
        _ = post.Number("video_cover_timestamp_ms", TtErrors.Invalid, 0, TtWorld.MostSeconds * 1_000);
        if (post.Text("title", TtErrors.Invalid)?.Length > MostTitle)
        {
            throw TtErrors.Invalid("The title is too long");
        }

        var level = post.Text("privacy_level", TtErrors.Invalid, "PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY")!;
        return !TtWorld.Levels.Contains(level) ? throw new RefusedException(TtErrors.Of(403, "privacy_level_option_mismatch", "The privacy_level is not one of the options of the creator"))
            : level == "SELF_ONLY" && post.Flag("brand_content_toggle", TtErrors.Invalid) == true ? throw TtErrors.Invalid("Branded content cannot be private")
            : level;
    }

    private static Answer Bare(int status) => new(status, "text/plain", []);
}
