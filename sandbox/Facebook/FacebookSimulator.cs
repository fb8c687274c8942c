using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Squaremcp.Sandbox.Meta;

namespace Squaremcp.Sandbox.Facebook;

/// <summary>Facebook's pages (https://developers.facebook.com/docs/pages-api): the sign-in page, Meta's exchange of tokens, one page for each person, its posts and uploads.</summary>
internal sealed class FacebookSimulator : IHttpSimulator
{
    private const string Graph = "graph.facebook.com", Web = "www.facebook.com";

    private static readonly string[] Scopes =
    [
        "pages_show_list", "pages_read_engagement", "pages_manage_posts", "pages_manage_metadata", "pages_read_user_content", "pages_manage_engagement", "business_management", "publish_video", "public_profile", "email",
    ];

    private static readonly TimeSpan Short = TimeSpan.FromHours(2), Long = TimeSpan.FromDays(60);

    private readonly GraphTokens tokens;
    private readonly Worlds<FacebookWorld> worlds;
    private readonly GraphCodes codes;
    private readonly TimeProvider clock;

    internal FacebookSimulator(Tenants tenants, TimeProvider clock)
    {
        (tokens, this.clock) = (new(tenants, "EAA"), clock);
        worlds = new(tenant => new(tenants, tenant, clock.GetUtcNow()));
        codes = new(tenants, "Facebook", Scopes, TimeSpan.FromMinutes(10), clock);
    }

    public string Platform => "facebook";

    public IReadOnlyList<string> Hosts { get; } = [Graph, Web];

    /// <summary>As if its person had let the gateway in just now.</summary>
    internal SandboxAccount Account(string tenant)
    {
        const string Granted = "pages_show_list,pages_read_engagement,pages_manage_posts,pages_read_user_content,publish_video";
        var (world, user) = (worlds.Of(tenant), Token('l', tenant, "first", Long, Granted));
        var page = Token('p', tenant, "first", null, Granted);
        return new(Platform, new JsonObject
        {
            ["tokens"] = new JsonObject
            {
                ["access"] = user,
                ["expires_at"] = (clock.GetUtcNow() + Long).ToString("O"),
                ["scopes"] = new JsonArray([.. Granted.Split(',').Select(scope => (JsonNode)scope)]),
                ["more"] = new JsonObject
                {
                    ["pages"] = new JsonArray(new JsonObject { ["id"] = world.PageId, ["name"] = FacebookWorld.PageName, ["access"] = page, ["proof"] = Proof(page) }).ToJsonString(),
                    ["app"] = GraphCodes.ClientId,
                    ["proof"] = Proof(user),
                },
            },
            ["identity"] = new JsonObject { ["id"] = world.UserId, ["label"] = FacebookWorld.PageName },
        }.ToJsonString(), IsGranted: true);
    }

    public string WorldOf(string tenant) => tenant;

