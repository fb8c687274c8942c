using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.X;

/// <summary>What can be asked of a world.</summary>
internal static class XReads
{
    private static readonly string[] OfUsers = ["user.fields", "expansions", "post.fields", "tweet.fields"];
    private static readonly string[] OfPosts = [.. OfUsers, "media.fields", "poll.fields", "place.fields"];
    private static readonly string[] OfPages = [.. OfPosts, "max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id"];

    internal static Answer Me(XCall call) => Found(call.World.Me, new(call.Request, OfUsers), "me");

    internal static Answer ByName(XCall call) => XWorld.IsName(call.Path[3])
        ? Found(call.World.Named(call.Path[3]), new(call.Request, OfUsers), "username", call.Path[3])
        : throw XErrors.Invalid($"The `username` query parameter value [{call.Path[3]}] does not match ^[A-Za-z0-9_]{{1,15}}$", "username", call.Path[3]);

    internal static Answer ById(XCall call) => Found(call.World.User(Id(call.Path[1])), new(call.Request, OfUsers), "id", call.Path[1]);

    internal static Answer Post(XCall call)
    {
        var query = new XQuery(call.Request, OfPosts);
        return call.World.Post(Id(call.Path[1])) is { } post && Sees(call.World, post)
            ? Answer.Json(200, Page(call.World, [post], query, single: true))
            : Answer.Json(200, new JsonObject { ["errors"] = new JsonArray(XErrors.Missing("tweet", "id", call.Path[1])) });
    }

    internal static Answer Timeline(XCall call)
    {
        var query = new XQuery(call.Request, [.. OfPages, "exclude"]);
        var size = query.Number("max_results", 5, 100, 10);
        if (call.World.User(Id(call.Path[1])) is not { } user)
        {
            return Answer.Json(200, new JsonObject { ["errors"] = new JsonArray(XErrors.Missing("user", "id", call.Path[1])) });
        }

        if (user.IsProtected && user.Id != call.World.Me.Id)
        {
            return Answer.Json(200, new JsonObject
            {
                ["errors"] = new JsonArray(new JsonObject
                {
                    ["title"] = "Authorization Error",
                    ["detail"] = $"Sorry, you are not authorized to see the user with id: [{user.Id}].",
                    ["type"] = "https://api.x.com/2/problems/not-authorized-for-resource",
                    ["resource_type"] = "user",
                    ["resource_id"] = user.Id,
                    ["parameter"] = "id",
                    ["value"] = user.Id,
                }),
            });
        }

        var posts = call.World.Posts.Where(post => post.AuthorId == user.Id && !(query.Has("exclude", "replies") && post.Kind == "replied_to"));
        return Pages(call, posts, query, size, query["pagination_token"]);
    }

    internal static Answer Search(XCall call)
    {
        var query = new XQuery(call.Request, [.. OfPages, "query", "next_token", "sort_order"]);
        var words = query["query"] ?? throw XErrors.Invalid("The `query` query parameter is required", "query", "");
        if (words.Length > 512)
        {
            throw XErrors.Invalid("Rule length exceeds the limit of 512 characters", "query", words);
        }

        if (query["sort_order"] is not (null or "recency" or "relevancy"))
        {
            throw XErrors.Invalid($"The `sort_order` query parameter value [{query["sort_order"]}] is not one of [recency,relevancy]", "sort_order", query["sort_order"]);
        }

        if (query.Time("start_time") is { } start && start < call.Now.AddDays(-7))
        {
            throw XErrors.Invalid($"Invalid 'start_time':'{query["start_time"]}'. 'start_time' must be on or after 7 days ago", "start_time", query["start_time"]);
        }

        var fits = XSearch.Parse(words, call.World);
        var posts = call.World.Posts.Where(post => post.At >= call.Now.AddDays(-7) && Sees(call.World, post) && fits(post));
        return Pages(call, posts, query, query.Number("max_results", 10, 100, 10), query["next_token"] ?? query["pagination_token"]);
    }

    private static bool Sees(XWorld world, XPost post) => world.User(post.AuthorId) is { } author && (!author.IsProtected || author.Id == world.Me.Id);

    private static string Id(string text) => text.Length <= 19 && text.All(char.IsAsciiDigit) ? text : throw XErrors.Invalid($"The `id` query parameter value [{text}] is not valid", "id", text);

    private static Answer Found(XUser? user, XQuery query, string parameter, string value = "") => Answer.Json(200, user is null
        ? new JsonObject { ["errors"] = new JsonArray(XErrors.Missing("user", parameter, value)) }
        : new JsonObject { ["data"] = XJson.Of(user, query) });

    private static Answer Pages(XCall call, IEnumerable<XPost> posts, XQuery query, int size, string? token)
    {
        var (since, until, start, end) = (query.Id("since_id"), query.Id("until_id"), query.Time("start_time"), query.Time("end_time"));
        var before = token is null ? long.MaxValue : token.Length == 20 && token[0] is 'n' && long.TryParse(token[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at
            : throw XErrors.Invalid($"The `pagination_token` query parameter value [{token}] is not valid", "pagination_token", token);
        lock (call.World.Gate)
        {
            var all = posts.Where(post => Number(post) is var id && id < before && (since is null || id > since) && (until is null || id < until) && (start is null || post.At >= start) && (end is null || post.At < end)).Take(size + 1).ToList();
            var page = all[..Math.Min(size, all.Count)];
            var answer = Page(call.World, page, query, single: false);
            var meta = new JsonObject { ["result_count"] = page.Count };
            if (page.Count > 0)
            {
                (meta["newest_id"], meta["oldest_id"]) = (page[0].Id, page[^1].Id);
            }

            if (all.Count > size)
            {
                meta["next_token"] = $"n{Number(page[^1]):d19}";
            }

            answer["meta"] = meta;
            return Answer.Json(200, answer);
        }
    }

    private static JsonObject Page(XWorld world, List<XPost> posts, XQuery query, bool single)
    {
        var answer = new JsonObject();
        if (posts.Count > 0)
        {
            var written = posts.Select(post => (JsonNode)XJson.Of(world, post, query)).ToArray();
            answer["data"] = single ? written[0] : new JsonArray(written);
        }

        var authors = query.Has("expansions", "author_id") ? posts.Select(post => post.AuthorId).Distinct().Select(world.User).OfType<XUser>().ToList() : [];
        var others = query.Has("expansions", "referenced_posts") || query.Has("expansions", "referenced_tweets.id") ? posts.Select(post => post.Of is null ? null : world.Post(post.Of)).OfType<XPost>().DistinctBy(post => post.Id).ToList() : [];
        if (authors.Count + others.Count > 0)
        {
            var includes = new JsonObject();
            if (authors.Count > 0)
            {
                includes["users"] = new JsonArray([.. authors.Select(user => XJson.Of(user, query))]);
            }

            if (others.Count > 0)
            {
                includes[query.SaysPost ? "posts" : "tweets"] = new JsonArray([.. others.Select(post => XJson.Of(world, post, query))]);
            }

            answer["includes"] = includes;
        }

        return answer;
    }

    private static long Number(XPost post) => long.Parse(post.Id, CultureInfo.InvariantCulture);
}
