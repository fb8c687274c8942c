using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Sandbox.GitHub;

internal sealed record GhUser(long Id, string Login, string Name);

internal sealed record GhFile(string Path, byte[] Content)
{
    internal string Sha { get; } = GhWorld.ShaOf(Path, Content);
}

internal sealed record GhRepo(long Id, string Owner, string Name, string About, bool IsPrivate, bool IsArchived, bool HasIssues, bool CanPush, DateTimeOffset UpdatedAt)
{
    internal string FullName => $"{Owner}/{Name}";
}

internal sealed record GhComment(long Id, GhUser Author, string Body);

/// <summary>An issue, or, with a head, a pull request.</summary>
internal sealed record GhItem(string Repo, int Number, string Title, string? Body, GhUser Author, DateTimeOffset At)
{
    internal string State { get; set; } = "open";

    internal string TitleNow { get; set; } = Title;

    internal string? BodyNow { get; set; } = Body;

    internal IReadOnlyList<string> Labels { get; set; } = [];

    internal IReadOnlyList<string> Assignees { get; set; } = [];

    internal int? Milestone { get; set; }

    internal List<GhComment> Comments { get; } = [];

    internal string? Head { get; init; }

    internal string Base { get; set; } = "main";

    internal string HeadSha { get; set; } = "";

    internal bool IsDraft { get; init; }

    internal bool IsMerged { get; set; }

    internal bool HasConflicts { get; init; }

    internal int Reviews { get; set; }

    internal DateTimeOffset ChangedAt { get; set; } = At;
}

/// <summary>One account's GitHub: its repositories with branches and files, their issues and pull requests.</summary>
internal sealed class GhWorld
{
    private const int MostItems = 500, MostFamilies = 200, Limit = 5_000;

    private readonly TimeProvider clock;
    private readonly Dictionary<string, int> families = [];
    private readonly HashSet<string> revoked = [];
    private (long Window, int Used) calls;
    private long lastId = 3_000_000_000;

    internal GhWorld(Tenants tenants, string tenant, TimeProvider clock)
    {
        this.clock = clock;
        var now = clock.GetUtcNow();
        Me = new(1_000_000 + tenants.Number("github user", tenant, 90_000_000), $"sandbox-{tenant[..6]}", "Sandbox account");
        Repos =
        [
            new(101, Me.Login, "harbour-site", "The harbour's website.", false, false, true, true, now.AddHours(-2)),
            new(102, Me.Login, "notes", "Private notes.", true, false, false, true, now.AddDays(-3)),
            new(103, "harbour-news", "timetable", "When ferries leave. ⛴", false, false, true, true, now.AddDays(-1)),
            new(105, "harbour-news", "archive", "Old news, for reading.", false, false, true, false, now.AddDays(-5)),
            new(104, Me.Login, "old-site", "What was before.", false, true, true, true, now.AddYears(-1)),
        ];
        Branches = new()
        {
            [$"{Me.Login}/harbour-site"] = ["main", "fix-hours", "new-colours", "docs/spelling"],
            [$"{Me.Login}/notes"] = ["main"],
            ["harbour-news/timetable"] = ["main", "sundays", "evenings"],
            ["harbour-news/archive"] = ["main"],
            [$"{Me.Login}/old-site"] = ["main"],
        };
        foreach (var repo in Repos)
        {
            Files[repo.FullName] =
            [
                new("README.md", Encoding.UTF8.GetBytes($"# {repo.Name}\n\n{repo.About}\n")), new("docs/hours.md", "Open from 9 to 5. ⚓\n"u8.ToArray()), new("docs/img/pier.png", [0x89, 0x50, 0x4e, 0x47, 0]),
                new("src/ferry list.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 4_000).Select(i => $"ferry {i}\n")))),
            ];
        }

        var (site, ada) = ($"{Me.Login}/harbour-site", new GhUser(2_001, "ada-winter", "Ada Winter"));
        for (var i = 0; i < 4; i++)
        {
            Items.Add(new(site, i + 1, $"Opening hours of pier {i + 1} are wrong", "The page says 9, the sign says 8.", i % 2 == 0 ? ada : Me, now.AddDays(i - 9)) { Labels = ["bug"] });
        }

        Items.Add(new(site, 5, "New colours", "All of it in blue.", ada, now.AddDays(-4)) { Head = "new-colours", HeadSha = ShaOf("new-colours", []) });
        Items.Add(new(site, 6, "Spelling", "It is its.", Me, now.AddDays(-3)) { Head = "docs/spelling", HeadSha = ShaOf("docs/spelling", []), HasConflicts = true });
        Items.Add(new("harbour-news/timetable", 1, "Sundays are missing", null, ada, now.AddDays(-2)));
        Items.Add(new("harbour-news/timetable", 2, "Sundays", "Closes #1", ada, now.AddDays(-1)) { Head = "sundays", HeadSha = ShaOf("sundays", []) });
        Items.Add(new("harbour-news/archive", 1, "A page is missing", null, ada, now.AddDays(-1)));
    }

    internal Lock Gate { get; } = new();

    internal GhUser Me { get; private set; }

    internal IReadOnlyList<GhRepo> Repos { get; }

    internal Dictionary<string, List<string>> Branches { get; }

    internal Dictionary<string, List<GhFile>> Files { get; } = [];

    internal List<GhItem> Items { get; } = [];

    internal GhRepo Repo(string owner, string name) => Repos.FirstOrDefault(repo => repo.FullName.Equals($"{owner}/{name}", StringComparison.OrdinalIgnoreCase)) ?? throw GhErrors.NotFound;

    internal static string ShaOf(string name, byte[] content) => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 0, .. content]))[..40];

    internal long NextId() => ++lastId;

    internal int NextNumber(string repo) => Items.Where(item => item.Repo == repo).Select(item => item.Number).DefaultIfEmpty(0).Max() + 1;

    internal GhItem Add(GhItem item)
    {
        if (Items.Count >= MostItems)
        {
            Items.RemoveAt(0);
        }

        Items.Add(item);
        return item;
    }

    /// <summary>The account's own name, as its person signed in.</summary>
    internal void Call(string login) => Me = Me with { Login = login, Name = login };

    /// <summary>Counts a call; how many are left of this hour's, below zero where there was none, and when it ends.</summary>
    internal (int Left, long Ends) Count()
    {
        lock (Gate)
        {
            var window = clock.GetUtcNow().ToUnixTimeSeconds() / 3_600;
            calls = calls.Window == window ? (window, calls.Used + 1) : (window, 1);
            return (Limit - calls.Used, (window + 1) * 3_600);
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

    /// <summary>An access token is good until a newer one of its family was given.</summary>
    internal bool IsGood(string family, int serial)
    {
        lock (Gate)
        {
            return !revoked.Contains(family) && (!families.TryGetValue(family, out var newest) || newest == serial);
        }
    }
}
