using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Figma;

/// <summary>Figma's REST API (npm @figma/rest-api-spec): folders, files, renderings and comments, as one person's account.</summary>
internal sealed class FigmaSimulator : IHttpSimulator
{
    private const string Api = "api.figma.com", Web = "www.figma.com", RefreshPath = "/v1/oauth/refresh";

    private static readonly FgRoute[] Routes =
    [
        new("GET", ["v1", "me"], FgCalls.Me),
        new("GET", ["v2", "teams", "*", "folders"], FgCalls.TeamFolders),
        new("GET", ["v2", "folders", "*", "folders"], FgCalls.FolderFolders),
        new("GET", ["v2", "folders", "*", "files"], FgCalls.FolderFiles),
        new("GET", ["v1", "files", "*"], FgCalls.Read),
        new("GET", ["v1", "files", "*", "nodes"], FgCalls.Nodes),
        new("GET", ["v1", "files", "*", "meta"], FgCalls.Meta),
        new("GET", ["v1", "files", "*", "images"], FgCalls.Fills),
        new("GET", ["v1", "files", "*", "comments"], FgCalls.Comments),
        new("POST", ["v1", "files", "*", "comments"], FgCalls.CommentAsync),
        new("GET", ["v1", "images", "*"], FgCalls.Images),
    ];

    private readonly Tenants tenants;
    private readonly TimeProvider clock;
    private readonly Worlds<FgWorld> worlds;
    private readonly FgOAuth oauth;

    internal FigmaSimulator(Tenants tenants, TimeProvider clock)
    {
        (this.tenants, this.clock) = (tenants, clock);
        worlds = new(tenant => new(tenants, tenant, clock));
        oauth = new(tenants, worlds, clock);
    }

    public string Platform => "figma";

    public IReadOnlyList<string> Hosts { get; } = [Api, Web];

    /// <summary>As if its person had let the gateway in just now.</summary>
    internal SandboxAccount Account(string tenant)
    {
        var given = oauth.Tokens(tenant, "first");
        var me = new FgWorld(tenants, tenant, clock);
        return new(Platform, new JsonObject
        {
            ["tokens"] = new JsonObject
            {
                ["access"] = given["access_token"]!.DeepClone(),
                ["refresh"] = given["refresh_token"]!.DeepClone(),
                ["expires_at"] = clock.GetUtcNow().AddSeconds(given["expires_in"]!.GetValue<int>() - 60).ToString("O"),
            },
            ["identity"] = new JsonObject { ["id"] = me.Id, ["label"] = me.Email },
        }.ToJsonString(), IsGranted: true);
    }

    public string WorldOf(string tenant) => tenant;

    public async ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) => request switch
    {
        { Host: Api, Bearer: { } bearer } => oauth.Read(bearer) is { Kind: 'a' } access ? new(access.Tenant) : null,
        { Host: Api, Path: RefreshPath, Method: "POST", ContentType: "application/x-www-form-urlencoded" } =>
            oauth.Read((await request.Context.Request.ReadFormAsync(cancellationToken))["refresh_token"]) is { Kind: 'r' } refresh ? new(refresh.Tenant, IsRefresh: true) : null,
        _ => null,
    };

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => FgErrors.Of(429, "Rate limit exceeded").With("X-Figma-Plan-Tier", "starter").With("X-Figma-Rate-Limit-Type", "low") is var limited && fault.RetryAfter is { } wait ? limited.With("Retry-After", $"{wait}") : limited,
        FaultKinds.RotatedToken => FgErrors.Told(400, "Invalid refresh token"),
        _ => FgErrors.BadToken,
    };

    public Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => (request.Host, request.Path) switch
    {
        (Web, "/oauth") => oauth.AuthorizeAsync(request, cancellationToken),
        (Api, "/v1/oauth/token") => oauth.TokenAsync(request, isRefresh: false, cancellationToken),
        (Api, RefreshPath) => oauth.TokenAsync(request, isRefresh: true, cancellationToken),
        (Api, _) => CallAsync(request, cancellationToken),
        _ => throw FgErrors.NotFound,
    };

    private Task<Answer> CallAsync(Request request, CancellationToken cancellationToken)
    {
        if (oauth.Read(request.Bearer) is not { Kind: 'a' } token || token.Ends <= clock.GetUtcNow().ToUnixTimeSeconds() || worlds.Of(token.Tenant) is not { } world || world.IsRevoked(token.Family))
        {
            return Task.FromResult(FgErrors.BadToken);
        }

        var path = request.Path.Split('/')[1..];
        var route = Array.Find(Routes, one => one.Method == request.Method && one.Fits(path)) ?? throw FgErrors.NotFound;
        return route.RunAsync(new(request, world, path, clock.GetUtcNow()), cancellationToken);
    }
}

/// <param name="Path">A star stands for an id or a key.</param>
internal sealed record FgRoute(string Method, string[] Path, Func<FgCall, CancellationToken, Task<Answer>> RunAsync)
{
    internal FgRoute(string method, string[] path, Func<FgCall, Answer> run)
        : this(method, path, (call, _) =>
        {
            lock (call.World.Gate)
            {
                return Task.FromResult(run(call));
            }
        })
    {
    }

    internal bool Fits(string[] path) => path.Length == Path.Length && Path.Zip(path).All(pair => pair.First == pair.Second || (pair.First == "*" && pair.Second.Length > 0));
}

internal sealed record FgCall(Request Request, FgWorld World, string[] Path, DateTimeOffset Now)
{
    internal FgFile File => World.File(Path[2]) ?? throw FgErrors.NotFound;

    internal string? Query(string name) => Request.Context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    internal void Only(params string[] known)
    {
        if (Request.Context.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw FgErrors.Bad($"{unknown}: unknown parameter");
        }
    }

    internal static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
