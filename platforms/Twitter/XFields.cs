namespace Squaremcp.Platforms.Twitter;

/// <summary>
/// What is asked for of posts, profiles and media, under the names X uses for it. Since August 2026 the published specification calls posts <c>post</c> where the documentation
/// and the platform itself say <c>tweet</c>; the operator may switch.
/// </summary>
internal sealed class XFields(bool saysPost)
{
    private const string Media = "&media.fields=alt_text,duration_ms,media_key,preview_image_url,type,url";

    /// <summary>Profiles cost, and only a search does not know beforehand whose posts it finds.</summary>
    internal string OfPosts(bool withAuthors, bool withMedia)
    {
        string[] expansions = [.. withMedia ? ["attachments.media_keys"] : Array.Empty<string>(), .. withAuthors ? ["author_id"] : Array.Empty<string>(), .. saysPost ? ["referenced_posts"] : Array.Empty<string>()];
        var fields = saysPost
            ? "post.fields=attachments,conversation_id,created_at,entities,lang,note_post,public_metrics"
            : "tweet.fields=attachments,author_id,conversation_id,created_at,entities,in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets";
        return $"{fields}{(expansions.Length > 0 ? $"&expansions={string.Join(',', expansions)}" : "")}{(withAuthors ? "&user.fields=name,username" : "")}{(withMedia ? Media : "")}";
    }

    internal string OfUser => $"user.fields=created_at,description,entities,location,{(saysPost ? "" : "pinned_tweet_id,")}profile_image_url,protected,public_metrics,url,verified,verified_type";
}
