using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>What LinkedIn is (https://learn.microsoft.com/linkedin), as data.</summary>
internal static class LiFacts
{
    internal const string Host = "api.linkedin.com", Domain = "linkedin.com", Title = "LinkedIn";

    /// <summary>How long after a token was given LinkedIn may still call it revoked (65601), as its users report.</summary>
    internal static readonly TimeSpan TooNew = TimeSpan.FromSeconds(60);

    /// <summary>Refresh tokens are given to approved partners only; others connect again every 60 days.</summary>
    internal static PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new("www.linkedin.com", "oauth/v2/authorization"),
        Token = new("www.linkedin.com", "oauth/v2/accessToken"),
        Revoke = new("www.linkedin.com", "oauth/v2/revoke"),
        Scopes =
        [
            new("openid", "Know which LinkedIn account this is"),
            new("profile", "See your name and picture"),
            new("email", "See your e-mail address", Needed: false),
            new("w_member_social", "Publish posts in your name", Needed: false),
        ],
        Refresh = RefreshStyle.Keeps,
        AccessLife = TimeSpan.FromDays(60),
        RefreshLife = TimeSpan.FromDays(365),
        Registration = "At https://www.linkedin.com/developers make an app for a company page and add the products \"Sign In with LinkedIn using OpenID Connect\" and \"Share on LinkedIn\".",
    };

    /// <summary>LinkedIn counts by resource, whatever id stands in the path.</summary>
    internal static string Endpoint(HttpMethod method, string path) =>
        $"{method} {string.Join('/', path.Split('/').Select(part => part.StartsWith("urn", StringComparison.Ordinal) ? ":urn" : part))}";
}
