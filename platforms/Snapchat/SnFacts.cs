using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Snapchat;

/// <summary>What Snapchat's Marketing API and Public Profile API are (https://developers.snap.com), as data.</summary>
internal static class SnFacts
{
    internal const string Ads = "adsapi.snapchat.com", Profiles = "businessapi.snapchat.com", Domain = "snapchat.com", Title = "Snapchat";

    internal static PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new("accounts.snapchat.com", "login/oauth2/authorize"),
        Token = new("accounts.snapchat.com", "login/oauth2/access_token"),
        Scopes =
        [
            new("snapchat-marketing-api", "See who you are and your ad accounts"),
            new("snapchat-profile-api", "Publish on your public profile", Needed: false),
        ],

        // Whether a refresh spends the old refresh token Snapchat does not say; what it gives is kept.
        Refresh = RefreshStyle.Keeps,
        AccessLife = TimeSpan.FromMinutes(60),
        Registration = "In Snapchat's Business Manager (https://business.snapchat.com), under Business Details, an administrator of the organization makes an OAuth app; apps of the developer portal do not work here. For publishing, Snapchat must put the app's client id on its list for the Public Profile API.",
    };

    /// <summary>Of one token; told by no header.</summary>
    internal static readonly RateRule Pace = new("snapchat", 10, TimeSpan.FromSeconds(1));
}
