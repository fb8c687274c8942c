using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.GitHub;

/// <summary>GitHub's REST API (https://docs.github.com/rest, version 2026-03-10) for repositories, their files, issues and pull requests, as one person's account by a GitHub App.</summary>
internal sealed class GitHubSimulator : IHttpSimulator
{
    private const string Api = "api.github.com", Web = "github.com", TokenPath = "/login/oauth/access_token";

    private static readonly string[] Versions = ["2026-03-10", "2022-11-28"];

    private static readonly GhRoute[] Routes =
    [
        new("GET", ["user"], GhReads.Me),
        new("GET", ["user", "repos"], GhReads.Repos),
        new("GET", ["repos", "*", "*"], GhReads.Repo),
        new("GET", ["repos", "*", "*", "branches", "*"], GhReads.Branch),
        new("GET", ["repos", "*", "*", "contents", "**"], GhReads.Contents),
        new("GET", ["repos", "*", "*", "git", "trees", "*"], GhReads.Tree),
        new("GET", ["repos", "*", "*", "issues"], GhReads.Issues),
        new("POST", ["repos", "*", "*", "issues"], GhWrites.IssueAsync),
        new("GET", ["repos", "*", "*", "issues", "*"], GhReads.Issue),
        new("POST", ["repos", "*", "*", "issues", "*", "comments"], GhWrites.CommentAsync),
        new("GET", ["repos", "*", "*", "pulls"], GhReads.Pulls),
        new("POST", ["repos", "*", "*", "pulls"], GhWrites.PullAsync),
        new("GET", ["repos", "*", "*", "pulls", "*"], GhReads.Pull),
        new("PATCH", ["repos", "*", "*", "pulls", "*"], GhWrites.ChangeAsync),
        new("GET", ["repos", "*", "*", "pulls", "*", "files"], GhReads.PullFiles),
        new("PUT", ["repos", "*", "*", "pulls", "*", "merge"], GhWrites.MergeAsync),
        new("POST", ["repos", "*", "*", "pulls", "*", "reviews"], GhWrites.ReviewAsync),
    ];

    private readonly Tenants tenants;
    private readonly TimeProvider clock;
    private readonly Worlds<GhWorld> worlds;
    private readonly GhOAuth oauth;

    internal GitHubSimulator(Tenants tenants, TimeProvider clock)
    {
        (this.tenants, this.clock) = (tenants, clock);
        worlds = new(tenant => new(tenants, tenant, clock));
        oauth = new(tenants, worlds, clock);
    }

    public string Platform => "github";

    public IReadOnlyList<string> Hosts { get; } = [Api, Web];

    /// <summary>As if its person had let the gateway in just now.</summary>
    internal SandboxAccount Account(string tenant)
    {
        var given = oauth.Tokens(tenant, "first", 0);
        var me = new GhWorld(tenants, tenant, clock).Me;
        return new(Platform, new JsonObject
        {
            ["tokens"] = new JsonObject
            {
                ["access"] = given["access_token"]!.DeepClone(),
                ["refresh"] = given["refresh_token"]!.DeepClone(),
                ["expires_at"] = clock.GetUtcNow().AddSeconds(given["expires_in"]!.GetValue<int>() - 60).ToString("O"),
            },
            ["identity"] = new JsonObject { ["id"] = $"{me.Id}", ["label"] = $"@{me.Login}" },
        }.ToJsonString(), IsGranted: true);
    }

    public string WorldOf(string tenant) => tenant;

    public async ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) => request switch
    {
        { Host: Api, Bearer: { } bearer } => oauth.Read(bearer) is { Kind: 'u' } access ? new(access.Tenant) : null,
        { Host: Web, Path: TokenPath, Method: "POST", ContentType: "application/x-www-form-urlencoded" } =>
            oauth.Read((await request.Context.Request.ReadFormAsync(cancellationToken))["refresh_token"]) is { Kind: 'r' } refresh ? new(refresh.Tenant, IsRefresh: true) : null,
        _ => null,
    };

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => GhErrors.Of(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.") is var limited && fault.RetryAfter is { } wait ? limited.With("Retry-After", $"{wait}") : limited,
        FaultKinds.RotatedToken => GhOAuth.Error("bad_refresh_token", "The refresh token passed is incorrect or expired."),
        _ => GhErrors.Unauthorized,
    };

    public Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => (request.Host, request.Path, request.Method) switch
    {
        (Web, "/login/oauth/authorize", _) => oauth.AuthorizeAsync(request, cancellationToken),
        (Web, TokenPath, _) => oauth.TokenAsync(request, cancellationToken),
        (Api, $"/applications/{GhOAuth.ClientId}/token", "DELETE") => oauth.RevokeAsync(request, cancellationToken),
        (Api, _, _) => CallAsync(request, cancellationToken),
        _ => throw GhErrors.NotFound,
    };

    private async Task<Answer> CallAsync(Request request, CancellationToken cancellationToken)
    {
        var headers = request.Context.Request.Headers;
        if (headers.UserAgent.Count == 0)
        {
            return GhErrors.Of(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.");
        }

        if (headers.TryGetValue("X-GitHub-Api-Version", out var version) && !Versions.Contains(version.ToString()))
        {
            return GhErrors.Of(400, $"{version} is not a supported version of the API.");
        }

        if (oauth.Read(request.Bearer) is not { Kind: 'u' } token || token.Ends <= clock.GetUtcNow().ToUnixTimeSeconds() || worlds.Of(token.Tenant) is not { } world || !world.IsGood(token.Family, token.Serial))
        {
            return GhErrors.Unauthorized;
        }

        // Parts stay what they were: %2F in one is no slash.
        var raw = request.Context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var path = raw[(raw.IndexOf($"/{Api}/", StringComparison.Ordinal) + Api.Length + 2)..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        var route = Array.Find(Routes, one => one.Method == request.Method && one.Fits(path)) ?? throw GhErrors.NotFound;
        var (left, ends) = world.Count();
        Answer answer;
        try
        {
            answer = left < 0 ? GhErrors.Of(403, "API rate limit exceeded for user.") : await route.RunAsync(new(request, world, path, clock.GetUtcNow()), cancellationToken);
        }
        catch (RefusedException refused)
        {
            answer = refused.Answer;
        }

        return answer.With("x-ratelimit-limit", "5000").With("x-ratelimit-remaining", $"{Math.Max(left, 0)}").With("x-ratelimit-reset", $"{ends}").With("x-ratelimit-resource", "core");
    }
}

/// <param name="Path">A star stands for one part, two at the end for any number.</param>
internal sealed record GhRoute(string Method, string[] Path, Func<GhCall, CancellationToken, Task<Answer>> RunAsync)
{
    internal GhRoute(string method, string[] path, Func<GhCall, Answer> run)
        : this(method, path, (call, _) =>
        {
            lock (call.World.Gate)
            {
                return Task.FromResult(run(call));
            }
        })
    {
    }

    internal bool Fits(string[] path) => (Path[^1] == "**" ? path.Length >= Path.Length - 1 : path.Length == Path.Length) && Path.Zip(path).All(pair => pair.First == pair.Second || (pair.First is "*" or "**" && pair.Second.Length > 0));
}

internal sealed record GhCall(Request Request, GhWorld World, string[] Path, DateTimeOffset Now)
{
    internal GhRepo Repo => World.Repo(Path[1], Path[2]);

    internal GhItem Item() => World.Items.Find(item => item.Repo == Repo.FullName && $"{item.Number}" == Path[4]) ?? throw GhErrors.NotFound;

    internal GhItem Pull() => Item() is { Head: not null } pull ? pull : throw GhErrors.NotFound;
}
