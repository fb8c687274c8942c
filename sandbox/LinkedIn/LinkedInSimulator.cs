using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.LinkedIn;

/// <summary>LinkedIn for one member and an app with the two products everybody gets: sign-in and sharing. Connections and messages are kept for partners, as they are there.</summary>
internal sealed class LinkedInSimulator : IHttpSimulator
{
    private const string Api = "api.linkedin.com", Web = "www.linkedin.com", TokenPath = "/oauth/v2/accessToken";
    private const int MostBody = 256 * 1024, MostFile = 60 * 1024 * 1024;

    private static readonly string[] Scopes = ["openid", "profile", "email", "w_member_social"];

    private readonly Worlds<LiWorld> worlds = new(tenant => new(tenant));
    private readonly OAuthDesk oauth;
    private readonly LiMedia media;
    private readonly TimeProvider clock;

    internal LinkedInSimulator(Tenants tenants, TimeProvider clock)
    {
        (this.clock, media) = (clock, new(tenants));
        oauth = new(tenants, Platform, new("LinkedIn", Scopes, TimeSpan.FromDays(60)) { RefreshLife = TimeSpan.FromDays(365), RefreshLifeName = "refresh_token_expires_in" }, clock);
    }

    public string Platform => "linkedin";

    public IReadOnlyList<string> Hosts { get; } = [Api, Web];

    internal SandboxAccount Account(string tenant) => oauth.Account(tenant, Scopes, new LiWorld(tenant).Id, LiWorld.Name);

    public string WorldOf(string tenant) => tenant;

    public async ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) =>
        request.Host == Api ? oauth.Known(request) is { } token ? new(token.Tenant) : null
        : request.Path == TokenPath && oauth.Refresh(await OAuthDesk.RefreshOf(request, cancellationToken)) is { } refresh ? new(refresh.Tenant, IsRefresh: true)
        : null;

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => fault.RetryAfter is { } wait ? TooMany.With("Retry-After", wait.ToString(CultureInfo.InvariantCulture)) : TooMany,
        FaultKinds.RotatedToken => Answer.Json(400, new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "The provided authorization grant or refresh token is invalid, expired or revoked" }),
        _ => LiErrors.Expired,
    };

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => (request.Host, request.Path) switch
    {
        (Web, "/oauth/v2/authorization") => await oauth.AuthorizeAsync(request, cancellationToken),
        (Web, TokenPath) => await oauth.TokenAsync(request, cancellationToken),
        (Web, "/oauth/v2/revoke") => await oauth.RevokeAsync(request, cancellationToken),
        (Web, _) when request.Method == "PUT" && media.Read(request.Path) is var (tenant, urn, part) => await PutAsync(request, worlds.Of(tenant), urn, part, cancellationToken),
        (Api, _) => await CallAsync(request, cancellationToken),
        _ => throw LiErrors.NotFound,
    };

    private static Answer TooMany => LiErrors.Of(429, "TOO_MANY_REQUESTS", "Resource level throttle limit for calls to this resource is reached.", 101);

    private async Task<Answer> PutAsync(Request request, LiWorld world, string urn, int part, CancellationToken cancellationToken)
    {
        var bytes = await request.BodyAsync(MostFile, cancellationToken);
        lock (world.Gate)
        {
            return LiMedia.Put(world, urn, part, bytes, clock.GetUtcNow());
        }
    }

    private async Task<Answer> CallAsync(Request request, CancellationToken cancellationToken)
    {
        if (oauth.Bearer(request) is not { } token)
        {
            return oauth.Known(request) is null ? LiErrors.Unauthorized : LiErrors.Expired;
        }

        var isVersioned = request.Path.StartsWith("/rest/", StringComparison.Ordinal);
        if (isVersioned && Version(request) is { } refused)
        {
            return refused;
        }

        var body = request.Method == "POST" ? await StrictJson.ReadAsync(request, MostBody, LiErrors.Invalid, cancellationToken) : default;
        var world = worlds.Of(token.Tenant);
        lock (world.Gate)
        {
            return Call(request, token, world, body);
        }
    }

    private Answer Call(Request request, SignedToken token, LiWorld world, JsonElement body)
    {
        var (action, now) = (request.Context.Request.Query["action"].ToString(), clock.GetUtcNow());
        var raw = request.Path.Split('/');
        switch (request.Method, raw)
        {
            case ("GET", ["", "v2", "userinfo"]):
                return Needs(token, "openid", "GET /userinfo") ?? Profile(token, world);
            case ("GET", ["", "v2", "connections"]):
                throw LiErrors.Denied("GET-viewer /connections");
            case ("POST", ["", "v2", "messages"]):
                throw LiErrors.Denied("POST /messages");
            case ("POST", ["", "rest", "posts"]):
                return Needs(token, "w_member_social", "POST /posts") ?? LiPosts.Create(world, body, now);
            case ("POST", ["", "rest", var resource]) when LiMedia.Kinds.TryGetValue(resource, out var kind) && action == "initializeUpload":
                return Needs(token, "w_member_social", $"ACTION /{resource}") ?? media.Announce(world, token.Tenant, kind, body, request.Base.Replace(Api, Web, StringComparison.Ordinal));
            case ("POST", ["", "rest", "videos"]) when action == "finalizeUpload":
                return Needs(token, "w_member_social", "ACTION /videos") ?? LiMedia.End(world, body, now);
            case ("GET", ["", "rest", var resource, var urn]) when LiMedia.Kinds.ContainsKey(resource):
                return LiMedia.Status(world, Uri.UnescapeDataString(urn), now);
            default:
                throw LiErrors.NotFound;
        }
    }

    private static Answer? Needs(SignedToken token, string scope, string what) => token.Scopes.Contains(scope) ? null : throw LiErrors.Denied(what);

    private static Answer Profile(SignedToken token, LiWorld world)
    {
        var told = new JsonObject { ["sub"] = world.Id, ["name"] = LiWorld.Name, ["given_name"] = "Sandbox", ["family_name"] = "Member", ["locale"] = new JsonObject { ["country"] = "US", ["language"] = "en" } };
        if (token.Scopes.Contains("email"))
        {
            (told["email"], told["email_verified"]) = ("member@sandbox.example", true);
        }

        return Answer.Json(200, told);
    }

    /// <summary>A month of the last year; LinkedIn takes each for about as long.</summary>
    private Answer? Version(Request request)
    {
        var asked = request.Context.Request.Headers["LinkedIn-Version"].ToString();
        if (asked.Length == 0)
        {
            return LiErrors.Of(400, "VERSION_MISSING", "A version must be present. Please specify a version by adding the LinkedIn-Version header.");
        }

        var now = clock.GetUtcNow();
        return DateTimeOffset.TryParseExact(asked, "yyyyMM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var month) && month <= now && month >= now.AddMonths(-13)
            ? null
            : LiErrors.Of(426, "NONEXISTENT_VERSION", $"Requested version {asked} is not active");
    }
}
