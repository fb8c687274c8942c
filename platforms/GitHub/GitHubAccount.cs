using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.GitHub;

/// <summary>What the GitHub tools work with, for one connected account.</summary>
internal sealed class GitHubAccount(GitHubApi api, OAuthAccount connected)
{
    internal Repositories Repositories { get; } = new(api, connected);

    internal Issues Issues { get; } = new(api, connected);

    internal PullRequests PullRequests { get; } = new(api, connected);

    internal Decisions Decisions { get; } = new(api, new(api, connected), connected);
}
