using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Squaremcp.Sandbox.Snapchat;

/// <summary>Snapchat's Marketing API and Public Profile API for one person, by an app that is on Snapchat's list.</summary>
internal sealed class SnapchatSimulator : IHttpSimulator
{
    private const string Ads = "adsapi.snapchat.com", Profiles = "businessapi.snapchat.com", Accounts = "accounts.snapchat.com", TokenPath = "/login/oauth2/access_token";
    private const int MostBody = 64 * 1024;

    private static readonly string[] Scopes = ["snapchat-marketing-api", "snapchat-profile-api"];

    private readonly Worlds<SnWorld> worlds = new(tenant => new(tenant));
    private readonly OAuthDesk oauth;
    private readonly TimeProvider clock;

    internal SnapchatSimulator(Tenants tenants, TimeProvider clock)
    {
        this.clock = clock;
        oauth = new(tenants, Platform, new("Snapchat", Scopes, TimeSpan.FromHours(1)) { RefreshLife = TimeSpan.FromDays(3_650), Rotates = true }, clock);
    }

    public string Platform => "snapchat";

    public IReadOnlyList<string> Hosts { get; } = [Ads, Profiles, Accounts];

    internal SandboxAccount Account(string tenant) => oauth.Account(tenant, Scopes, new SnWorld(tenant).Id, SnWorld.Name);

    public string WorldOf(string tenant) => tenant;

    public async ValueTask<Asked?> LookAsync(Request request, CancellationToken cancellationToken) =>
        request.Host is Ads or Profiles ? oauth.Known(request) is { } token ? new(token.Tenant) : null
        : request.Path == TokenPath && oauth.Refresh(await OAuthDesk.RefreshOf(request, cancellationToken)) is { } refresh ? new(refresh.Tenant, IsRefresh: true)
        : null;

    public Answer Refusal(Fault fault) => fault.Kind switch
    {
        FaultKinds.RateLimited => fault.RetryAfter is { } wait ? SnErrors.TooMany.With("Retry-After", wait.ToString(CultureInfo.InvariantCulture)) : SnErrors.TooMany,
        FaultKinds.RotatedToken => Answer.Json(400, new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "The refresh token is invalid." }),
        _ => SnErrors.Unauthorized,
    };

    public async Task<Answer> AnswerAsync(Request request, CancellationToken cancellationToken) => (request.Host, request.Path) switch
    {
        (Accounts, "/login/oauth2/authorize") => await oauth.AuthorizeAsync(request, cancellationToken),
        (Accounts, TokenPath) => await oauth.TokenAsync(request, cancellationToken),
        (Ads or Profiles, _) => await CallAsync(request, cancellationToken),
        _ => throw SnErrors.NotFound,
    };

    private async Task<Answer> CallAsync(Request request, CancellationToken cancellationToken)
    {
        if (oauth.Bearer(request) is not { } token)
        {
            return SnErrors.Unauthorized;
        }

        if (!token.Scopes.Contains(request.Host == Ads ? Scopes[0] : Scopes[1]))
        {
            throw SnErrors.Denied;
        }

        var world = worlds.Of(token.Tenant);
        var isUpload = request.Path.EndsWith("/multipart-upload", StringComparison.Ordinal);
        var (form, file) = isUpload ? await SnPublishing.FormAsync(request, cancellationToken) : (null, null);
        var body = request.Method == "POST" && !isUpload ? await StrictJson.ReadAsync(request, MostBody, SnErrors.Invalid, cancellationToken) : default;
        lock (world.Gate)
        {
            return request.Host == Ads ? Ask(request, world) : Publish(request, world, body, form, file);
        }
    }

    private static Answer Ask(Request request, SnWorld world) => (request.Method, request.Path) switch
    {
        ("GET", "/v1/me") => SnErrors.Ok(new() { ["me"] = new JsonObject { ["id"] = world.Id, ["email"] = "advertiser@sandbox.example", ["display_name"] = SnWorld.Name, ["organization_id"] = world.Organization, ["member_status"] = "MEMBER" } }),
        ("GET", "/v1/me/organizations") => Organizations(request, world),
        _ => throw SnErrors.NotFound,
    };

    /// <summary>One organization a page, so that there is a second.</summary>
    private static Answer Organizations(Request request, SnWorld world)
    {
        var query = request.Context.Request.Query;
        if (query["with_ad_accounts"] != "true" || !int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit is < 50 or > 1_000)
        {
            throw SnErrors.Invalid("limit must be from 50 to 1000");
        }

        var isSecond = query["cursor"] == "second";
        var (id, name, accounts) = isSecond ? (world.OtherOrganization, "Harbour Shop", 1) : (world.Organization, "Harbour News", 2);
        var body = new JsonObject
        {
            ["organizations"] = new JsonArray(new JsonObject
            {
                ["sub_request_status"] = "SUCCESS",
                ["organization"] = new JsonObject
                {
                    ["id"] = id,
                    ["name"] = name,
                    ["ad_accounts"] = new JsonArray([.. Enumerable.Range(1, accounts).Select(number => (JsonNode)new JsonObject
                    {
                        ["id"] = $"{id[..8]}-ad{number}",
                        ["name"] = $"{name} {number}",
                        ["status"] = "ACTIVE",
                        ["currency"] = "EUR",
                        ["timezone"] = "Europe/Stockholm",
                        ["type"] = "PARTNER",
                        ["roles"] = new JsonArray("admin"),
                    })]),
                },
            }),
        };
        if (!isSecond)
        {
            body["paging"] = new JsonObject { ["next_link"] = $"{request.Base}v1/me/organizations?with_ad_accounts=true&limit=50&cursor=second" };
        }

        return SnErrors.Ok(body);
    }

    private Answer Publish(Request request, SnWorld world, JsonElement body, IFormCollection? form, byte[]? file)
    {
        var now = clock.GetUtcNow();
        switch (request.Method, request.Path.Split('/')[1..])
        {
            case ("GET", ["v1", "public_profiles", "my_profile"]):
                return SnErrors.Ok(new() { ["public_profile"] = new JsonObject { ["id"] = world.Profile, ["organization_id"] = world.Organization, ["display_name"] = "Harbour News", ["snap_user_name"] = "harbour_news", ["profile_type"] = "BUSINESS" } });
            case ("POST", ["v1", "public_profiles", var id, .. var rest]) when id == world.Profile:
                return rest switch
                {
                    ["media"] => SnPublishing.Create(world, body, now),
                    ["media", var media, "multipart-upload"] => SnPublishing.Upload(world, media, form!, file, now),
                    ["stories"] => SnPublishing.Story(world, body, now),
                    ["saved_stories"] => SnPublishing.SavedStory(world, body, now),
                    ["spotlights"] => SnPublishing.Spotlight(world, body, now),
                    _ => throw SnErrors.NotFound,
                };
            default:
                throw SnErrors.NotFound;
        }
    }
}
