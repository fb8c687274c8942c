using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.X;

/// <summary>X, API v2 (https://docs.x.com/x-api), for the calls of one user's account: the OAuth pages, users, posts, recent search and uploads in pieces.</summary>
internal sealed class XSimulator : IHttpSimulator
{
    private const string Api = "api.x.com", Web = "x.com", TokenPath = "/2/oauth2/token";

    private static readonly XRoute[] Routes =
    [
        new("GET", ["users", "me"], 75, "tweet.read users.read", XReads.Me),
        new("GET", ["users", "by", "username", "*"], 900, "tweet.read users.read", XReads.ByName),
        new("GET", ["users", "*"], 900, "tweet.read users.read", XReads.ById),
        new("GET", ["users", "*", "tweets"], 900, "tweet.read users.read", XReads.Timeline),
        new("GET", ["tweets", "search", "recent"], 300, "tweet.read users.read", XReads.Search),
        new("GET", ["tweets", "*"], 900, "tweet.read users.read", XReads.Post),
        new("POST", ["tweets"], 100, "tweet.read tweet.write users.read", XWrites.PostAsync),
        new("POST", ["media", "upload", "initialize"], 500, "media.write", XMedia.InitializeAsync),
        new("POST", ["media", "upload", "*", "append"], 500, "media.write", XMedia.AppendAsync),
        new("POST", ["media", "upload", "*", "finalize"], 500, "media.write", XMedia.FinalizeAsync),
        new("GET", ["media", "upload"], 1_000, "media.write", XMedia.Status),
    ];

    private readonly XTokens tokens;
    private readonly Worlds<XWorld> worlds;
    private readonly XOAuth oauth;
    private readonly Tenants tenants;
    private readonly TimeProvider clock;

    internal XSimulator(Tenants tenants, TimeProvider clock)
    {
        (this.tenants, this.clock, tokens) = (tenants, clock, new(tenants));
        worlds = new(tenant => new(tenants, tenant, clock));
        oauth = new(tenants, tokens, worlds, clock);
    }

    public string Platform => "twitter";

    public IReadOnlyList<string> Hosts { get; } = [Api, Web];

    /// <summary>As if its person had let the gateway in just now, as far as the scopes go that the tools need.</summary>
    internal SandboxAccount Account(string tenant)
    {
        var given = oauth.Tokens(tenant, "first", 0, "tweet.read tweet.write users.read offline.access media.write");
        var me = new XWorld(tenants, tenant, clock).Me;
        return new(Platform, new JsonObject
        {
            ["tokens"] = new JsonObject
            {
                ["access"] = given["access_token"]!.DeepClone(),
                ["refresh"] = given["refresh_token"]!.DeepClone(),
                ["expires_at"] = clock.GetUtcNow().AddSeconds(given["expires_in"]!.GetValue<int>() - 60).ToString("O"),
                ["scopes"] = new JsonArray([.. given["scope"]!.GetValue<string>().Split(' ').Select(scope => (JsonNode)scope)]),
            },
            ["identity"] = new JsonObject { ["id"] = me.Id, ["label"] = $"@{me.Username}" },
        }.ToJsonString(), IsGranted: true);
    }

    public string WorldOf(string tenant) => tenant;

    public async ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Host != Api)
        {
            return null;
        }

        if (request.Bearer is { } bearer)
        {
            return tokens.Read(bearer) is { Kind: 'a' } access ? new(access.Tenant) : null;
        }

        return request is { Path: TokenPath, Method: "POST", ContentType: "application/x-www-form-urlencoded" } && tokens.Read((await request.Context.Request.ReadFormAsync(cancellationToken))["refresh_token"]) is { Kind: 'r' } refresh
            ? new(refresh.Tenant, IsRefresh: true)
            : null;
    }

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => (fault.RetryAfter is { } wait ? XErrors.TooMany.With("x-rate-limit-limit", "900").With("x-rate-limit-remaining", "0").With("x-rate-limit-reset", $"{clock.GetUtcNow().ToUnixTimeSeconds() + wait}") : XErrors.TooMany),
        FaultKinds.RotatedToken => XOAuth.Error(400, "invalid_request", "Value passed for the token was invalid."),
        _ => XErrors.Unauthorized,
    };

    public Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => (request.Host, request.Path) switch
    {
        (Web, "/i/oauth2/authorize") => oauth.AuthorizeAsync(request, cancellationToken),
        (Api, TokenPath) => oauth.TokenAsync(request, cancellationToken),
        (Api, "/2/oauth2/revoke") => oauth.RevokeAsync(request, cancellationToken),
        (Api, _) => CallAsync(request, cancellationToken),
        _ => throw XErrors.NotFound,
    };

    private async Task<Answer> CallAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Path.Split('/') is not ["", "2", .. var path] || Array.FindAll(Routes, one => one.Fits(path)) is not { Length: > 0 } fitting)
        {
            throw XErrors.NotFound;
        }

        var route = Array.Find(fitting, one => one.Method == request.Method) ?? throw new RefusedException(XErrors.Of(405, "Method Not Allowed", "Method Not Allowed"));
        if (tokens.Read(request.Bearer) is not { Kind: 'a' } token || token.Ends <= clock.GetUtcNow().ToUnixTimeSeconds())
        {
            return XErrors.Unauthorized;
        }

        var world = worlds.Of(token.Tenant);
        if (world.IsRevoked(token.Family))
        {
            return XErrors.Unauthorized;
        }

        var (left, ends) = world.Count(string.Join('/', route.Path), route.Limit);
        var answer = left < 0 ? XErrors.TooMany : await RunAsync(route, new(request, world, path, clock.GetUtcNow()), token, cancellationToken);
        return answer.With("x-rate-limit-limit", $"{route.Limit}").With("x-rate-limit-remaining", $"{Math.Max(left, 0)}").With("x-rate-limit-reset", $"{ends}").With("x-transaction-id", world.NextId());
    }

    private static async Task<Answer> RunAsync(XRoute route, XCall call, XToken token, CancellationToken cancellationToken)
    {
        try
        {
            return Array.Find(route.Scopes.Split(' '), scope => !token.Has(scope)) is null
                ? await route.RunAsync(call, cancellationToken)
                : XErrors.Of(403, "Forbidden", "Your client app is not configured with the appropriate oauth2 app permissions for this endpoint.", "oauth2-permissions");
        }
        catch (RefusedException refused)
        {
            return refused.Answer;
        }
    }
}

/// <param name="Path">After <c>/2/</c>; a star stands for an id or a name.</param>
/// <param name="Limit">Calls of one user in 15 minutes.</param>
internal sealed record XRoute(string Method, string[] Path, int Limit, string Scopes, Func<XCall, CancellationToken, Task<Answer>> RunAsync)
{
    internal XRoute(string method, string[] path, int limit, string scopes, Func<XCall, Answer> run)
        : this(method, path, limit, scopes, (call, _) => Task.FromResult(run(call)))
    {
    }

    /// <summary>What is written out comes before a star, so <c>users/me</c> is nobody's id.</summary>
    internal bool Fits(string[] path) => path.Length == Path.Length && Path.Zip(path).All(pair => pair.First == pair.Second || (pair.First == "*" && pair.Second.Length > 0 && pair.Second is not ("me" or "by" or "search" or "initialize")));
}

internal sealed record XCall(Request Request, XWorld World, string[] Path, DateTimeOffset Now);
