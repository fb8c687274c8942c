using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Squaremcp.Sandbox.X;

/// <summary>X's authorization pages and token endpoint: PKCE always, codes for 30 seconds and one use, access tokens for two hours, refresh tokens for one use.</summary>
internal sealed class XOAuth(Tenants tenants, XTokens tokens, Worlds<XWorld> worlds, TimeProvider clock)
{
    internal const string ClientId = "sandbox", ClientSecret = "sandbox-secret";
    private const int MostCodes = 200, MostBody = 64 * 1024;

    private static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(30), AccessLife = TimeSpan.FromHours(2);
    private static readonly string[] Asked = ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Code> codes = [];

    /// <summary>GET shows the page, POST is a person's word on it.</summary>
    internal async Task<Answer> AuthorizeAsync(Request request, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, StringValues>> given = request.Method switch
        {
            "GET" => request.Context.Request.Query,
            "POST" when request.ContentType == "application/x-www-form-urlencoded" => await request.Context.Request.ReadFormAsync(cancellationToken),
            _ => throw XErrors.NotFound,
        };
        var all = given.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if (Broken(request, all) is { } broken)
        {
            return Answer.Page(400, XPages.Wrong(broken));
        }

        if (request.Method == "GET")
        {
            return Answer.Page(200, XPages.Consent(Asked.Select(name => (name, all[name])), all["scope"].Split(' '), $"visitor{RandomNumberGenerator.GetInt32(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture)}"));
        }

        var back = all["redirect_uri"] + (all["redirect_uri"].Contains('?') ? '&' : '?') + $"state={Uri.EscapeDataString(all["state"])}&";
        var handle = all.GetValueOrDefault("handle", "").TrimStart('@');
        return all.GetValueOrDefault("word") != "allow" ? Answer.To(back + "error=access_denied")
            : XWorld.IsName(handle) ? Answer.To($"{back}code={Issue(all, handle)}")
            : Answer.Page(400, XPages.Wrong("A name has 1 to 15 letters, digits or _."));
    }

    internal async Task<Answer> TokenAsync(Request request, CancellationToken cancellationToken)
    {
        var (form, refusal) = await FormAsync(request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        return form!["grant_type"].ToString() switch
        {
            "authorization_code" => Redeem(form),
            "refresh_token" => Renew(form["refresh_token"].ToString()),
            "" => Error(400, "invalid_request", "Missing required parameter [grant_type]."),
            _ => Error(400, "unsupported_grant_type", "Value passed for the grant type was invalid."),
        };
    }

    internal async Task<Answer> RevokeAsync(Request request, CancellationToken cancellationToken)
    {
        var (form, refusal) = await FormAsync(request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (tokens.Read(form!["token"]) is not { } token)
        {
            return Error(400, "invalid_request", "Value passed for the token was invalid.");
        }

        worlds.Of(token.Tenant).Revoke(token.Family);
        return Answer.Json(200, new JsonObject { ["revoked"] = true });
    }

    /// <summary>The tokens of a sign-in; the first of them is one that nobody had to make.</summary>
    internal JsonObject Tokens(string tenant, string family, int serial, string scopes)
    {
        var ends = (clock.GetUtcNow() + AccessLife).ToUnixTimeSeconds();
        var body = new JsonObject
        {
            ["token_type"] = "bearer",
            ["expires_in"] = (int)AccessLife.TotalSeconds,
            ["scope"] = scopes,
            ["access_token"] = tokens.Write(new('a', tenant, family, serial, ends, scopes)),
        };
        if (scopes.Split(' ').Contains("offline.access"))
        {
            body["refresh_token"] = tokens.Write(new('r', tenant, family, serial, 0, scopes));
        }

        return body;
    }

    internal static Answer Error(int status, string error, string description) => Answer.Json(status, new JsonObject { ["error"] = error, ["error_description"] = description });

    private string Issue(Dictionary<string, string> asked, string handle)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (gate)
        {
            if (codes.Count >= MostCodes)
            {
                codes.Remove(codes.Keys.First());
            }

            // Whoever signs in as the same name comes into the same world.
            codes[code] = new(tenants.Of($"x visitor {handle.ToLowerInvariant()}"), handle, asked["redirect_uri"], asked["scope"], asked["code_challenge"], asked["code_challenge_method"], clock.GetUtcNow() + CodeLife);
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
            return Error(400, "invalid_request", "Value passed for the authorization code was invalid.");
        }

        if (found.RedirectUri != form["redirect_uri"])
        {
            return Error(400, "invalid_request", "Value passed for the redirect uri did not match the uri of the authorization code.");
        }

        var verifier = form["code_verifier"].ToString();
        if (verifier.Length is < 43 or > 128 || found.Challenge != (found.Method == "plain" ? verifier : Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))))
        {
            return Error(400, "invalid_request", "Value passed for the code verifier did not match the code challenge.");
        }

        worlds.Of(found.Tenant).Call(found.Handle);
        return Answer.Json(200, Tokens(found.Tenant, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9)), 0, found.Scopes));
    }

    private Answer Renew(string refresh) => tokens.Read(refresh) is { Kind: 'r' } token && worlds.Of(token.Tenant).Use(token.Family, token.Serial)
        ? Answer.Json(200, Tokens(token.Tenant, token.Family, token.Serial + 1, token.Scopes))
        : Error(400, "invalid_request", "Value passed for the token was invalid.");

    private static async Task<(IFormCollection? Form, Answer? Refusal)> FormAsync(Request request, CancellationToken cancellationToken)
    {
        if (request.Method != "POST" || request.ContentType != "application/x-www-form-urlencoded" || request.Context.Request.ContentLength > MostBody)
        {
            return (null, Error(400, "invalid_request", "The request must be a form that was sent with POST."));
        }

        var header = request.Context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return (null, Error(401, "unauthorized_client", "Missing valid authorization header"));
        }

        var pair = Encoding.UTF8.GetString(Base64.IsValid(header.AsSpan(6).Trim()) ? Convert.FromBase64String(header[6..].Trim()) : []).Split(':');
        return pair is [var id, var secret] && WebUtility.UrlDecode(id) == ClientId && WebUtility.UrlDecode(secret) == ClientSecret
            ? (await request.Context.Request.ReadFormAsync(cancellationToken), null)
            : (null, Error(401, "unauthorized_client", "Missing valid authorization header"));
    }

    private static string? Broken(Request request, Dictionary<string, string> given)
    {
        if (Array.Find(Asked, name => given.GetValueOrDefault(name, "").Length == 0) is { } missing)
        {
            return $"The address lacks {missing}.";
        }

        return given["response_type"] != "code" ? "response_type must be code."
            : given["client_id"] != ClientId ? "There is no app with this client_id."
            : given["state"].Length > 500 ? "state is longer than 500 characters."
            : given["code_challenge_method"] is not ("S256" or "plain") ? "code_challenge_method must be S256 or plain."
            : given["code_challenge"].Length is < 43 or > 128 ? "code_challenge must have 43 to 128 characters."
            : given["scope"].Split(' ').FirstOrDefault(scope => !XTokens.Scopes.Contains(scope)) is { } unknown ? $"There is no scope {unknown}."
            : !Uri.TryCreate(given["redirect_uri"], UriKind.Absolute, out var back) || !(back.Authority == request.Context.Request.Host.Value || back.IsLoopback) ? "redirect_uri is not one of the app's."
            : null;
    }

    private sealed record Code(string Tenant, string Handle, string RedirectUri, string Scopes, string Challenge, string Method, DateTimeOffset Ends);
}
