using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.GitHub;

/// <summary>What GitHub is (https://docs.github.com/rest), as data. Hosts are those of github.com; an operator's Enterprise has others for them.</summary>
internal static class GitHubFacts
{
    internal const string Title = "GitHub", Host = "api.github.com", Web = "github.com";

    internal const string Json = "application/vnd.github+json", Object = "application/vnd.github.object+json", Raw = "application/vnd.github.raw+json";

    /// <summary>Characters of a title, and of an issue's, comment's or pull request's text.</summary>
    internal const int MostTitle = 256, MostBody = 65_536;

    /// <summary>An OAuth app's token does not end; a GitHub App's lives eight hours and its refresh token, for one use, half a year.</summary>
    internal static PlatformOAuth OAuth { get; } = new()
    {
        Authorize = new(Web, "login/oauth/authorize"),
        Token = new(Web, "login/oauth/access_token"),
        Scopes = [new("repo", "Read and change code, issues and pull requests of the repositories you can")],
        Pkce = true,
        Authentication = ClientAuthentication.Body,
        Refresh = RefreshStyle.Rotates,

        // Refused with status 200.
        DeadTokenErrors = ["bad_verification_code", "bad_refresh_token"],
        WrongAppErrors = ["incorrect_client_credentials", "redirect_uri_mismatch", "unverified_user_email"],
        Registration = "At https://github.com/settings/developers make a GitHub App with user authorization and the repository permissions Contents: read and write, Issues: read and write, Pull requests: read and write (people then choose the repositories it may touch), or an OAuth app, which gets all repositories of a person.",
    };

    /// <summary>Of the hour, over all endpoints.</summary>
    internal static IReadOnlyList<RateLimitHeaders> Limits { get; } = [new("x-ratelimit-remaining", "x-ratelimit-reset", ResetForm.EpochSeconds, IsPerEndpoint: false)];
}