    public ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) => ValueTask.FromResult(
        request.Host != Graph ? null
        : tokens.Read(request.Context.Request.Query["fb_exchange_token"]) is { } exchanged ? new Asked(exchanged.Tenant, IsRefresh: true)
        : tokens.Read(GraphCall.Credential(request)) is { } token ? new Asked(token.Tenant) : null);

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => GraphRefusals.Throttled(80001, "pages", fault.RetryAfter),
        _ => GraphRefusals.Expired,
    };

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Host == Web)
        {
            return request.Path.EndsWith("/dialog/oauth", StringComparison.Ordinal) ? await codes.AuthorizeAsync(request, "#_=_", cancellationToken) : Answer.Page(404, GraphPages.Wrong("Facebook", "There is nothing here."));
        }

        var call = await GraphCall.ReadAsync(request, GraphCodes.ClientSecret, clock.GetUtcNow(), cancellationToken);
        if (call.Path is ["oauth", "access_token"])
        {
            return Exchange(call);
        }

        if (tokens.Read(call.Access) is not { } token)
        {
            return GraphRefusals.Malformed;
        }

        var world = worlds.Of(token.Tenant);
        return token.IsOver(call.Now) || world.IsRevoked(token.Family) ? GraphRefusals.Expired : await AnswerAsync(call, token, world, cancellationToken);
    }

    private Task<Answer> AnswerAsync(GraphCall call, GraphToken token, FacebookWorld world, CancellationToken cancellationToken) => (call.Request.Method, call.Path) switch
    {
        ("GET", ["me"]) when token.Kind != 'p' => Task.FromResult(Me(call, world)),
        ("GET", ["me", "permissions"]) => Task.FromResult(Answer.Json(200, new JsonObject { ["data"] = new JsonArray([.. token.Scopes.Split(',').Select(scope => new JsonObject { ["permission"] = scope, ["status"] = "granted" })]) })),
        ("DELETE", ["me", "permissions"]) => Task.FromResult(Revoke(token, world)),
        ("GET", ["me", "accounts"]) when token.Kind != 'p' => Task.FromResult(Accounts(call, token, world)),
        ("POST", [GraphCodes.ClientId, "uploads"]) when token.Kind != 'p' => Task.FromResult(FacebookWrites.Begin(call, world)),
        ("GET" or "POST", [var id]) when token.Kind != 'p' && id.StartsWith("upload:", StringComparison.Ordinal) => FacebookWrites.UploadAsync(call, world, id, cancellationToken),
        (var method, [var id, .. var edge]) when token.Kind == 'p' => Task.FromResult(OfPage(method, edge, id, call, token, world)),
        _ => throw new RefusedException(GraphRefusals.Of(400, 190, "This method must be called with a Page Access Token, or does not exist")),
    };

    private static Answer OfPage(string method, string[] edge, string id, GraphCall call, GraphToken token, FacebookWorld world) => (method, id == world.PageId, edge) switch
    {
        ("GET", true, []) => FacebookReads.Page(call, world),
        ("GET", true, ["posts" or "published_posts"]) => FacebookReads.Posts(call, world, withVisitors: false),
        ("GET", true, ["feed"]) => token.Has("pages_read_user_content") ? FacebookReads.Posts(call, world, withVisitors: true) : throw GraphRefusals.NoRight("pages_read_user_content"),
        ("POST", true, _) when !token.Has("pages_manage_posts") => throw GraphRefusals.NoRight("pages_manage_posts"),
        ("POST", true, ["feed"]) => FacebookWrites.Feed(call, world),
        ("POST", true, ["photos"]) => FacebookWrites.Photos(call, world),
        ("POST", true, ["videos"]) => FacebookWrites.Videos(call, world),
        ("GET", false, []) => FacebookReads.Node(call, world, id),
        _ => throw GraphRefusals.Missing(id),
    };

    private Answer Exchange(GraphCall call)
    {
        if (call["client_id"] != GraphCodes.ClientId || call["client_secret"] != GraphCodes.ClientSecret)
        {
            return GraphRefusals.Of(400, 101, "Error validating application. Invalid application ID or secret.");
        }

        if (call["fb_exchange_token"] is { } before)
        {
            call.Only("client_id", "client_secret", "grant_type", "fb_exchange_token");
            return call["grant_type"] == "fb_exchange_token" && tokens.Read(before) is { Kind: 's' or 'l' } token && !token.IsOver(call.Now) && !worlds.Of(token.Tenant).IsRevoked(token.Family)
                ? Given(Token('l', token.Tenant, token.Family, Long, token.Scopes), Long)
                : GraphRefusals.Expired;
        }

        call.Only("client_id", "client_secret", "redirect_uri", "code");
        return codes.Take(call["code"]) is { } code && code.RedirectUri == call["redirect_uri"]
            ? Given(Token('s', code.Tenant, Guid.NewGuid().ToString("n")[..12], Short, code.Scopes), Short)
            : GraphRefusals.Of(400, 100, "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request", 36008);
    }

    private Answer Accounts(GraphCall call, GraphToken token, FacebookWorld world)
    {
        call.Only("fields", "limit", "after");
        var page = world.Page;
        page["access_token"] = Token('p', token.Tenant, token.Family, null, token.Scopes);
        page["tasks"] = new JsonArray("CREATE_CONTENT", "MODERATE", "MANAGE");
        return call.List([page], one => (string)one["id"]!, one => call.Select(one, "Page", "id,name,access_token,tasks,category", ["id", "name", "access_token", "tasks", "category"]));
    }

    private static Answer Me(GraphCall call, FacebookWorld world)
    {
        call.Only("fields");
        return Answer.Json(200, call.Select(new JsonObject { ["id"] = world.UserId, ["name"] = "Sandbox person" }, "User", "id,name", ["id", "name"]));
    }

    private static Answer Revoke(GraphToken token, FacebookWorld world)
    {
        world.Revoke(token.Family);
        return Answer.Json(200, new JsonObject { ["success"] = true });
    }

    private static Answer Given(string token, TimeSpan life) => Answer.Json(200, new JsonObject { ["access_token"] = token, ["token_type"] = "bearer", ["expires_in"] = (int)life.TotalSeconds });

    private string Token(char kind, string tenant, string family, TimeSpan? life, string scopes) =>
        tokens.Write(new(kind, tenant, family, life is { } ends ? (clock.GetUtcNow() + ends).ToUnixTimeSeconds() : 0, scopes));

    private static string Proof(string access) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(GraphCodes.ClientSecret), Encoding.UTF8.GetBytes(access)));
}
