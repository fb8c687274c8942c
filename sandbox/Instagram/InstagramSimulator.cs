using System.Text.Json.Nodes;
using Squaremcp.Sandbox.Meta;

namespace Squaremcp.Sandbox.Instagram;

/// <summary>Instagram with its own login (https://developers.facebook.com/docs/instagram-platform): the sign-in page, an hour's token and sixty days', one professional account and what it publishes.</summary>
internal sealed class InstagramSimulator : IHttpSimulator
{
    private const string Graph = "graph.instagram.com", Codes = "api.instagram.com", Web = "www.instagram.com", Uploads = "rupload.facebook.com";
    private const string Publish = "instagram_business_content_publish";

    private static readonly string[] Scopes = ["instagram_business_basic", Publish, "instagram_business_manage_comments", "instagram_business_manage_messages", "instagram_business_manage_insights"];

    private static readonly TimeSpan Short = TimeSpan.FromHours(1), Long = TimeSpan.FromDays(60), Youngest = TimeSpan.FromHours(24);

    private readonly GraphTokens tokens;
    private readonly Worlds<InstagramWorld> worlds;
    private readonly GraphCodes codes;
    private readonly TimeProvider clock;

    internal InstagramSimulator(Tenants tenants, TimeProvider clock)
    {
        (tokens, this.clock) = (new(tenants, "IGA"), clock);
        worlds = new(tenant => new(tenants, tenant, clock.GetUtcNow()));
        codes = new(tenants, "Instagram", Scopes, TimeSpan.FromHours(1), clock);
    }

    public string Platform => "instagram";

    public IReadOnlyList<string> Hosts { get; } = [Graph, Codes, Web, Uploads];

    /// <summary>As if its person had let the gateway in just now.</summary>
    internal SandboxAccount Account(string tenant)
    {
        const string Granted = $"instagram_business_basic,{Publish}";
        var world = worlds.Of(tenant);
        return new(Platform, new JsonObject
        {
            ["tokens"] = new JsonObject
            {
                ["access"] = Token('l', tenant, "first", Long, Granted),
                ["expires_at"] = (clock.GetUtcNow() + Long).ToString("O"),
                ["scopes"] = new JsonArray([.. Granted.Split(',').Select(scope => (JsonNode)scope)]),
            },
            ["identity"] = new JsonObject { ["id"] = world.Id, ["label"] = $"@{world.Username}" },
        }.ToJsonString(), IsGranted: true);
    }

    public string WorldOf(string tenant) => tenant;

