using System.Globalization;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Twitter;

/// <summary>What X is (https://docs.x.com), as data.</summary>
internal static class XFacts
{
    internal const string Host = "api.x.com";

    internal const string Title = "X";

    /// <summary>The documentation's address. The specification names another for people's browsers (api.x.com), which is not the page.</summary>
    internal static PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new("x.com", "i/oauth2/authorize"),
        Token = new(Host, "2/oauth2/token"),
        Revoke = new(Host, "2/oauth2/revoke"),
        Scopes =
        [
            new("users.read", "See your profile and other public profiles"),
            new("tweet.read", "Read the posts that you can read"),
            new("tweet.write", "Write posts in your name", Needed: false),
            new("media.write", "Upload videos for your posts", Needed: false),
            new("offline.access", "Stay connected until you disconnect"),
        ],
        Pkce = true,
        Authentication = ClientAuthentication.Basic,
        Refresh = RefreshStyle.Rotates,
        AccessLife = TimeSpan.FromHours(2),

        // About six months unused, by all reports; X does not say.
        RefreshLife = TimeSpan.FromDays(180),
        DeadTokenErrors = ["invalid_request"],
        Registration = "At https://console.x.com make a project and an app, and in its user authentication settings choose \"Read and write\" and \"Web App, Automated App or Bot\" (a confidential client). X charges the app's owner for each call, so it needs credits.",
    };

    /// <summary>Of the fifteen minutes and, where the plan has them, of the day; each endpoint by itself.</summary>
    internal static IReadOnlyList<RateLimitHeaders> Limits { get; } =
    [
        new("x-rate-limit-remaining", "x-rate-limit-reset", ResetForm.EpochSeconds),
        new("x-user-limit-24hour-remaining", "x-user-limit-24hour-reset", ResetForm.EpochSeconds),
        new("x-app-limit-24hour-remaining", "x-app-limit-24hour-reset", ResetForm.EpochSeconds),
    ];

    /// <summary>X counts by route, whatever id or name stands in it.</summary>
    internal static string Endpoint(HttpMethod method, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = i > 0 && parts[i - 1] == "username" ? ":name" : i > 0 && parts[i].All(char.IsAsciiDigit) ? ":id" : parts[i];
        }

        return $"{method} {string.Join('/', parts)}";
    }
}

/// <summary>What X charges the owner of the app, in thousandths of a US dollar (https://docs.x.com/x-api/getting-started/pricing, November 2026). The same post or profile again on one UTC day costs nothing.</summary>
internal static class XPrices
{
    internal const int PostRead = 5, UserRead = 10, Post = 15, PostWithLink = 200;

    internal static string Dollars(int thousandths) => string.Create(CultureInfo.InvariantCulture, $"${thousandths / 1000m:0.000}");
}
