using System.Text.Json;

namespace Squaremcp.Platforms.Twitter;

/// <summary>X's posts and profiles as the tools tell them, in whichever spelling X wrote them.</summary>
internal static class Reading
{
    internal static UserProfile? Profile(JsonElement user) => user.Id("id") is { } id && user.Words("username") is { } name
        ? new(
            id, $"@{name}", user.Words("name") ?? name, Text(user.Words("description")), user.Words("location"),
            user.Inside("entities").Inside("url").Each("urls").Select(url => url.Words("expanded_url")).FirstOrDefault() ?? user.Words("url"),
            user.When("created_at"), user.Flag("verified"), user.Words("verified_type"), user.Flag("protected"),
            user.Inside("public_metrics").Count("followers_count"), user.Inside("public_metrics").Count("following_count"), user.Inside("public_metrics").Count("tweet_count", "post_count"),
            user.Id("pinned_tweet_id", "pinned_post_id"), user.Words("profile_image_url"), $"https://x.com/{name}")
        : null;

    /// <param name="includes">What X sent beside the posts.</param>
    /// <param name="author">Whose posts they are, with @, where that is known beforehand.</param>
    /// <returns>Null where it is nothing like a post.</returns>
    internal static Post? Post(JsonElement post, JsonElement includes, string? author)
    {
        if (post.Id("id") is not { } id || (post.Inside("note_tweet", "note_post").Words("text") ?? post.Words("text")) is not { } text)
        {
            return null;
        }

        var (authorId, counts) = (post.Id("author_id"), post.Inside("public_metrics"));
        var wrote = author ?? (includes.Each("users").FirstOrDefault(user => user.Id("id") == authorId).Words("username") is { } name ? $"@{name}" : null);
        return new(
            id, Text(text)!, authorId, wrote, post.When("created_at"), post.Words("lang"), post.Id("conversation_id"), post.Id("in_reply_to_user_id"),
            Some(post.Each("referenced_tweets", "referenced_posts").Where(one => one.Id("id") is not null).Select(one => new PostReference(one.Words("type") ?? "unknown", one.Id("id")!))),
            Some(post.Inside("entities").Each("urls").Select(url => url.Words("expanded_url")).OfType<string>().Distinct()),
            Some(Media(post, includes)),
            counts.Count("like_count"), counts.Count("retweet_count", "repost_count"), counts.Count("reply_count"), counts.Count("quote_count"), counts.Count("impression_count"),
            Link(wrote, id));
    }

    internal static string Link(string? author, string id) => $"https://x.com/{author?.TrimStart('@') ?? "i/web"}/status/{id}";

    /// <summary>X writes three signs as in HTML.</summary>
    internal static string? Text(string? text) => text?.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    private static IEnumerable<PostMedia> Media(JsonElement post, JsonElement includes)
    {
        var keys = post.Inside("attachments").Each("media_keys").Where(key => key.ValueKind == JsonValueKind.String).Select(key => key.GetString()).ToHashSet();
        return includes.Each("media").Where(one => keys.Contains(one.Words("media_key"))).Select(one => new PostMedia(one.Words("type") ?? "unknown", one.Words("url") ?? one.Words("preview_image_url"), one.Words("alt_text"), one.Count("duration_ms")));
    }

    private static List<T>? Some<T>(IEnumerable<T> all) => all.ToList() is { Count: > 0 } some ? some : null;
}