    public ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) => ValueTask.FromResult(
        request.Host is Graph or Uploads && tokens.Read(GraphCall.Credential(request)) is { } token ? new Asked(token.Tenant, IsRefresh: request.Path == "/refresh_access_token") : null);

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => GraphRefusals.Throttled(80002, "instagram", fault.RetryAfter),
        _ => GraphRefusals.Expired,
    };

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => (request.Host, request.Path) switch
    {
        (Web, "/oauth/authorize") => await codes.AuthorizeAsync(request, "#_", cancellationToken),
        (Codes, "/oauth/access_token") when request is { Method: "POST", ContentType: "application/x-www-form-urlencoded" } => await RedeemAsync(request, cancellationToken),
        (Graph, "/access_token") => Exchange(request),
        (Graph, "/refresh_access_token") => Refresh(request),
        (Graph, _) => await CallAsync(await GraphCall.ReadAsync(request, null, clock.GetUtcNow(), cancellationToken), cancellationToken),
        (Uploads, _) when request.Path.StartsWith("/ig-api-upload/", StringComparison.Ordinal) =>
            await CallAsync(await GraphCall.ReadAsync(request with { Path = request.Path["/ig-api-upload".Length..] }, null, clock.GetUtcNow(), cancellationToken), cancellationToken),
        _ => Answer.Page(404, GraphPages.Wrong("Instagram", "There is nothing here.")),
    };

    private async Task<Answer> CallAsync(GraphCall call, CancellationToken cancellationToken)
    {
        if (tokens.Read(call.Access) is not { } token)
        {
            return GraphRefusals.Malformed;
        }

        if (token.IsOver(call.Now))
        {
            return GraphRefusals.Expired;
        }

        var world = worlds.Of(token.Tenant);
        if (call.Request is { Host: Uploads, Method: "POST" } && call.Path is [var container])
        {
            return await InstagramWrites.UploadAsync(call, world, container, cancellationToken);
        }

        return (call.Request.Method, call.Path) switch
        {
            ("GET", ["me"]) => InstagramReads.Me(call, world),
            ("GET", [var id, "media"]) when id == world.Id => InstagramReads.Media(call, world),
            ("GET", [var id, "content_publishing_limit"]) when id == world.Id => InstagramReads.Limit(call, world),
            ("POST", _) when !token.Has(Publish) => throw GraphRefusals.NoRight(Publish),
            ("POST", [var id, "media"]) when id == world.Id => InstagramWrites.Contain(call, world, call.Request.Base.Replace($"/{Graph}/", $"/{Uploads}/", StringComparison.Ordinal)),
            ("POST", [var id, "media_publish"]) when id == world.Id => InstagramWrites.Publish(call, world),
            ("GET", [var id]) => InstagramReads.Node(call, world, id),
            _ => throw GraphRefusals.Missing(string.Join('/', call.Path)),
        };
    }

    private async Task<Answer> RedeemAsync(Request request, CancellationToken cancellationToken)
    {
        var form = await request.Context.Request.ReadFormAsync(cancellationToken);
        if (form["client_id"] != GraphCodes.ClientId || form["client_secret"] != GraphCodes.ClientSecret || form["grant_type"] != "authorization_code")
        {
            return Flat("Invalid platform app");
        }

        if (codes.Take(form["code"]) is not { } code || code.RedirectUri != form["redirect_uri"])
        {
            return Flat("Matching code was not found or was already used");
        }

        var world = worlds.Of(code.Tenant);
        world.Username = new([.. code.Name.ToLowerInvariant().Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_')]);
        return Answer.Json(200, new JsonObject { ["access_token"] = Token('s', code.Tenant, "one", Short, code.Scopes), ["user_id"] = world.Id, ["permissions"] = code.Scopes });
    }

    private Answer Exchange(Request request)
    {
        var query = request.Context.Request.Query;
        return query["grant_type"] == "ig_exchange_token" && query["client_secret"] == GraphCodes.ClientSecret && tokens.Read(query["access_token"]) is { Kind: 's' } token && !token.IsOver(clock.GetUtcNow())
            ? Given(Token('l', token.Tenant, token.Family, Long, token.Scopes))
            : GraphRefusals.Expired;
    }

    private Answer Refresh(Request request)
    {
        var query = request.Context.Request.Query;
        var now = clock.GetUtcNow();
        return query["grant_type"] != "ig_refresh_token" || tokens.Read(query["access_token"]) is not { Kind: 'l' } token || token.IsOver(now) ? GraphRefusals.Expired
            : DateTimeOffset.FromUnixTimeSeconds(token.Ends) - now > Long - Youngest ? GraphRefusals.Of(400, 4711, "The access token is younger than 24 hours and cannot be refreshed.")
            : Given(Token('l', token.Tenant, token.Family, Long, token.Scopes));
    }

    private static Answer Given(string token) => Answer.Json(200, new JsonObject { ["access_token"] = token, ["token_type"] = "bearer", ["expires_in"] = (int)Long.TotalSeconds });

    private static Answer Flat(string message) => Answer.Json(400, new JsonObject { ["error_type"] = "OAuthException", ["code"] = 400, ["error_message"] = message });

    private string Token(char kind, string tenant, string family, TimeSpan life, string scopes) => tokens.Write(new(kind, tenant, family, (clock.GetUtcNow() + life).ToUnixTimeSeconds(), scopes));
}
