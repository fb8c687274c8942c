using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Instagram;

/// <summary>What Instagram is, with its own login (https://developers.facebook.com/docs/instagram-platform), as data.</summary>
internal static class InstagramFacts
{
    internal const string Title = "Instagram", Host = "graph.instagram.com", CodeHost = "api.instagram.com";

    internal const string Publish = "instagram_business_content_publish";

    internal static PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new("www.instagram.com", "oauth/authorize"),
        Token = new(CodeHost, "oauth/access_token"),
        Scopes =
        [
            new("instagram_business_basic", "See your profile and what you published"),
            new(Publish, "Publish photos and reels in your name", Needed: false),
        ],
        ScopeSeparator = ",",
        Refresh = RefreshStyle.Extends,
        AccessLife = TimeSpan.FromDays(60),
        Registration = "At https://developers.facebook.com/apps make an app of the type Business with the product \"Instagram\", choose \"API setup with Instagram login\", and add the callback address under \"Business login settings\". The id and secret are those of the Instagram app shown there, not of the Meta app. Only professional accounts can be connected; to serve people who have no role in the app, Meta must approve the permissions in its App Review.",
    };
}
