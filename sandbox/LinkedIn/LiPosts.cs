using System.Text.Json;

namespace Squaremcp.Sandbox.LinkedIn;

/// <summary>POST /rest/posts: everything that LinkedIn knows of a post, and nothing else.</summary>
internal static class LiPosts
{
    private const string Reserved = @"|{}@[]()<>#*_~";
    private const int MostText = 3_000;

    internal static Answer Create(LiWorld world, JsonElement post, DateTimeOffset now)
    {
        post.Members("", LiErrors.Invalid, ["author", "commentary", "visibility", "distribution", "lifecycleState"], "content", "isReshareDisabledByAuthor", "reshareContext", "contentLandingPage", "contentCallToActionLabel", "adContext");
        if (post.Text("author", LiErrors.Invalid) != world.Urn)
        {
            throw LiErrors.Denied("partialUpdate of an author that is not the member");
        }

        _ = (post.Text("visibility", LiErrors.Invalid, "PUBLIC", "CONNECTIONS", "LOGGED_IN"), post.Text("lifecycleState", LiErrors.Invalid, "PUBLISHED", "DRAFT"), post.Flag("isReshareDisabledByAuthor", LiErrors.Invalid));
        var distribution = post.GetProperty("distribution");
        distribution.Members("/distribution", LiErrors.Invalid, ["feedDistribution"], "targetEntities", "thirdPartyDistributionChannels");
        _ = distribution.Text("feedDistribution", LiErrors.Invalid, "MAIN_FEED", "NONE");
        var isMedia = post.TryGetProperty("content", out var content) && Content(world, content, now);
        var text = Seen(post.Text("commentary", LiErrors.Invalid)!);
        if (text.Length > MostText)
        {
            throw LiErrors.Invalid($"/commentary :: length is greater than {MostText}");
        }

        if (!isMedia && world.Posts.TakeLast(20).FirstOrDefault(one => one.Text == text) is { Urn: { } twin })
        {
            throw new RefusedException(LiErrors.Of(422, "DUPLICATE_POST", $"Content is a duplicate of {twin}"));
        }

        return new Answer(201, "application/json", []).With("x-restli-id", world.Post(text, isMedia));
    }

    /// <summary>What people will see: an unescaped sign of the grammar ends the text, without a word.</summary>
    internal static string Seen(string little)
    {
        var seen = new System.Text.StringBuilder();
        for (var at = 0; at < little.Length; at++)
        {
            const string Hashtag = @"{hashtag|\#|";
            if (little[at] == '\\' && at + 1 < little.Length)
            {
                seen.Append(little[++at]);
            }
            else if (string.CompareOrdinal(little, at, Hashtag, 0, Hashtag.Length) == 0 && little.IndexOf('}', at) is > 0 and var end)
            {
                seen.Append('#').Append(little[(at + Hashtag.Length)..end].Replace(@"\", "", StringComparison.Ordinal));
                at = end;
            }
            else if (Reserved.Contains(little[at]))
            {
                break;
            }
            else
            {
                seen.Append(little[at]);
            }
        }

        return seen.ToString();
    }

    private static bool Content(LiWorld world, JsonElement content, DateTimeOffset now)
    {
        content.Members("/content", LiErrors.Invalid, [], "article", "media", "multiImage");
        if (content.EnumerateObject().Count() != 1)
        {
            throw LiErrors.Invalid("/content :: must have exactly one member of the union");
        }

        if (content.TryGetProperty("article", out var article))
        {
            article.Members("/content/article", LiErrors.Invalid, ["source", "title"], "description", "thumbnail", "thumbnailAltText");
            return Uri.TryCreate(article.Text("source", LiErrors.Invalid), UriKind.Absolute, out _) ? false : throw LiErrors.Invalid("/content/article/source :: is not a valid url");
        }

        if (content.TryGetProperty("media", out var media))
        {
            Media(world, media, now, "video", "image", "document");
            return true;
        }

        var many = content.GetProperty("multiImage");
        many.Members("/content/multiImage", LiErrors.Invalid, ["images"], "altText");
        var images = many.List("images", LiErrors.Invalid)!;
        if (images.Count is < 2 or > 20)
        {
            throw LiErrors.Invalid("/content/multiImage/images :: must have 2 to 20 items");
        }

        foreach (var image in images)
        {
            Media(world, image, now, "image");
        }

        return true;
    }

    private static void Media(LiWorld world, JsonElement media, DateTimeOffset now, params string[] kinds)
    {
        media.Members("/content/media", LiErrors.Invalid, ["id"], "title", "altText");
        _ = (media.Text("title", LiErrors.Invalid), media.Text("altText", LiErrors.Invalid));
        if (!world.Uploads.TryGetValue(media.Text("id", LiErrors.Invalid)!, out var upload) || !kinds.Contains(upload.Kind) || upload.StatusAt(now) != "AVAILABLE")
        {
            throw LiErrors.Invalid("/content/media/id :: the media asset is not owned by the author or not available");
        }

        if (upload.Kind == "document" && media.Text("title", LiErrors.Invalid) is null)
        {
            throw LiErrors.Invalid("/content/media/title :: is required for documents");
        }
    }
}
