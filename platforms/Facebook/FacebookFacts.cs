using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Facebook;

/// <summary>What Facebook is (https://developers.facebook.com/docs/pages-api), as data.</summary>
internal static class FacebookFacts
{
    internal const string Title = "Facebook", Host = "graph.facebook.com";

    internal const string ReadPosts = "pages_read_engagement", ReadVisitors = "pages_read_user_content", Publish = "pages_manage_posts";

    /// <param name="version">Of the Graph API, for example <c>v26.0</c>.</param>
    internal static PlatformOAuth OAuth(string version) => new()
    {
        Authorize = new("www.facebook.com", $"{version}/dialog/oauth"),
        Token = new(Host, $"{version}/oauth/access_token"),
        Scopes =
        [
            new("pages_show_list", "See which pages you manage, and use those you choose"),
            new(ReadPosts, "Read your pages and what they posted"),
            new(Publish, "Publish posts, photos and videos on your pages", Needed: false),
            new(ReadVisitors, "Read what visitors wrote on your pages", Needed: false),
            new("publish_video", "Publish videos on your pages", Needed: false),
        ],
        ScopeSeparator = ",",
        Refresh = RefreshStyle.Extends,

        // Meta says "about 60 days"; the answer tells exactly.
        AccessLife = TimeSpan.FromDays(60),
        Registration = "At https://developers.facebook.com/apps make an app of the type Business with the product \"Facebook Login\", and add the callback address to its valid OAuth redirect URIs. To serve pages of people who have no role in the app, Meta must approve the permissions in its App Review.",
    };
}
