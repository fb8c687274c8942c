using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms.TikTok;

/// <summary>TikTok's rules for videos, kept before anything leaves, and by a rehearsal too.</summary>
internal static class VideoRules
{
    private const long Giga = 1024L * 1024 * 1024;

    private static readonly string[] Types = ["video/mp4", "video/quicktime", "video/webm"];

    /// <exception cref="ToolException">The arguments do not go together.</exception>
    internal static void Check(CreateVideo input)
    {
        if (!input.AsDraft && input.PrivacyLevel is null)
        {
            throw Wrong("privacy_level", "`privacy_level` is needed: the person must choose who sees the video. tiktok_get_creator_info tells what the account offers; or give `as_draft`.");
        }

        if (input.AsDraft && (input.Title is not null || input.PrivacyLevel is not null || input.CoverTimestampMs is not null || input.PaidPartnership || input.OwnBusiness || input.MadeWithAi || input.DisableComment || input.DisableDuet || input.DisableStitch))
        {
            throw Wrong("as_draft", "A draft takes the video alone: everything else the person says in TikTok. Leave the other arguments out.");
        }

        if (input.PaidPartnership && input.PrivacyLevel == "SELF_ONLY")
        {
            throw Wrong("paid_partnership", "TikTok lets no paid advertising be seen by the account alone: choose another `privacy_level`.");
        }
    }

    internal static async Task CheckAsync(CustomerFile file, long? mostSeconds, CancellationToken cancellationToken)
    {
        if (!Types.Contains(file.MediaType, StringComparer.OrdinalIgnoreCase))
        {
            throw Wrong("video", $"The file is {file.MediaType}; TikTok takes {string.Join(", ", Types)}.");
        }

        if (file.Size is 0 or > 4 * Giga)
        {
            throw Wrong("video", $"The file has {file.Size.ToString(CultureInfo.InvariantCulture)} bytes; TikTok takes 1 to {(4 * Giga).ToString(CultureInfo.InvariantCulture)} (4 GB).");
        }

        if (mostSeconds is { } most && await MovieLength.OfAsync(file, cancellationToken) is { } length && length.TotalSeconds > most)
        {
            throw Wrong("video", string.Create(CultureInfo.InvariantCulture, $"The video plays {length.TotalSeconds:0.#} seconds; this account may publish {most}."));
        }
    }

    /// <summary>What the account itself allows at this moment.</summary>
    internal static void Check(CreateVideo input, CreatorInfo creator)
    {
        if (!input.AsDraft && !creator.PrivacyLevels.Contains(input.PrivacyLevel))
        {
            throw Wrong("privacy_level", $"The account offers {string.Join(", ", creator.PrivacyLevels)} as `privacy_level` now. Ask the person which it shall be.");
        }
    }

    /// <summary>The body of the request that begins the publish (https://developers.tiktok.com/doc/content-posting-api-reference-direct-post).</summary>
    internal static JsonObject Body(CreateVideo input, long size)
    {
        var body = new JsonObject
        {
            ["source_info"] = new JsonObject { ["source"] = "FILE_UPLOAD", ["video_size"] = size, ["chunk_size"] = VideoPart.SizeOf(size), ["total_chunk_count"] = VideoPart.CountOf(size) },
        };
        if (!input.AsDraft)
        {
            body.Insert(0, "post_info", Post(input));
        }

        return body;
    }

    private static JsonObject Post(CreateVideo input)
    {
        var post = new JsonObject
        {
            ["privacy_level"] = input.PrivacyLevel,
            ["disable_comment"] = input.DisableComment,
            ["disable_duet"] = input.DisableDuet,
            ["disable_stitch"] = input.DisableStitch,
            ["brand_content_toggle"] = input.PaidPartnership,
            ["brand_organic_toggle"] = input.OwnBusiness,
            ["is_aigc"] = input.MadeWithAi,
        };
        if (input.Title is { } title)
        {
            post.Insert(0, "title", title);
        }

        if (input.CoverTimestampMs is { } cover)
        {
            post["video_cover_timestamp_ms"] = cover;
        }

        return post;
    }

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });
}
