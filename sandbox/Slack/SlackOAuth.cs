using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Squaremcp.Sandbox.Slack;

/// <summary>Slack's page for installing an app and its token endpoint, for an app with token rotation and without PKCE: codes for ten minutes and one use, access tokens for twelve hours, refresh tokens for one use.</summary>
internal sealed class SlackOAuth(Tenants tenants, SlackTokens tokens, Worlds<SlackWorld> worlds, TimeProvider clock)
{
    private const string ClientId = "sandbox", ClientSecret = "sandbox-secret";
    private const int MostCodes = 200, AccessSeconds = 43_200;

    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);
    private static readonly string[] Known = ["client_id", "scope", "redirect_uri", "state", "user_scope", "team", "response_type"];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Code> codes = [];

    /// <summary>GET shows the page, POST is a person's word on it.</summary>
    internal async Task<Answer> AuthorizeAsync(Request request, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, StringValues>> given = request.Method switch
        {
            "GET" => request.Context.Request.Query,
            "POST" when request.ContentType == "application/x-www-form-urlencoded" => await request.Context.Request.ReadFormAsync(cancellationToken),
            _ => throw new RefusedException(Answer.Page(405, "")),
        };
        var all = given.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if (Broken(request, all) is { } broken)
        {
            return Answer.Page(400, SlackPages.Wrong(broken));
        }

        if (request.Method == "GET")
        {
            return Answer.Page(200, SlackPages.Consent(all, all["scope"].Split(','), $"harbour-{RandomNumberGenerator.GetInt32(100_000, 1_000_000)}"));
        }

        var back = $"{all["redirect_uri"]}{(all["redirect_uri"].Contains('?') ? '&' : '?')}state={Uri.EscapeDataString(all.GetValueOrDefault("state", ""))}&";
        var workspace = all.GetValueOrDefault("workspace", "").Trim();
        return all.GetValueOrDefault("word") != "allow" ? Answer.To(back + "error=access_denied")
            : workspace.Length is > 0 and <= 40 ? Answer.To($"{back}code={Issue(all, workspace)}")
            : Answer.Page(400, SlackPages.Wrong("A workspace's name has 1 to 40 characters."));
    }

    internal async Task<Answer> TokenAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Method != "POST" || request.ContentType != "application/x-www-form-urlencoded")
        {
            return SlackErrors.Of("invalid_post_type");
        }

        var form = await request.Context.Request.ReadFormAsync(cancellationToken);
        if (form.Keys.FirstOrDefault(name => name is not ("client_id" or "client_secret" or "code" or "code_verifier" or "redirect_uri" or "grant_type" or "refresh_token")) is { } unknown)
        {
            throw SlackErrors.Arguments($"{unknown} is not an argument of this method");
        }

        var (id, secret) = Client(request, form);
        return id != ClientId ? SlackErrors.Of("invalid_client_id")
            : secret != ClientSecret ? SlackErrors.Of("bad_client_secret")
            : form.ContainsKey("code_verifier") ? SlackErrors.Of("pkce_not_allowed")
            : form["grant_type"].ToString() switch
            {
                "" or "authorization_code" => Redeem(form),
                "refresh_token" => Renew(form["refresh_token"].ToString()),
                _ => SlackErrors.Of("invalid_grant_type"),
            };
    }

    internal JsonObject Tokens(string tenant, string family, int serial, IReadOnlyList<string> scopes)
    {
        var (world, ends) = (worlds.Of(tenant), clock.GetUtcNow().ToUnixTimeSeconds() + AccessSeconds);
        return new()
        {
            ["ok"] = true,
            ["app_id"] = "A0SANDBOX01",
            ["authed_user"] = new JsonObject { ["id"] = SlackWorld.Ada },
            ["scope"] = string.Join(',', scopes),
            ["token_type"] = "bot",
            ["access_token"] = tokens.Write(new('a', tenant, family, serial, ends, scopes)),
            ["bot_user_id"] = world.Bot.Id,
            ["refresh_token"] = tokens.Write(new('r', tenant, family, serial, 0, scopes)),
            ["expires_in"] = AccessSeconds,
            ["team"] = new JsonObject { ["id"] = world.Team, ["name"] = world.TeamName },
            ["enterprise"] = null,
            ["is_enterprise_install"] = false,
        };
    }

    private string Issue(Dictionary<string, string> asked, string workspace)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        lock (gate)
        {
            if (codes.Count >= MostCodes)
            {
                codes.Remove(codes.Keys.First());
            }

            // Whoever names the same workspace comes into the same world.
            codes[code] = new(tenants.Of($"slack workspace {workspace.ToLowerInvariant()}"), workspace, asked["redirect_uri"], asked["scope"].Split(','), clock.GetUtcNow() + CodeLife);
        }

        return code;
    }

    private Answer Redeem(IFormCollection form)
    {
        Code? found;
        lock (gate)
        {
            codes.Remove(form["code"].ToString(), out found);
        }

        if (found is null || found.Ends <= clock.GetUtcNow())
        {
            return SlackErrors.Of("invalid_code");
        }

        if (found.RedirectUri != form["redirect_uri"])
        {
            return SlackErrors.Of("bad_redirect_uri");
        }

        worlds.Of(found.Tenant).Call(found.Workspace);
        return Answer.Json(200, Tokens(found.Tenant, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(9)), 0, found.Scopes));
    }

    private Answer Renew(string refresh) => tokens.Read(refresh) is { Kind: 'r' } token && worlds.Of(token.Tenant).Use(token.Family, token.Serial)
        ? Answer.Json(200, Tokens(token.Tenant, token.Family, token.Serial + 1, token.Scopes))
        : SlackErrors.Of("invalid_refresh_token");

    private static (string? Id, string? Secret) Client(Request request, IFormCollection form)
    {
        var header = request.Context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return (form["client_id"], form["client_secret"]);
        }

        var pair = Encoding.UTF8.GetString(Base64.IsValid(header.AsSpan(6).Trim()) ? Convert.FromBase64String(header[6..].Trim()) : []).Split(':');
        return pair is [var id, var secret] ? (WebUtility.UrlDecode(id), WebUtility.UrlDecode(secret)) : (null, null);
    }

    private static string? Broken(Request request, Dictionary<string, string> given) =>
        Array.Find(["client_id", "scope", "redirect_uri"], name => given.GetValueOrDefault(name, "").Length == 0) is { } missing ? $"The address lacks {missing}."
        : request.Method == "GET" && given.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown ? $"{unknown} is not a parameter of this page."
        : given.GetValueOrDefault("response_type", "code") != "code" ? "response_type must be code."
        : given["client_id"] != ClientId ? "invalid_client_id: there is no app of that id."
        : given["scope"].Split(',').FirstOrDefault(scope => !SlackTokens.Scopes.Contains(scope)) is { } scope ? $"invalid_scope: there is no scope {scope}."
        : !Uri.TryCreate(given["redirect_uri"], UriKind.Absolute, out var back) || !(back.Authority == request.Context.Request.Host.Value || back.IsLoopback) ? "redirect_uri did not match any configured URIs."
        : null;

    private sealed record Code(string Tenant, string Workspace, string RedirectUri, IReadOnlyList<string> Scopes, DateTimeOffset Ends);
}
