using System.Globalization;

namespace Squaremcp.Sandbox.TikTok;

/// <summary>One account's TikTok: who it is, and the videos on their way.</summary>
internal sealed class TtWorld(string tenant, TimeProvider clock)
{
    private const int MostVideos = 50;

    private readonly Dictionary<(string Path, long Minute), int> calls = [];
    private long last = 7_390_123_456_789_012_345;

    internal static readonly string[] Levels = ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"];

    internal const int MostSeconds = 600;

    internal Lock Gate { get; } = new();

    internal string OpenId { get; } = $"{tenant[..8]}-sandbox-open-id";

    internal string Username { get; } = $"sandbox_{tenant[..6]}";

    internal static string Name => "Sandbox Creator";

    internal Dictionary<string, TtVideo> Videos { get; } = [];

    /// <returns>False where the minute is used up.</returns>
    internal bool Count(string path, int most)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        foreach (var old in calls.Keys.Where(key => key.Minute < minute).ToList())
        {
            calls.Remove(old);
        }

        return (calls[(path, minute)] = calls.GetValueOrDefault((path, minute)) + 1) <= most;
    }

    internal TtVideo Begin(bool isDraft, string? level, long size, long chunk, int count)
    {
        if (Videos.Count >= MostVideos)
        {
            Videos.Remove(Videos.Keys.First());
        }

        var video = new TtVideo($"v_{(isDraft ? "inbox" : "pub")}_file~v2-1.{(++last).ToString(CultureInfo.InvariantCulture)}", isDraft, level, size, chunk, count, clock.GetUtcNow().AddHours(1), ++last);
        Videos[video.PublishId] = video;
        return video;
    }
}

/// <param name="Ends">When its address for uploads does.</param>
internal sealed record TtVideo(string PublishId, bool IsDraft, string? Level, long Size, long Chunk, int Count, DateTimeOffset Ends, long PostId)
{
    internal long Received { get; set; }

    internal int Parts { get; set; }

    internal bool IsFilm { get; set; }

    internal DateTimeOffset? FinishedAt { get; set; }

    /// <summary>A second of processing, then done; a film that is no MP4 or QuickTime (no ftyp at its fourth byte) fails.</summary>
    internal string StatusAt(DateTimeOffset now) => FinishedAt is not { } finished || now - finished < TimeSpan.FromSeconds(1) ? "PROCESSING_UPLOAD"
        : !IsFilm ? "FAILED"
        : IsDraft ? "SEND_TO_USER_INBOX"
        : "PUBLISH_COMPLETE";
}
