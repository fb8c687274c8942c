using System.Globalization;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>What LinkedIn takes as files of a post, kept before anything is uploaded.</summary>
/// <param name="Argument">What the tools call it.</param>
/// <param name="Resource">LinkedIn's resource for it, <c>rest/{Resource}</c>.</param>
/// <param name="Name">LinkedIn's name of one, in answers and names: <c>urn:li:{Name}:…</c>.</param>
/// <param name="MostFiles">In one post.</param>
internal sealed record MediaKind(string Argument, string Resource, string Name, int MostFiles, long LeastBytes, long MostBytes, IReadOnlyList<string> Types)
{
    private const long Mega = 1024 * 1024;

    private static readonly TimeSpan ShortestVideo = TimeSpan.FromSeconds(3), LongestVideo = TimeSpan.FromMinutes(30);

    internal static MediaKind Video { get; } = new("video", "videos", "video", 1, 75 * 1024, 500 * Mega, ["video/mp4"]);

    /// <summary>LinkedIn counts pixels (36 million), not bytes; the bound on bytes is ours.</summary>
    internal static MediaKind Image { get; } = new("images", "images", "image", 20, 1, 20 * Mega, ["image/jpeg", "image/png", "image/gif"]);

    internal static MediaKind Document { get; } = new("document", "documents", "document", 1, 1, 100 * Mega,
    [
        "application/pdf", "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.ms-powerpoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ]);

    /// <exception cref="ToolException">LinkedIn would refuse it.</exception>
    internal async Task CheckAsync(CustomerFile file, CancellationToken cancellationToken)
    {
        if (!Types.Contains(file.MediaType, StringComparer.OrdinalIgnoreCase))
        {
            throw Wrong($"The file is {file.MediaType}; LinkedIn takes {string.Join(", ", Types)} here.");
        }

        if (file.Size < LeastBytes || file.Size > MostBytes)
        {
            throw Wrong($"The file has {file.Size} bytes; here it may have {LeastBytes} to {MostBytes}.");
        }

        if (this == Video && await MovieLength.OfAsync(file, cancellationToken) is { } length && (length < ShortestVideo || length > LongestVideo))
        {
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"The video plays {length.TotalSeconds:0.#} seconds; LinkedIn takes {ShortestVideo.TotalSeconds} to {LongestVideo.TotalSeconds}."));
        }
    }

    internal static JsonObject One(string urn, string? title, string? altText) => new() { ["media"] = Named(urn, title, altText) };

    internal static JsonObject Named(string urn, string? title, string? altText)
    {
        var named = new JsonObject { ["id"] = urn };
        if (title is not null)
        {
            named["title"] = title;
        }

        if (altText is not null)
        {
            named["altText"] = altText;
        }

        return named;
    }

    private ToolException Wrong(string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = Argument });
}
