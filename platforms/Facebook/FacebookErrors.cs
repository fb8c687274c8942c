using Squaremcp.Platforms.Meta;

namespace Squaremcp.Platforms.Facebook;

/// <summary>The refusals that only Facebook's pages have.</summary>
internal static class FacebookErrors
{
    internal static GraphErrors All { get; } = new(FacebookFacts.Title, Own);

    private static ToolError? Own(GraphProblem problem) => problem.Code switch
    {
        506 => new(ToolErrorKind.Refused, "Facebook says this page has posted the very same, not long ago. Nothing was posted now. Look with facebook_get_posts; if it is there, all is well. To post it once more, change the text."),
        1609005 => new(ToolErrorKind.InvalidArgument, "Facebook could not read the page behind the link. Nothing was posted. Check the address, or leave `link` out.") { Argument = "link" },
        324 => new(ToolErrorKind.InvalidArgument, $"Facebook cannot read the photo: {problem.Says} Nothing was posted. It takes {string.Join(", ", FacebookRules.PhotoTypes)}, 4 MB at most.") { Argument = "photo" },
        352 or 389 => new(ToolErrorKind.InvalidArgument, $"Facebook cannot take the video: {problem.Says} Nothing was posted. MP4 with H.264 and AAC is best; an address must be public.") { Argument = "video" },
        _ => null,
    };
}
