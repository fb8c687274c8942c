using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Facebook;

/// <param name="Author">Null for the page itself.</param>
/// <param name="PublishAt">Seconds since 1970, of a post that waits; 0 for one that is there, -1 for one that was only uploaded.</param>
internal sealed record FacebookPost(string Id, string? Message, DateTimeOffset At, string? Author = null, string? Link = null, string Kind = "mobile_status_update", long PublishAt = 0, int Photos = 0);

internal sealed record FacebookVideo(string Id, string? Title, string? Description, DateTimeOffset At, bool IsBroken, long PublishAt);

/// <summary>An upload of the Resumable Upload API.</summary>
internal sealed class FacebookUpload(string id, long size, string type)
{
    internal string Id => id;

    internal long Size => size;

    internal string Type => type;

    internal long Has { get; set; }

    internal string Handle => $"h.{id.Replace(':', '.')}";
}

/// <summary>One person's Facebook: a page, what it and its visitors posted, and uploads.</summary>
internal sealed class FacebookWorld
{
    private const int MostPosts = 1_000, MostUploads = 20;

    private readonly List<FacebookPost> posts = [];
    private readonly Dictionary<string, FacebookVideo> videos = [];
    private readonly Dictionary<string, FacebookUpload> uploads = [];
    private readonly HashSet<string> revoked = [];
    private long last = 122_093_000_000_000_000;

    internal FacebookWorld(Tenants tenants, string tenant, DateTimeOffset now)
    {
        UserId = (10_000_000_000_000_000 + tenants.Number("facebook user", tenant, 900_000_000_000_000)).ToString(CultureInfo.InvariantCulture);
        PageId = (100_000_000_000_000 + tenants.Number("facebook page", tenant, 900_000_000_000)).ToString(CultureInfo.InvariantCulture);
        string[] news = ["The oven is hot: rolls from 7. 🥐", "Rye bread today.", "We are looking for somebody who likes mornings.", "Closed on Sunday.", "Thank you for a thousand likes!"];
        for (var day = 30; day > 0; day--)
        {
            posts.Add(new(NextId(), $"{news[day % news.Length]} (day {31 - day})", now.AddDays(-day)));
        }

        posts.Add(new(NextId(), "Is there rye bread today?", now.AddHours(-3), Author: "Ada Winter"));
    }

    internal Lock Gate { get; } = new();

    internal string UserId { get; }

    internal string PageId { get; }

    internal static string PageName => "Sandbox Bakery";

    internal JsonObject Page => new()
    {
        ["id"] = PageId,
        ["name"] = PageName,
        ["username"] = $"sandboxbakery{PageId[^4..]}",
        ["about"] = "Bread at the harbour.",
        ["description"] = "A page to rehearse with. Nothing here is real.",
        ["category"] = "Bakery",
        ["link"] = $"https://www.facebook.com/{PageId}",
        ["website"] = "https://bakery.example/",
        ["fan_count"] = 1_024,
        ["followers_count"] = 1_100,
        ["verification_status"] = "not_verified",
        ["is_published"] = true,
        ["picture"] = new JsonObject { ["data"] = new JsonObject { ["height"] = 50, ["width"] = 50, ["is_silhouette"] = false, ["url"] = "https://scontent.example/bakery.jpg" } },
        ["cover"] = new JsonObject { ["id"] = "1", ["source"] = "https://scontent.example/cover.jpg" },
    };

    /// <summary>Those that are to be seen, newest first.</summary>
    internal IReadOnlyList<FacebookPost> Posts(bool withVisitors, DateTimeOffset now) =>
        [.. Enumerable.Reverse(posts).Where(post => (withVisitors || post.Author is null) && post.PublishAt >= 0 && post.PublishAt <= now.ToUnixTimeSeconds())];

    internal FacebookPost? Post(string id) => posts.Find(post => post.Id == id);

    internal FacebookPost Add(FacebookPost post)
    {
        if (posts.Count >= MostPosts)
        {
            posts.RemoveAt(0);
        }

        posts.Add(post);
        return post;
    }

    internal FacebookVideo Add(FacebookVideo video)
    {
        Add(new FacebookPost(NextId(), video.Description, video.At, Kind: "added_video", PublishAt: video.PublishAt));
        return videos[video.Id] = video;
    }

    internal FacebookVideo? Video(string id) => videos.GetValueOrDefault(id);

    internal FacebookUpload Begin(long size, string type)
    {
        if (uploads.Count >= MostUploads)
        {
            uploads.Remove(uploads.Keys.First());
        }

        var upload = new FacebookUpload($"upload:{NextId()}", size, type);
        return uploads[upload.Id] = upload;
    }

    internal FacebookUpload? Upload(string id) => uploads.GetValueOrDefault(id);

    internal FacebookUpload? Uploaded(string handle) => uploads.Values.FirstOrDefault(upload => upload.Handle == handle && upload.Has == upload.Size);

    internal string NextId() => (++last).ToString(CultureInfo.InvariantCulture);

    internal void Revoke(string family)
    {
        lock (Gate)
        {
            revoked.Add(family);
        }
    }

    internal bool IsRevoked(string family)
    {
        lock (Gate)
        {
            return revoked.Contains(family);
        }
    }
}
