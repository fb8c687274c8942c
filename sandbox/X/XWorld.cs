using System.Globalization;

namespace Squaremcp.Sandbox.X;

internal sealed record XUser(string Id, string Username, string Name, string About, DateTimeOffset Since, bool IsProtected = false, bool IsVerified = false);

/// <param name="Kind">replied_to or quoted; null for a post of its own.</param>
internal sealed record XPost(string Id, string AuthorId, string Text, DateTimeOffset At, string? Kind = null, string? Of = null, string? OfAuthor = null, string? Conversation = null, IReadOnlyList<string>? Media = null, bool HasPoll = false);

/// <summary>One account's X: itself, the people it meets, what they wrote, and its uploads.</summary>
internal sealed class XWorld
{
    private const int MostPosts = 1_000, MostFamilies = 200, MostUploads = 20;

    private readonly TimeProvider clock;
    private readonly DateTimeOffset began;
    private readonly Dictionary<string, int> families = [];
    private readonly HashSet<string> revoked = [];
    private readonly Dictionary<(string Call, long Window), int> calls = [];
    private readonly List<XPost> posts = [];
    private readonly List<XUser> users = [];
    private long lastId;

    internal XWorld(Tenants tenants, string tenant, TimeProvider clock)
    {
        (this.clock, began) = (clock, clock.GetUtcNow());
        users.Add(Someone(tenants.Number("x user", tenant, 900_000_000) + 10, $"sandbox_{tenant[..6]}", "Sandbox account", "An account to rehearse with."));
        users.Add(Someone(1, "ada_winter", "Ada Winter", "Boats, paint, short mails."));
        users.Add(Someone(2, "harbour_news", "Harbour News", "What happens at the harbour. 🚢") with { IsVerified = true });
        users.Add(Someone(3, "quiet_ida", "Ida", "Posts for friends.") with { IsProtected = true });
        string[] news = ["The ferry leaves at 9 today. #ferry", "Wind from the north, force 6. ⚓", "New paint for the lighthouse! 🎨 #lighthouse", "The café at the pier opens on Sunday.", "Who has seen our ladder? #harbour"];
        for (var day = 30; day > 0; day--)
        {
            Seed(users[2], $"{news[day % news.Length]} (day {31 - day})", began.AddHours(-5 * day));
        }

        Seed(users[1], $"@{Me.Username} do you have the ladder?", began.AddHours(-3));
        Seed(users[1], "Painting all day. https://harbour.example/lighthouse", began.AddHours(-2));
        Seed(users[3], "Only for friends.", began.AddHours(-1));
        Seed(users[0], "Hello from the sandbox.", began.AddMinutes(-30));
    }

    internal Lock Gate { get; } = new();

    internal XUser Me => users[0];

    internal IReadOnlyList<XUser> Users => users;

    /// <summary>Newest first.</summary>
    internal IEnumerable<XPost> Posts => Enumerable.Reverse(posts);

    internal Dictionary<string, XUpload> Uploads { get; } = [];

    internal static bool IsName(string name) => name.Length is >= 1 and <= 15 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    internal XUser? User(string id) => users.Find(user => user.Id == id);

    internal XUser? Named(string name) => users.Find(user => user.Username.Equals(name, StringComparison.OrdinalIgnoreCase));

    internal XPost? Post(string id) => posts.Find(post => post.Id == id);

    /// <summary>The account's own name, as its person signed in.</summary>
    internal void Call(string name)
    {
        lock (Gate)
        {
            users[0] = users[0] with { Username = name, Name = name };
        }
    }

    /// <summary>False where a refresh token is not the newest of its family. After a restart any is taken first, and counts from there.</summary>
    internal bool Use(string family, int serial)
    {
        lock (Gate)
        {
            if (revoked.Contains(family) || (families.TryGetValue(family, out var newest) && newest != serial))
            {
                return false;
            }

            if (families.Count >= MostFamilies)
            {
                families.Remove(families.Keys.First());
            }

            families[family] = serial + 1;
            return true;
        }
    }

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

    /// <summary>Counts a call; how many are left in this window of 15 minutes, below zero where there was none, and when it ends.</summary>
    internal (int Left, long Ends) Count(string call, int limit)
    {
        const int Window = 900;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (Gate)
        {
            foreach (var old in calls.Keys.Where(key => key.Window < now / Window).ToList())
            {
                calls.Remove(old);
            }

            var used = calls[(call, now / Window)] = calls.GetValueOrDefault((call, now / Window)) + 1;
            return (limit - used, ((now / Window) + 1) * Window);
        }
    }

    internal XPost Add(XUser author, string text, string? kind, XPost? of, IReadOnlyList<string>? media, bool hasPoll)
    {
        var at = clock.GetUtcNow();
        var id = NextId(at);
        if (posts.Count >= MostPosts)
        {
            posts.RemoveAt(0);
        }

        posts.Add(new(id, author.Id, text, at, kind, of?.Id, of?.AuthorId, kind == "replied_to" ? of!.Conversation ?? of.Id : id, media, hasPoll));
        return posts[^1];
    }

    internal string NextId() => NextId(clock.GetUtcNow());

    internal void Keep(XUpload upload)
    {
        if (Uploads.Count >= MostUploads)
        {
            Uploads.Remove(Uploads.Keys.First());
        }

        Uploads[upload.Id] = upload;
    }

    /// <summary>Ids grow with time and are beyond 2^53, as X makes them.</summary>
    private string NextId(DateTimeOffset at)
    {
        lastId = Math.Max(lastId + 1, (at.ToUnixTimeMilliseconds() - 1_288_834_974_657) << 22);
        return lastId.ToString(CultureInfo.InvariantCulture);
    }

    private void Seed(XUser author, string text, DateTimeOffset at)
    {
        var id = NextId(at);
        posts.Add(new(id, author.Id, text, at, Conversation: id));
    }

    private static XUser Someone(long number, string username, string name, string about) =>
        new((1_600_000_000_000_000_000 + (number * 1_000_003)).ToString(CultureInfo.InvariantCulture), username, name, about, new(2022, 11, 1, 9, 30, 0, TimeSpan.Zero));
}
