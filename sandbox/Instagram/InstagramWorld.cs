using System.Globalization;

namespace Squaremcp.Sandbox.Instagram;

/// <param name="Parts">Of an album.</param>
internal sealed record InstagramMedia(string Id, string Kind, string Place, string? Caption, string? AltText, string? Url, DateTimeOffset At, IReadOnlyList<InstagramMedia> Parts);

/// <summary>What is made before it is published: a picture, a reel, an album, or an album's part.</summary>
internal sealed class InstagramContainer(string id, InstagramMedia media, bool isPart, DateTimeOffset at)
{
    internal string Id => id;

    internal InstagramMedia Media => media;

    internal bool IsPart => isPart;

    internal DateTimeOffset At => at;

    /// <summary>True until its bytes have come.</summary>
    internal bool Waits { get; set; }

    internal bool IsPublished { get; set; }

    /// <summary>Instagram's words, where it cannot be published.</summary>
    internal string? Error { get; set; }
}

/// <summary>One professional account: what it published and what is on the way.</summary>
internal sealed class InstagramWorld
{
    internal const int DailyPosts = 100;
    private const int MostContainers = 400;

    private static readonly TimeSpan ContainerLife = TimeSpan.FromHours(24);

    private readonly List<InstagramMedia> media = [];
    private readonly Dictionary<string, InstagramContainer> containers = [];
    private readonly List<DateTimeOffset> published = [];
    private long last = 17_900_000_000_000_000;

    internal InstagramWorld(Tenants tenants, string tenant, DateTimeOffset now)
    {
        Id = (17_841_400_000_000_000 + tenants.Number("instagram user", tenant, 90_000_000_000)).ToString(CultureInfo.InvariantCulture);
        Username = $"sandbox_{tenant[..6]}";
        string[] seen = ["Rye bread. #bakery", "Morning at the harbour 🌅", "Rolls!", "The new oven.", "Open on Sunday."];
        for (var day = 25; day > 0; day--)
        {
            media.Add(new(NextId(), "IMAGE", "FEED", $"{seen[day % seen.Length]} (day {26 - day})", "A picture", "https://scontent.example/bread.jpg", now.AddDays(-day), []));
        }
    }

    internal Lock Gate { get; } = new();

    internal string Id { get; }

    internal string Username { get; set; }

    /// <summary>Newest first.</summary>
    internal IReadOnlyList<InstagramMedia> Media => [.. Enumerable.Reverse(media)];

    internal int PublishedToday(DateTimeOffset now) => published.Count(at => now - at < ContainerLife);

    internal InstagramContainer Contain(InstagramMedia what, bool isPart, DateTimeOffset now)
    {
        if (containers.Count >= MostContainers)
        {
            containers.Remove(containers.Keys.First());
        }

        var container = new InstagramContainer(NextId(), what, isPart, now);
        return containers[container.Id] = container;
    }

    internal InstagramContainer? Container(string id) => containers.GetValueOrDefault(id);

    internal static bool IsOver(InstagramContainer container, DateTimeOffset now) => now - container.At >= ContainerLife;

    internal InstagramMedia Publish(InstagramContainer container, DateTimeOffset now)
    {
        container.IsPublished = true;
        published.Add(now);
        media.Add(container.Media with { Id = NextId(), At = now });
        return media[^1];
    }

    internal string NextId() => (++last).ToString(CultureInfo.InvariantCulture);
}
