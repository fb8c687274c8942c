namespace Squaremcp.Sandbox.X;

/// <summary>An upload in pieces. Of the pieces only their lengths are kept, and the first bytes, which tell what it is.</summary>
internal sealed class XUpload(string id, string type, string category, long total, DateTimeOffset ends)
{
    private readonly Dictionary<int, long> pieces = [];
    private byte[] beginning = [];

    internal string Id => id;

    internal string Key => $"{(category == "tweet_video" ? 7 : category == "tweet_gif" ? 16 : 3)}_{id}";

    internal string Category => category;

    internal string Type => type;

    internal long Size => pieces.Values.Sum();

    internal DateTimeOffset Ends => ends;

    internal DateTimeOffset? FinishedAt { get; private set; }

    internal bool IsComplete => Size == total && pieces.Keys.Order().SequenceEqual(Enumerable.Range(0, pieces.Count));

    /// <summary>An MP4 says ftyp at its fourth byte (ISO/IEC 14496-12).</summary>
    internal bool IsFit => type != "video/mp4" || beginning.AsSpan().IndexOf("ftyp"u8) == 4;

    internal void Add(int index, byte[] piece)
    {
        pieces[index] = piece.Length;
        if (index == 0)
        {
            beginning = piece[..Math.Min(piece.Length, 16)];
        }
    }

    internal void Finish(DateTimeOffset now) => FinishedAt ??= now;

    internal bool NeedsProcessing => category is "tweet_video" or "tweet_gif" or "amplify_video";

    /// <summary>A second pending, a second in progress, then done.</summary>
    internal (string State, int Percent) StateAt(DateTimeOffset now) => (now - FinishedAt)?.TotalSeconds switch
    {
        < 1 => ("pending", 0),
        < 2 => ("in_progress", 50),
        _ => IsFit ? ("succeeded", 100) : ("failed", 0),
    };

    internal bool IsReady(DateTimeOffset now) => FinishedAt is not null && now < ends && (!NeedsProcessing || StateAt(now).State == "succeeded");
}
