using System.Globalization;
using System.Text.RegularExpressions;
using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.Instagram;

/// <summary>The refusals that only Instagram has, by subcode (https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes).</summary>
internal static partial class InstagramErrors
{
    private static readonly TimeSpan NotReadyYet = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<int, (string? Argument, string Advice)> Wrong = new()
    {
        [2207052] = (null, "Instagram could not fetch the picture or video from its address: it must be public, without a login or a wall against robots."),
        [2207004] = (null, "The picture is too large: 8 MB at most."),
        [2207005] = (null, "The picture is of a format that Instagram does not take: it must be JPEG."),
        [2207009] = (null, "The picture has a shape that Instagram does not take: between 4:5 and 1.91:1."),
        [2207010] = ("caption", "The caption is too long: 2,200 characters, 30 hashtags and 20 mentions at most."),
        [2207028] = ("images", "An album has 2 to 10 pictures."),
        [2207040] = ("caption", "There are too many tags: 20 accounts and 30 hashtags at most."),
        [2207026] = ("video", "Instagram cannot take the video: MP4 or QuickTime with H.264 or HEVC and AAC, 3 seconds to 15 minutes, 300 MB at most."),
    };

    internal static GraphErrors All { get; } = new(InstagramFacts.Title, Own);

    /// <summary>Of a container that Instagram could not make ready; the subcode stands in the words.</summary>
    internal static ToolError OfStatus(string? words) => Subcode().Match(words ?? "") is { Success: true } found && Own(new(0, int.Parse(found.Value, CultureInfo.InvariantCulture), words, false, null)) is { } error
        ? error
        : new(ToolErrorKind.InvalidArgument, $"Instagram could not make this ready to publish: \"{words ?? "no reason given"}\". Nothing was published.");

    internal static ToolError Expired => new(ToolErrorKind.Refused, "Instagram has dropped what was prepared before it could be published. Nothing was published. Make the same call again.");

    private static ToolError? Own(GraphProblem problem) => problem switch
    {
        { Subcode: { } subcode } when Wrong.TryGetValue(subcode, out var wrong) => new(ToolErrorKind.InvalidArgument, $"{wrong.Advice} Nothing was published.") { Argument = wrong.Argument },
        { Subcode: 2207020 or 2207008 } => Expired,
        { Subcode: 2207006 } => new(ToolErrorKind.NotFound, "Instagram knows no such post, or it is gone. Nothing was done."),

        // Nothing was done, so that the same may be asked again.
        { Subcode: 2207027 } or { Code: 9007 } => new(ToolErrorKind.RateLimited, "Instagram is not done with preparing this. Nothing was published yet.") { RetryAfter = NotReadyYet },
        { Subcode: 2207042 } => Quota(null),
        { Subcode: 2207051 } => new(ToolErrorKind.NotPermittedByPlatform, "Instagram takes this for spam and has blocked it for a while. Nothing was published. Do not try again today; the person you work for can see the reason in the app."),
        { Subcode: 2207050 } => new(ToolErrorKind.NotPermittedByPlatform, "Instagram has restricted this account. Nothing was published. The person you work for must open the Instagram app and do what it asks."),
        _ => null,
    };

    /// <param name="most">How many posts a day; null where it is not known.</param>
    internal static ToolError Quota(long? most) => new(
        ToolErrorKind.Refused, $"This account has published {(most is { } number ? $"the {number} posts" : "all posts")} that Instagram takes from programs within 24 hours. Nothing was published. Try again when the oldest of them is a day old.");

    [GeneratedRegex(@"\b2207\d{3}\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Subcode();
}
