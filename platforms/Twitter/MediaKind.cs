using System.Globalization;

namespace Squaremcp.Platforms.Twitter;

/// <summary>What X takes as media of a post (https://docs.x.com/x-api/media/quickstart/best-practices), kept before anything is uploaded.</summary>
/// <param name="Category">X's name for it.</param>
/// <param name="MostBytes">X refuses a larger file.</param>
/// <param name="Types">The media types it may have.</param>
internal sealed record MediaKind(string Name, string Category, long MostBytes, IReadOnlyList<string> Types)
{
    private const long Mega = 1024 * 1024;

    internal static TimeSpan ShortestVideo { get; } = TimeSpan.FromSeconds(0.5);

    /// <summary>For accounts that do not pay for more.</summary>
    internal static TimeSpan LongestVideo { get; } = TimeSpan.FromSeconds(140);

    private static readonly MediaKind[] All =
    [
        new("picture", "tweet_image", 5 * Mega, ["image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff"]),
        new("GIF", "tweet_gif", 15 * Mega, ["image/gif"]),
        new("video", "tweet_video", 512 * Mega, ["video/mp4", "video/quicktime"]),
    ];

    /// <param name="duration">Null where nobody knows it; X looks itself.</param>
    /// <exception cref="ToolException">X would refuse it.</exception>
    internal static MediaKind Of(string argument, string mediaType, long bytes, TimeSpan? duration)
    {
        var kind = Array.Find(All, kind => kind.Types.Contains(mediaType, StringComparer.OrdinalIgnoreCase))
            ?? throw Wrong($"The file is {mediaType}; X takes {string.Join(", ", All.SelectMany(one => one.Types))}.");
        return bytes == 0 ? throw Wrong("The file is empty.")
            : bytes > kind.MostBytes ? throw Wrong($"The {kind.Name} has {bytes} bytes; X takes {kind.MostBytes} ({kind.MostBytes / Mega} MB).")
            : kind.Category == "tweet_video" && duration is { } length && (length < ShortestVideo || length > LongestVideo)
                ? throw Wrong(string.Create(CultureInfo.InvariantCulture, $"The video plays {length.TotalSeconds:0.#} seconds; X takes {ShortestVideo.TotalSeconds} to {LongestVideo.TotalSeconds}."))
            : kind;

        ToolException Wrong(string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });
    }
}
