using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.TikTok;

/// <summary>TikTok, API v2, for one creator's account: sign-in, profile, and the Content Posting API with uploads in parts.</summary>
internal sealed class TikTokSimulator : IHttpSimulator
{
    private const string Api = "open.tiktokapis.com", Web = "www.tiktok.com", Upload = "open-upload.tiktokapis.com", TokenPath = "/v2/oauth/token/";
    private const int MostBody = 64 * 1024, MostPart = 60 * 1024 * 1024;

    private static readonly string[] Scopes = ["user.info.basic", "user.info.profile", "user.info.stats", "video.list", "video.publish", "video.upload"];

    private static readonly Dictionary<string, string> FieldScopes = new()
    {
        ["open_id"] = "user.info.basic",
        ["union_id"] = "user.info.basic",
        ["avatar_url"] = "user.info.basic",
        ["display_name"] = "user.info.basic",
        ["username"] = "user.info.profile",
        ["bio_description"] = "user.info.profile",
        ["profile_deep_link"] = "user.info.profile",
        ["is_verified"] = "user.info.profile",
        ["follower_count"] = "user.info.stats",
        ["following_count"] = "user.info.stats",
        ["likes_count"] = "user.info.stats",
        ["video_count"] = "user.info.stats",
    };

    private readonly Worlds<TtWorld> worlds;
    private readonly OAuthDesk oauth;
    private readonly TtPublishing publishing;
    private readonly TimeProvider clock;

    internal TikTokSimulator(Tenants tenants, TimeProvider clock)
    {
        (this.clock, publishing, worlds) = (clock, new(tenants), new(tenant => new(tenant, clock)));
        oauth = new(tenants, Platform, new("TikTok", Scopes, TimeSpan.FromHours(2))
        {
            ScopeSeparator = ",",
            ClientIdName = "client_key",
            RefreshLife = TimeSpan.FromDays(180),
            RefreshLifeName = "refresh_expires_in",
            Rotates = true,
            Error = TtErrors.OAuth,
            More = tenant => [KeyValuePair.Create("open_id", new TtWorld(tenant, clock).OpenId)],
        }, clock);
    }

    public string Platform => "tiktok";

    public IReadOnlyList<string> Hosts { get; } = [Api, Web, Upload];

    internal SandboxAccount Account(string tenant) => oauth.Account(tenant, [.. Scopes.Where(scope => scope != "video.list")], new TtWorld(tenant, clock).OpenId, TtWorld.Name);

    public string WorldOf(string tenant) => tenant;

    public async ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) =>
        request.Host != Api ? null
        : oauth.Known(request) is { } token ? new(token.Tenant)
        : request.Path == TokenPath && oauth.Refresh(await OAuthDesk.RefreshOf(request, cancellationToken)) is { } refresh ? new(refresh.Tenant, IsRefresh: true)
        : null;

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => fault.RetryAfter is { } wait ? TtErrors.TooMany.With("Retry-After", wait.ToString(CultureInfo.InvariantCulture)) : TtErrors.TooMany,
        FaultKinds.RotatedToken => TtErrors.OAuth(400, "invalid_grant", "Refresh token is invalid or expired."),
        _ => TtErrors.Unauthorized,
    };

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => (request.Host, request.Path) switch
    {
        (Web, "/v2/auth/authorize/") => await oauth.AuthorizeAsync(request, cancellationToken),
        (Api, TokenPath) => await oauth.TokenAsync(request, cancellationToken),
        (Api, "/v2/oauth/revoke/") => await oauth.RevokeAsync(request, cancellationToken),
        (Upload, "/video/") when request.Method == "PUT" && publishing.Read(request) is var (tenant, publishId) => await PutAsync(request, worlds.Of(tenant), publishId, cancellationToken),
        (Api, _) => await CallAsync(request, cancellationToken),
        _ => throw TtErrors.NotFound,
    };

    private async Task<Answer> PutAsync(Request request, TtWorld world, string publishId, CancellationToken cancellationToken)
    {
        var bytes = await request.BodyAsync(MostPart, cancellationToken);
        lock (world.Gate)
        {
            return TtPublishing.Put(world, publishId, request, bytes, clock.GetUtcNow());
        }
    }

    private async Task<Answer> CallAsync(Request request, CancellationToken cancellationToken)
    {
        if (oauth.Bearer(request) is not { } token)
        {
            return TtErrors.Unauthorized;
        }

        // The query of a creator has no body, every other call that posts has one.
        var body = request.Method == "POST" && !request.Path.EndsWith("/creator_info/query/", StringComparison.Ordinal) ? await StrictJson.ReadAsync(request, MostBody, TtErrors.Invalid, cancellationToken) : default;
        var world = worlds.Of(token.Tenant);
        lock (world.Gate)
        {
            return Call(request, token, world, body);
        }
    }

    private Answer Call(Request request, SignedToken token, TtWorld world, JsonElement body)
    {
        var most = request.Path switch { "/v2/user/info/" => 600, "/v2/post/publish/creator_info/query/" => 20, "/v2/post/publish/status/fetch/" => 30, _ => 6 };
        if (!world.Count(request.Path, most))
        {
            return TtErrors.TooMany;
        }

        switch (request.Method, request.Path)
        {
            case ("GET", "/v2/user/info/"):
                return Profile(request, token, world);
            case ("POST", "/v2/post/publish/creator_info/query/"):
                Needs(token, "video.publish");
                return TtPublishing.Creator(world);
            case ("POST", "/v2/post/publish/video/init/"):
                Needs(token, "video.publish");
                return publishing.Begin(world, token.Tenant, body, isDraft: false, Uploads(request));
            case ("POST", "/v2/post/publish/inbox/video/init/"):
                Needs(token, "video.upload");
                return publishing.Begin(world, token.Tenant, body, isDraft: true, Uploads(request));
            case ("POST", "/v2/post/publish/status/fetch/"):
                Needs(token, "video.publish", "video.upload");
                return TtPublishing.Status(world, body, clock.GetUtcNow());
            default:
                throw TtErrors.NotFound;
        }
    }

    private static string Uploads(Request request) => request.Base.Replace(Api, Upload, StringComparison.Ordinal);

    private static void Needs(SignedToken token, params string[] any)
    {
        if (!any.Any(token.Scopes.Contains))
        {
            throw TtErrors.Scope;
        }
    }

    private static Answer Profile(Request request, SignedToken token, TtWorld world)
    {
        var fields = request.Context.Request.Query["fields"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 0 || Array.Find(fields, field => !FieldScopes.ContainsKey(field)) is { })
        {
            throw TtErrors.Invalid("Fields is invalid");
        }

        var user = new JsonObject();
        foreach (var field in fields)
        {
            Needs(token, FieldScopes[field]);
            user[field] = field switch
            {
                "open_id" => world.OpenId,
                "union_id" => $"union-{world.OpenId}",
                "avatar_url" => "https://p16.example/sandbox.jpg",
                "display_name" => TtWorld.Name,
                "username" => world.Username,
                "bio_description" => "An account to rehearse with.",
                "profile_deep_link" => "https://vm.tiktok.com/sandbox",
                "is_verified" => false,
                "follower_count" => 12,
                "following_count" => 3,
                "likes_count" => 40,
                _ => world.Videos.Count,
            };
        }

        return TtErrors.Ok(new() { ["user"] = user });
    }
}
