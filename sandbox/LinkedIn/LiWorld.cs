using System.Globalization;

namespace Squaremcp.Sandbox.LinkedIn;

/// <summary>One member's LinkedIn: who it is, what it posted and uploads.</summary>
internal sealed class LiWorld(string tenant)
{
    private const int MostPosts = 200, MostUploads = 50;

    private long last = 7_045_020_441_609_936_898;

    internal Lock Gate { get; } = new();

    internal string Id { get; } = $"sbx{tenant[..10]}";

    internal string Urn => $"urn:li:person:{Id}";

    internal static string Name => "Sandbox Member";

    internal Dictionary<string, LiUpload> Uploads { get; } = [];

    /// <summary>By urn, oldest first.</summary>
    internal List<(string Urn, string Text)> Posts { get; } = [];

    internal string Next() => (++last).ToString(CultureInfo.InvariantCulture);

    internal void Keep(LiUpload upload)
    {
        if (Uploads.Count >= MostUploads)
        {
            Uploads.Remove(Uploads.Keys.First());
        }

        Uploads[upload.Urn] = upload;
    }

    internal string Post(string text, bool isMedia)
    {
        if (Posts.Count >= MostPosts)
        {
            Posts.RemoveAt(0);
        }

        Posts.Add(($"urn:li:{(isMedia ? "ugcPost" : "share")}:{Next()}", text));
        return Posts[^1].Urn;
    }
}

/// <summary>A file on its way. Of its parts only the lengths and receipts are kept, and the first bytes, which tell what it is.</summary>
/// <param name="Size">As announced; null where nobody announces one.</param>
internal sealed record LiUpload(string Kind, string Urn, long? Size)
{
    internal const int Part = 4 * 1024 * 1024;

    internal SortedDictionary<int, (long Length, string Receipt)> Received { get; } = [];

    internal byte[] Beginning { get; set; } = [];

    internal DateTimeOffset? FinishedAt { get; set; }

    internal int Parts => Size is { } size ? (int)((size + Part - 1) / Part) : 1;

    internal bool IsComplete => Received.Count == Parts && (Size is null || Received.Values.Sum(part => part.Length) == Size);

    /// <summary>A second of processing for a film, then done; one that is no MP4 (no ftyp at its fourth byte) fails.</summary>
    internal string StatusAt(DateTimeOffset now) => FinishedAt is not { } finished ? "WAITING_UPLOAD"
        : Kind == "video" && now - finished < TimeSpan.FromSeconds(1) ? "PROCESSING"
        : Kind == "video" && Beginning.AsSpan().IndexOf("ftyp"u8) != 4 ? "PROCESSING_FAILED"
        : "AVAILABLE";
}
