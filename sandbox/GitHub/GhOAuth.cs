using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Squaremcp.Sandbox.GitHub;

/// <param name="Kind">u for access (<c>ghu_</c>), r for refresh (<c>ghr_</c>).</param>
/// <param name="Serial">Which pair of its family it is of.</param>
/// <param name="Ends">Seconds since 1970.</param>
internal sealed record GhToken(char Kind, string Tenant, string Family, int Serial, long Ends);

/// <summary>GitHub's sign-in of a GitHub App: codes for ten minutes and one use, access tokens for eight hours, refresh tokens for half a year and one use. Refusals come with status 200.</summary>
internal sealed class GhOAuth(Tenants tenants, Worlds<GhWorld> worlds, TimeProvider clock)
{
    internal const string ClientId = "sandbox", ClientSecret = "sandbox-secret";
    private const int MostCodes = 200, Access = 28_800, Refresh = 15_897_600;

    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);
    private static readonly string[] Known = ["client_id", "redirect_uri", "scope", "state", "login", "allow_signup", "prompt", "code_challenge", "code_challenge_method", "response_type"];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Code> codes = [];

    /// <summary>GET shows the page, POST is a person's word on it.</summary>
    internal async Task<Answer> AuthorizeAsync(Request request, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, StringValues>> given = request.Method switch
        {
            "GET" => request.Context.Request.Query,
            "POST" when request.ContentType == "application/x-www-form-urlencoded" => await request.Context.Request.ReadFormAsync(cancellationToken),
            _ => throw GhErrors.NotFound,
        };
        var all = given.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if (Broken(request, all) is { } broken)
        {
            return Answer.Page(400, Page("Something went wrong", $"<p>{WebUtility.HtmlEncode(broken)}</p>"));
        }

        if (request.Method == "GET")
        {
            return Answer.Page(200, Consent(all));
        }

        var back = $"{all["redirect_uri"]}{(all["redirect_uri"].Contains('?') ? '&' : '?')}state={Uri.EscapeDataString(all.GetValueOrDefault("state", ""))}&";
        var login = all.GetValueOrDefault("handle", "");
        return all.GetValueOrDefault("word") != "allow" ? Answer.To(back + "error=access_denied&error_description=The+user+has+denied+your+application+access.")
            : login.Length is >= 1 and <= 39 && login.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? Answer.To($"{back}code={Issue(all, login)}")
            : Answer.Page(400, Page("Something went wrong", "<p>A name has 1 to 39 letters, digits or dashes.</p>"));
    }

    internal async Task<Answer> TokenAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Method != "POST" || request.ContentType != "application/x-www-form-urlencoded")
        {
            throw GhErrors.NotFound;
        }

        var form = await request.Context.Request.ReadFormAsync(cancellationToken);
        return form["client_id"] != ClientId || form["client_secret"] != ClientSecret ? Error("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.")
            : form["grant_type"].ToString() switch
            {
                "refresh_token" => Renew(form["refresh_token"].ToString()),
                "" or "authorization_code" => Redeem(form),
                _ => Error("unsupported_grant_type", "The grant_type is not supported."),
            };
    }

    /// <summary>DELETE /applications/{client_id}/token.</summary>
    internal async Task<Answer> RevokeAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}"))}")
        {
            return GhErrors.Unauthorized;
        }

        var body = JsonNode.Parse(await request.BodyAsync(64 * 1024, cancellationToken)) as JsonObject;
        if (Read((string?)body?["access_token"]) is not { Kind: 'u' } token)
        {
            return GhErrors.Of(404, "Not Found");
        }

        worlds.Of(token.Tenant).Revoke(token.Family);
        return new(204, "text/plain", []);
    }

    internal JsonObject Tokens(string tenant, string family, int serial) => new()
    {
        ["access_token"] = Write(new('u', tenant, family, serial, (clock.GetUtcNow() + TimeSpan.FromSeconds(Access)).ToUnixTimeSeconds())),
        ["expires_in"] = Access,
        ["refresh_token"] = Write(new('r', tenant, family, serial, (clock.GetUtcNow() + TimeSpan.FromSeconds(Refresh)).ToUnixTimeSeconds())),
        ["refresh_token_expires_in"] = Refresh,
        ["scope"] = "",
        ["token_type"] = "bearer",
    };

    internal GhToken? Read(string? text)
    {
        if (text?.Split('~') is not [['g', 'h', var kind, '_'], var tenant, var family, var serial, var ends, var signature] || !tenants.IsSigned("github token", string.Join('~', kind, tenant, family, serial, ends), signature))
        {
            return null;
        }

        return new(kind, tenant, family, int.Parse(serial, CultureInfo.InvariantCulture), long.Parse(ends, CultureInfo.InvariantCulture));
    }

    internal static Answer Error(string error, string description) => Answer.Json(200, new JsonObject { ["error"] = error, ["error_description"] = description, ["error_uri"] = "https://docs.github.com" });

    private string Write(GhToken token)
    {
        var said = string.Join('~', token.Kind, token.Tenant, token.Family, token.Serial, token.Ends);
        return $"gh{token.Kind}_~{said[2..]}~{tenants.Sign("github token", said, 32)}";
    }

    private string Issue(Dictionary<string, string> asked, string login)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
        lock (gate)
        {
            if (codes.Count >= MostCodes)
            {
                codes.Remove(codes.Keys.First());
            }

            // Whoever signs in as the same name comes into the same world.
            codes[code] = new(tenants.Of($"github visitor {login.ToLowerInvariant()}"), login, asked["redirect_uri"], asked.GetValueOrDefault("code_challenge"), clock.GetUtcNow() + CodeLife);
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

        if (found is null || found.Ends <= clock.GetUtcNow()
            || (found.Challenge is { } challenge && challenge != Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())))))
        {
            return Error("bad_verification_code", "The code passed is incorrect or expired.");
        }

        if (found.RedirectUri != form["redirect_uri"])
        {
            return Error("redirect_uri_mismatch", "The redirect_uri MUST match the registered callback URL for this application.");
        }

        worlds.Of(found.Tenant).Call(found.Login);
        return Answer.Json(200, Tokens(found.Tenant, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), 0));
    }

    private Answer Renew(string refresh) => Read(refresh) is { Kind: 'r' } token && token.Ends > clock.GetUtcNow().ToUnixTimeSeconds() && worlds.Of(token.Tenant).Use(token.Family, token.Serial)
        ? Answer.Json(200, Tokens(token.Tenant, token.Family, token.Serial + 1))
        : Error("bad_refresh_token", "The refresh token passed is incorrect or expired.");

    private static string? Broken(Request request, Dictionary<string, string> given) =>
        given.Keys.FirstOrDefault(name => !Known.Contains(name) && name is not ("handle" or "word")) is { } unknown ? $"There is no parameter {unknown}."
        : given.GetValueOrDefault("client_id") != ClientId ? "There is no app with this client_id."
        : given.GetValueOrDefault("state", "").Length == 0 ? "The address lacks state."
        : given.ContainsKey("code_challenge") && given.GetValueOrDefault("code_challenge_method") != "S256" ? "code_challenge_method must be S256."
        : !Uri.TryCreate(given.GetValueOrDefault("redirect_uri"), UriKind.Absolute, out var back) || !(back.Authority == request.Context.Request.Host.Value || back.IsLoopback) ? "redirect_uri is not one of the app's."
        : null;

    private static string Consent(Dictionary<string, string> asked) => Page("Authorize app", $"""
        <p>The app wants to use an account of the <strong>simulated</strong> GitHub. Nothing here is real.</p>
        <form method="post">
        {string.Concat(asked.Select(one => $"""<input type="hidden" name="{WebUtility.HtmlEncode(one.Key)}" value="{WebUtility.HtmlEncode(one.Value)}">"""))}
        <p><label>Sign in as <input name="handle" value="visitor-{RandomNumberGenerator.GetInt32(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture)}" pattern="[A-Za-z0-9\-]{"{"}1,39{"}"}" required></label></p>
        <button name="word" value="allow">Authorize app</button>
        <button name="word" value="deny">Cancel</button>
        </form>
        """);

    private static string Page(string title, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} – GitHub (sandbox)</title></head>
        <body><main><h1>{title}</h1>
        {body}
        </main></body></html>
        """;

    private sealed record Code(string Tenant, string Login, string RedirectUri, string? Challenge, DateTimeOffset Ends);
}
