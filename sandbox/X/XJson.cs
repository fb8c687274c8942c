using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.X;

/// <summary>Users and posts as far as they were asked for.</summary>
internal static class XJson
{
    internal static JsonObject Of(XUser user, XQuery query)
    {
        var json = new JsonObject { ["id"] = user.Id, ["name"] = user.Name, ["username"] = user.Username };
        Add("created_at", () => Time(user.Since));
        Add("description", () => user.About);
        Add("protected", () => user.IsProtected);
        Add("verified", () => user.IsVerified);
        Add("verified_type", () => user.IsVerified ? "business" : "none");
        Add("location", () => "Sandbox");
        Add("url", () => "");
        Add("profile_image_url", () => "https://pbs.twimg.com/sandbox/normal.png");
        Add("public_metrics", () => new JsonObject { ["followers_count"] = 12, ["following_count"] = 3, [query.SaysPost ? "post_count" : "tweet_count"] = 4, ["listed_count"] = 0, ["like_count"] = 7, ["media_count"] = 0 });
        return json;

        void Add(string name, Func<JsonNode> value)
        {
            if (query.Has("user.fields", name))
            {
                json[name] = value();
            }
        }
    }

    internal static JsonObject Of(XWorld world, XPost post, XQuery query)
    {
        var says = query.SaysPost;
        var json = new JsonObject { ["id"] = post.Id, ["text"] = post.Text, [says ? "edit_history_post_ids" : "edit_history_tweet_ids"] = new JsonArray(post.Id) };
        Add("created_at", () => Time(post.At));
        Add("conversation_id", () => post.Conversation ?? post.Id);
        Add("lang", () => "en");
        Add("possibly_sensitive", () => false);
        Add("reply_settings", () => "everyone");
        Add("source", () => "Sandbox");
        Add("public_metrics", () => new JsonObject { [says ? "repost_count" : "retweet_count"] = 1, ["reply_count"] = world.Posts.Count(one => one.Of == post.Id), ["like_count"] = 5, ["quote_count"] = 0, ["bookmark_count"] = 0, ["impression_count"] = 240 });
        if (query.PostHas("author_id") || query.Has("expansions", "author_id"))
        {
            json["author_id"] = post.AuthorId;
        }

        if (post.OfAuthor is not null && (query.PostHas("in_reply_to_user_id") || query.Has("expansions", "in_reply_to_user_id")))
        {
            json["in_reply_to_user_id"] = post.OfAuthor;
        }

        if (post.Of is not null && (query.PostHas("referenced_tweets") || query.Has("expansions", "referenced_tweets.id") || query.Has("expansions", "referenced_posts")))
        {
            json[says ? "referenced_posts" : "referenced_tweets"] = new JsonArray(new JsonObject { ["type"] = post.Kind, ["id"] = post.Of });
        }

        if (post.Media is { Count: > 0 } && (query.PostHas("attachments") || query.Has("expansions", "attachments.media_keys")))
        {
            json["attachments"] = new JsonObject { ["media_keys"] = new JsonArray([.. post.Media.Select(key => (JsonNode)key)]) };
        }

        return json;

        void Add(string name, Func<JsonNode> value)
        {
            if (query.PostHas(name))
            {
                json[name] = value();
            }
        }
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
