using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.TikTok;

/// <summary>What TikTok is (https://developers.tiktok.com), as data.</summary>
internal static class TtFacts
{
    internal const string Host = "open.tiktokapis.com", Domain = "tiktokapis.com", Title = "TikTok";

    /// <summary>TikTok calls the app's id a key, parts scopes by commas, and means the slash at the end of its paths.</summary>
    internal static PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new("www.tiktok.com", "v2/auth/authorize/"),
        Token = new(Host, "v2/oauth/token/"),
        Revoke = new(Host, "v2/oauth/revoke/"),
        Scopes =
        [
            new("user.info.basic", "See your display name and picture"),
            new("user.info.profile", "See your username and what you say of yourself", Needed: false),
            new("user.info.stats", "See your numbers of followers, likes and videos", Needed: false),
            new("video.publish", "Publish videos in your name", Needed: false),
            new("video.upload", "Put videos into your inbox as drafts", Needed: false),
        ],
        ScopeSeparator = ",",
        ClientIdParameter = "client_key",
        Refresh = RefreshStyle.Rotates,
        AccessLife = TimeSpan.FromHours(2),
        RefreshLife = TimeSpan.FromDays(180),
        Registration = "At https://developers.tiktok.com make an app with the products Login Kit and Content Posting API (with Direct Post), and the five scopes the gateway asks for. Until TikTok has audited the app it publishes only for the person themselves (SELF_ONLY), on private accounts, for five people a day.",
    };

    /// <summary>Calls of one account in a minute, by path; TikTok tells them nowhere but in its documentation.</summary>
    internal static RateRule Limit(string path) => new($"tiktok {path}", path switch
    {
        TtPaths.Profile => 600,
        TtPaths.Creator => 20,
        TtPaths.Status => 30,
        _ => 6,
    }, TimeSpan.FromMinutes(1));
}

internal static class TtPaths
{
    internal const string
        Profile = "v2/user/info/", Creator = "v2/post/publish/creator_info/query/", Direct = "v2/post/publish/video/init/", Draft = "v2/post/publish/inbox/video/init/", Status = "v2/post/publish/status/fetch/";
}
