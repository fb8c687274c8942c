using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.GitHub;

/// <summary>GitHub: one account, let in by the person (https://docs.github.com/rest); on github.com or on an Enterprise of the operator's.</summary>
/// <param name="version">Of the REST API, for example <c>2026-03-10</c>.</param>
internal sealed class GitHubConnector(string version, OutboundHttp http, TimeProvider clock)
    : OAuthConnector<GitHubAccount>(Connected, GitHubTools.All, GitHubFacts.OAuth, new StandardOAuth(GitHubFacts.Title, GitHubFacts.OAuth, http, clock))
{
    private static readonly OAuthPlatform Connected = new(
        "github", GitHubFacts.Title, "An account on GitHub. It is connected by signing in at GitHub and letting the gateway in.",
        "A GitHub account is", "GitHub");

    /// <summary>Not as RFC 7009 has it: the app names itself in the address and the token in JSON.</summary>
    public override async Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.ClientId}:{app.ClientSecret.RevealText()}"));
        var github = new PlatformClient(
            GitHubFacts.Title, http.Client(new(AllowPrivate: !app.Hosts.IsOfficial)), app.Hosts.At(GitHubFacts.Host), headers => Head(headers, new("Basic", pair)), clock);
        var body = new PlatformBody(Encoding.UTF8.GetBytes(new JsonObject { ["access_token"] = tokens.Access }.ToJsonString()), "application/json");
        HttpStatusCode status;
        try
        {
            status = (await github.RepeatAsync(HttpMethod.Delete, $"applications/{Uri.EscapeDataString(app.ClientId)}/token", body.ToContent, cancellationToken)).Status;
        }
        catch (ToolException)
        {
            throw new OAuthException(OAuthTrouble.Unavailable, "GitHub cannot be reached.");
        }

        // What GitHub does not know is revoked already.
        if (status is not (HttpStatusCode.NoContent or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity))
        {
            throw new OAuthException((int)status >= 500 ? OAuthTrouble.Unavailable : OAuthTrouble.WrongApp, $"GitHub did not revoke the tokens (status {(int)status}).");
        }
    }

    public override async Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var own = await Repositories.OfTokenAsync(Api(hosts, tokens, null), cancellationToken);
        return new(own.Id, $"@{own.Login}");
    }

    protected override async Task<string> NameAsync(GitHubAccount account, CancellationToken cancellationToken) => $"@{(await account.Repositories.OwnAsync(cancellationToken)).Login}";

    protected override GitHubAccount Open(PlatformAccount account) => new(Api(account.Hosts, OAuthTokens.Of(account.Credentials!), account.Budget), OAuthAccount.Of(account.Settings));

    private GitHubApi Api(PlatformHosts hosts, OAuthTokens tokens, RateBudget? kept)
    {
        var (budget, root) = (kept ?? new(clock), hosts.At(GitHubFacts.Host));
        var client = new PlatformClient(GitHubFacts.Title, http.Client(new(AllowPrivate: !hosts.IsOfficial)), root, headers => Head(headers, new("Bearer", tokens.Access)), clock)
        {
            Limits = new(budget, GitHubFacts.Limits, (_, _) => GitHubApi.Bucket),
        };
        return new(client, root, budget, clock);
    }

    /// <summary>Without a name GitHub refuses.</summary>
    private void Head(HttpRequestHeaders headers, AuthenticationHeaderValue credential)
    {
        headers.Authorization = credential;
        headers.Accept.ParseAdd(GitHubFacts.Json);
        headers.UserAgent.ParseAdd("SquareMCP");
        headers.Add("X-GitHub-Api-Version", version);
    }
}
