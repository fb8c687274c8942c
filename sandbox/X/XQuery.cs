using System.Globalization;

namespace Squaremcp.Sandbox.X;

/// <summary>
/// The parameters of a read, each checked. Posts may be asked for as the specification of August 2026 calls their fields (<c>post.fields</c>) or as everything before does (<c>tweet.fields</c>); the answer is spelled alike.
/// </summary>
internal sealed class XQuery
{
    private static readonly string[] Common =
    [
        "article", "attachments", "card_uri", "community_id", "context_annotations", "conversation_id", "created_at", "display_text_range", "edit_controls", "entities", "geo", "id", "lang", "media_metadata", "non_public_metrics",
        "organic_metrics", "paid_partnership", "possibly_sensitive", "promoted_metrics", "public_metrics", "reply_settings", "scopes", "source", "text", "withheld",
    ];

    private static readonly Dictionary<string, string[]> Fields = new()
    {
        ["post.fields"] = [.. Common, "article_title", "matched_media_notes", "note_post", "note_request_suggestions", "suggested_source_links", "suggested_source_links_with_counts"],
        ["tweet.fields"] = [.. Common, "author_id", "in_reply_to_user_id", "note_tweet", "referenced_tweets", "edit_history_tweet_ids", "username"],
        ["user.fields"] =
        [
            "confirmed_email", "connection_status", "created_at", "description", "entities", "id", "is_identity_verified", "location", "name", "parody", "pinned_tweet_id", "profile_banner_url", "profile_image_url", "protected",
            "public_metrics", "receives_your_dm", "subscribes_to_you", "subscription", "subscription_type", "url", "username", "verified", "verified_followers_count", "verified_type", "withheld", "most_recent_tweet_id", "affiliation",
        ],
        ["media.fields"] = ["alt_text", "duration_ms", "height", "media_key", "non_public_metrics", "organic_metrics", "preview_image_url", "promoted_metrics", "public_metrics", "type", "url", "variants", "width"],
        ["poll.fields"] = ["duration_minutes", "end_datetime", "id", "options", "voting_status"],
        ["place.fields"] = ["contained_within", "country", "country_code", "full_name", "geo", "id", "name", "place_type"],
        ["expansions"] =
        [
            "article.cover_media", "article.media_entities", "attachments.media_keys", "attachments.media_source_tweet", "attachments.poll_ids", "author_id", "edit_history_post_ids", "edit_history_tweet_ids", "entities.mentions.username",
            "geo.place_id", "in_reply_to_user_id", "referenced_posts", "referenced_tweets.id", "referenced_tweets.id.author_id", "username", "pinned_tweet_id", "pinned_post_id", "most_recent_tweet_id", "affiliation.user_id",
        ],
        ["exclude"] = ["replies", "retweets"],
    };

    private readonly Dictionary<string, string> values = [];

    internal XQuery(Request request, params ReadOnlySpan<string> allowed)
    {
        foreach (var (name, value) in request.Context.Request.Query)
        {
            if (!allowed.Contains(name))
            {
                throw XErrors.Invalid($"The query parameter [{name}] is not one of [{string.Join(",", allowed.ToArray())}]", name, value);
            }

            if (value.Count > 1 || value.ToString().Length == 0)
            {
                throw XErrors.Invalid($"The `{name}` query parameter must have one value", name, value);
            }

            values[name] = value.ToString();
            if (Fields.TryGetValue(name, out var known) && values[name].Split(',') is var asked && (asked.FirstOrDefault(one => !known.Contains(one)) ?? (asked.Distinct().Count() < asked.Length ? asked[0] : null)) is { } wrong)
            {
                throw XErrors.Invalid($"The `{name}` query parameter value [{wrong}] is not one of [{string.Join(",", known)}]", name, wrong);
            }
        }

        if (values.TryGetValue("post.fields", out var both) && values.ContainsKey("tweet.fields"))
        {
            throw XErrors.Invalid("The query parameters [post.fields] and [tweet.fields] are the same thing", "post.fields", both);
        }
    }

    /// <summary>True where posts are called posts.</summary>
    internal bool SaysPost => values.ContainsKey("post.fields") || Has("expansions", "referenced_posts");

    internal string? this[string name] => values.GetValueOrDefault(name);

    internal bool Has(string name, string field) => values.TryGetValue(name, out var asked) && asked.Split(',').Contains(field);

    internal bool PostHas(string field) => Has("post.fields", field) || Has("tweet.fields", field);

    internal int Number(string name, int least, int most, int otherwise) => !values.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw XErrors.Invalid($"The `{name}` query parameter value [{text}] is not between {least} and {most}", name, text);

    internal long? Id(string name) => !values.TryGetValue(name, out var text) ? null
        : text.Length <= 19 && text.All(char.IsAsciiDigit) ? long.Parse(text, CultureInfo.InvariantCulture)
        : throw XErrors.Invalid($"The `{name}` query parameter value [{text}] does not match ^[0-9]{{1,19}}$", name, text);

    internal DateTimeOffset? Time(string name) => !values.TryGetValue(name, out var text) ? null
        : DateTimeOffset.TryParseExact(text, ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.fffZ"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw XErrors.Invalid($"The `{name}` query parameter value [{text}] is not a valid RFC 3339 timestamp", name, text);
}
