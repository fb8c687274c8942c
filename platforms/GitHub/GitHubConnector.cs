using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.GitHub;

/// <summary>GitHub: one account, let in by the person (https://docs.github.com/rest); on github.com or on an Enterprise of the operator's.</summary>
/// <param name="version">Of the REST API, for example <c>2026-03-10</c>.</param>
public sealed class GitHubConnector(string version, OutboundHttp http, TimeProvider clock) : IOAuthConnector
{
    private readonly Dictionary<string, Tool<GitHubAccount>> byName = GitHubTools.All.ToDictionary(tool => tool.Name);
    private readonly StandardOAuth oauth = new(GitHubFacts.Title, GitHubFacts.OAuth, http, clock);

    public Platform Platform { get; } = new()
    {
        Name = "github",
        Title = GitHubFacts.Title,
        Description = "An account on GitHub. It is connected by signing in at GitHub and letting the gateway in.",
        SettingsSchema = Schemas.OfInput(GitHubRecords.Json.NothingAsked),
        SettingsExample = "{}",
        ConnectOptions = "",
        Tools = GitHubTools.All,
    };

    public PlatformOAuth OAuth => GitHubFacts.OAuth;

    public SettingsReading Read(JsonElement settings) => new()
    {
        Error = new(ToolErrorKind.InvalidArgument, "A GitHub account is connected by signing in at GitHub, not by settings. Call square_connect_platform, or POST /api/v1/connections/github/{account}/authorize, and open the address it gives."),
    };

    public Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken) => oauth.RedeemAsync(app, code, cancellationToken);

    public Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken) => oauth.RefreshAsync(app, tokens, cancellationToken);

    /// <summary>Not as RFC 7009 has it: the app names itself in the address and the token in JSON.</summary>
    public async Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken)
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

    public async Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken)
    {
        var own = await Repositories.OfTokenAsync(Api(hosts, tokens, null), cancellationToken);
        return new(own.Id, $"@{own.Login}");
    }

    public Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].InvokeAsync(Open(account), arguments, context, cancellationToken);

    public Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken) =>
        byName[tool].RehearseAsync(Open(account), arguments, context, cancellationToken);

    public Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken) =>
        AccountCheck.RunAsync(async () => $"@{(await Open(account).Repositories.OwnAsync(cancellationToken)).Login}");

    private GitHubAccount Open(PlatformAccount account) => new(Api(account.Hosts, OAuthTokens.Of(account.Credentials!), account.Budget), OAuthAccount.Of(account.Settings));

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
