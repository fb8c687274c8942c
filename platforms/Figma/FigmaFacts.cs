using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Figma;

/// <summary>What Figma is (https://developers.figma.com/docs/rest-api), as data.</summary>
internal static class FigmaFacts
{
    internal const string Title = "Figma", Host = "api.figma.com";

    internal static PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new("www.figma.com", "oauth"),
        Token = new(Host, "v1/oauth/token"),
        Scopes =
        [
            new("current_user:read", "See your name, e-mail address and picture"),
            new("file_content:read", "Read what is in the files that you can open"),
            new("file_metadata:read", "See what those files are called and when they changed"),
            new("file_comments:read", "Read the comments on those files", Needed: false),
            new("file_comments:write", "Write comments in your name", Needed: false),
            new("folders:read", "List the folders and files of your teams", Needed: false),
        ],
        Authentication = ClientAuthentication.Basic,

        // The refresh token stays, and does not end.
        Refresh = RefreshStyle.Keeps,
        AccessLife = TimeSpan.FromDays(90),
        SaysDeadByStatus = true,
        Registration = "At https://www.figma.com/developers/apps make an app with the scopes current_user:read, file_content:read, file_metadata:read, file_comments:read, file_comments:write and folders:read; to let in people outside your own team, publish it.",
    };

    /// <summary>The same at the address where tokens are renewed.</summary>
    internal static PlatformOAuth Renewal { get; } = OAuth with { Token = new(Host, "v1/oauth/refresh") };

    /// <summary>Figma counts by tiers; files, their nodes and renderings are the first and dearest.</summary>
    internal static string Endpoint(HttpMethod method, string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [_, "files" or "images", _] or [_, "files", _, "nodes"] => "tier 1",
        var parts => $"{method} {parts[^1]}",
    };
}
