using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.Instagram;

/// <summary>Instagram's rules for what is published, kept before anything leaves, and by a rehearsal too; and the fields of each container.</summary>
internal static partial class InstagramRules
{
    internal const int MostImages = 10;
    private const int MostHashtags = 30, MostMentions = 20, MostCollaborators = 3;
    private const long MostVideoBytes = 300L * 1024 * 1024;

    private static readonly TimeSpan ShortestVideo = TimeSpan.FromSeconds(3), LongestVideo = TimeSpan.FromMinutes(15);

    /// <exception cref="ToolException">Instagram would refuse it.</exception>
    internal static void Check(CreatePost post)
    {
        if (post.Images.Count is 0 or > MostImages)
        {
            throw Wrong("images", $"`images` must be 1 to {MostImages} pictures.");
        }

        foreach (var image in post.Images)
        {
            Public("images", image.Url);
        }

        Caption(post.Caption);
        Common(post.LocationId, post.Collaborators, post.MadeWithAi);
    }

    /// <exception cref="ToolException">Instagram would refuse it.</exception>
    internal static void Check(CreateReel reel)
    {
        if (reel.CoverUrl is { } cover)
        {
            Public("cover_url", cover);
            if (reel.ThumbOffsetMs is not null)
            {
                throw Wrong("thumb_offset_ms", "Give `cover_url` or `thumb_offset_ms`, not both.");
            }
        }

        Caption(reel.Caption);
        Common(null, reel.Collaborators, reel.MadeWithAi);
    }

    internal static async Task CheckAsync(CustomerFile video, CancellationToken cancellationToken)
    {
        if (video.MediaType is not ("video/mp4" or "video/quicktime"))
        {
            throw Wrong("video", $"The file is {video.MediaType}; Instagram takes video/mp4, video/quicktime.");
        }

        if (video.Size is 0 or > MostVideoBytes)
        {
            throw Wrong("video", $"The video has {video.Size} bytes; Instagram takes 1 to {MostVideoBytes} (300 MB).");
        }

        if (await MovieLength.OfAsync(video, cancellationToken) is { } length && (length < ShortestVideo || length > LongestVideo))
        {
            throw Wrong("video", string.Create(CultureInfo.InvariantCulture, $"The video plays {length.TotalSeconds:0.#} seconds; Instagram takes 3 seconds to 15 minutes."));
        }
    }

    /// <summary>Of a picture by itself.</summary>
    internal static Dictionary<string, string> Single(CreatePost post) => Picture(post.Images[0]).With(Parent(post));

    /// <summary>Of one picture of an album.</summary>
    internal static Dictionary<string, string> Child(Picture picture) => Picture(picture).With(new() { ["is_carousel_item"] = "true" });

    internal static Dictionary<string, string> Album(CreatePost post, IReadOnlyList<string> children) =>
        new Dictionary<string, string> { ["media_type"] = "CAROUSEL", ["children"] = string.Join(',', children) }.With(Parent(post));

    /// <param name="address">Null where the bytes are sent.</param>
    internal static Dictionary<string, string> Reel(CreateReel reel, string? address)
    {
        var fields = new Dictionary<string, string> { ["media_type"] = "REELS" };
        fields.Add(address is null ? "upload_type" : "video_url", address ?? "resumable");
        Add(fields, "caption", reel.Caption);
        Add(fields, "cover_url", reel.CoverUrl);
        Add(fields, "thumb_offset", reel.ThumbOffsetMs?.ToString(CultureInfo.InvariantCulture));
        fields.Add("share_to_feed", reel.ShareToFeed ? "true" : "false");
        Add(fields, "audio_name", reel.AudioName);
        return fields.With(Common(null, reel.Collaborators, reel.MadeWithAi));
    }

    private static Dictionary<string, string> Picture(Picture picture)
    {
        var fields = new Dictionary<string, string> { ["image_url"] = picture.Url };
        Add(fields, "alt_text", picture.AltText);
        return fields;
    }

    private static Dictionary<string, string> Parent(CreatePost post)
    {
        var fields = new Dictionary<string, string>();
        Add(fields, "caption", post.Caption);
        return fields.With(Common(post.LocationId, post.Collaborators, post.MadeWithAi));
    }

    private static Dictionary<string, string> Common(string? location, IReadOnlyList<string>? collaborators, bool madeWithAi)
    {
        var fields = new Dictionary<string, string>();
        Add(fields, "location_id", location is null ? null : GraphRules.Id("location_id", location));
        if (collaborators is { Count: > 0 })
        {
            fields["collaborators"] = collaborators.Count > MostCollaborators ? throw Wrong("collaborators", $"`collaborators` must be {MostCollaborators} at most.")
                : new JsonArray([.. collaborators.Select(name => JsonValue.Create(Handle().IsMatch(name.TrimStart('@')) ? name.TrimStart('@') : throw Wrong("collaborators", "`collaborators` must be names of Instagram accounts.")))]).ToJsonString();
        }

        Add(fields, "is_ai_generated", madeWithAi ? "true" : null);
        return fields;
    }

    private static void Caption(string? caption)
    {
        if (caption is not null && (Hashtag().Count(caption) > MostHashtags || Mention().Count(caption) > MostMentions))
        {
            throw Wrong("caption", $"`caption` has {Hashtag().Count(caption)} hashtags and {Mention().Count(caption)} mentions; Instagram takes {MostHashtags} and {MostMentions}.");
        }
    }

    private static void Public(string argument, string address)
    {
        if (AddressGuard.Broken(address, allowPrivate: false, allowQuery: true) is { } broken)
        {
            throw Wrong(argument, $"Instagram fetches `{argument}` itself, from a public https address such as https://example.org/bread.jpg; this one {broken}.");
        }
    }

    private static Dictionary<string, string> With(this Dictionary<string, string> fields, Dictionary<string, string> more)
    {
        foreach (var (name, value) in more)
        {
            fields[name] = value;
        }

        return fields;
    }

    private static void Add(Dictionary<string, string> fields, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            fields[name] = value;
        }
    }

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });

    [GeneratedRegex(@"(?<!\w)#\w", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hashtag();

    [GeneratedRegex(@"(?<!\w)@\w", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mention();

    [GeneratedRegex(@"^[A-Za-z0-9._]{1,30}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Handle();
}
