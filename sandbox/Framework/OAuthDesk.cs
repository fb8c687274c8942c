using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Squaremcp.Sandbox;

/// <summary>The authorization page and the token endpoint of a platform that takes its secret in the form: codes for ten minutes and one use.</summary>
internal sealed class OAuthDesk(Tenants tenants, string platform, OAuthFacts facts, TimeProvider clock)
{
    private const string ClientId = "sandbox", ClientSecret = "sandbox-secret";
    private const int MostCodes = 200, MostFamilies = 5_000;

    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);

    private readonly SignedTokens tokens = new(tenants, platform, facts.Scopes);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Code> codes = [];
    private readonly Dictionary<string, int> families = [];
    private readonly HashSet<string> revoked = [];

    private string[] Names => ["response_type", facts.ClientIdName, "redirect_uri", "scope", "state", .. facts.Pkce ? (string[])["code_challenge", "code_challenge_method"] : [], .. facts.Said.Keys];

    /// <summary>The token of a call, where it is one and still good.</summary>
    internal SignedToken? Bearer(Request request) => Known(request) is { } token && token.Ends > clock.GetUtcNow().ToUnixTimeSeconds() ? token : null;

    /// <summary>The same although it may have ended.</summary>
    internal SignedToken? Known(Request request)
    {
        var token = tokens.Read(request.Bearer);
        lock (gate)
        {
            return token is { Kind: 'a' } && !revoked.Contains(Key(token)) ? token : null;
        }
    }

    /// <summary>Whose refresh token a form holds.</summary>
    internal static async Task<string?> RefreshOf(Request request, CancellationToken cancellationToken) =>
        request is { Method: "POST", ContentType: "application/x-www-form-urlencoded" } ? (await request.Context.Request.ReadFormAsync(cancellationToken))["refresh_token"].ToString() : null;

    internal SignedToken? Refresh(string? text) => tokens.Read(text) is { Kind: 'r' } token ? token : null;

    /// <summary>GET shows the page, POST is a person's word on it.</summary>
    internal async Task<Answer> AuthorizeAsync(Request request, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, StringValues>> given = request.Method == "POST" ? await request.Context.Request.ReadFormAsync(cancellationToken) : request.Context.Request.Query;
        var all = given.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        if (Broken(request, all) is { } broken)
        {
            return Answer.Page(400, OAuthPage.Wrong(facts.Platform, broken));
        }

        if (request.Method != "POST")
        {
            return Answer.Page(200, OAuthPage.Consent(
                facts.Platform, Names.Select(name => KeyValuePair.Create(name, all[name])), Scopes(all), $"visitor{RandomNumberGenerator.GetInt32(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture)}"));
        }

        var back = all["redirect_uri"] + (all["redirect_uri"].Contains('?') ? '&' : '?') + $"state={Uri.EscapeDataString(all["state"])}&";
        var handle = all.GetValueOrDefault("handle", "");
        return all.GetValueOrDefault("word") != "allow" ? Answer.To(back + "error=access_denied")
            : handle.Length is >= 1 and <= 15 && handle.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? Answer.To($"{back}code={Issue(all, handle)}")
            : Answer.Page(400, OAuthPage.Wrong(facts.Platform, "A name has 1 to 15 letters, digits or _."));
    }

    internal async Task<Answer> TokenAsync(Request request, CancellationToken cancellationToken)
    {
        var (form, refusal) = await FormAsync(request, cancellationToken);
        return refusal ?? form!["grant_type"].ToString() switch
        {
            "authorization_code" => Redeem(form),
            "refresh_token" => Renew(form["refresh_token"].ToString()),
            _ => facts.Error(400, "unsupported_grant_type", "The grant type is not supported."),
        };
    }

    /// <param name="byTokenAlone">True where the app does not name itself.</param>
    internal async Task<Answer> RevokeAsync(Request request, CancellationToken cancellationToken, bool byTokenAlone = false)
    {
        var (form, refusal) = await FormAsync(request, cancellationToken, byTokenAlone);
        if (refusal is not null)
        {
            return refusal;
        }

        if (tokens.Read(form!["token"]) is not { } token)
        {
            return facts.Error(400, "invalid_request", "The token is not one.");
        }

        lock (gate)
        {
            revoked.Add(Key(token));
        }

        return new(200, "text/plain", []);
    }

    /// <summary>The tokens of a sign-in; the first of them is one that nobody had to make.</summary>
    internal JsonObject Tokens(string tenant, string family, int serial, IReadOnlyList<string> scopes, DateTimeOffset? refreshEnds = null)
    {
        var now = clock.GetUtcNow();
        var body = new JsonObject
        {
            ["access_token"] = tokens.Write(new('a', tenant, family, serial, (now + facts.AccessLife).ToUnixTimeSeconds(), scopes)),
            ["expires_in"] = (int)facts.AccessLife.TotalSeconds,
            ["token_type"] = "Bearer",
            ["scope"] = string.Join(facts.ScopeSeparator == " " ? " " : ",", scopes),
        };
        if (facts.RefreshLife is { } life)
        {
            var ends = refreshEnds ?? now + life;
            body["refresh_token"] = tokens.Write(new('r', tenant, family, serial, ends.ToUnixTimeSeconds(), scopes));
            if (facts.RefreshLifeName is { } name)
            {
                body[name] = (long)(ends - now).TotalSeconds;
            }
        }

        foreach (var (name, value) in facts.More(tenant))
        {
            body[name] = value;
        }

        return body;
    }

    /// <summary>As if a person had let the gateway in just now.</summary>
    internal SandboxAccount Account(string tenant, IReadOnlyList<string> scopes, string id, string label)
    {
        var given = Tokens(tenant, "first", 0, scopes);
        var held = new JsonObject
        {
            ["access"] = given["access_token"]!.DeepClone(),
            ["expires_at"] = (clock.GetUtcNow() + facts.AccessLife - TimeSpan.FromMinutes(1)).ToString("O"),
            ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]),
        };
        if (facts.RefreshLife is { } life)
        {
            (held["refresh"], held["refresh_expires_at"]) = (given["refresh_token"]!.DeepClone(), (clock.GetUtcNow() + life).ToString("O"));
        }

        return new(platform, new JsonObject { ["tokens"] = held, ["identity"] = new JsonObject { ["id"] = id, ["label"] = label } }.ToJsonString(), IsGranted: true);
    }

    private List<string> Scopes(Dictionary<string, string> asked) => [.. asked["scope"].Split(facts.ScopeSeparator, StringSplitOptions.RemoveEmptyEntries)];

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
            codes[code] = new(tenants.Of($"{platform} visitor {handle.ToLowerInvariant()}"), asked["redirect_uri"], Scopes(asked), clock.GetUtcNow() + CodeLife, facts.Pkce ? asked["code_challenge"] : null);
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

        return found is null || found.Ends <= clock.GetUtcNow() ? facts.Error(400, "invalid_grant", "The authorization code is not known, was used, or has ended.")
            : found.RedirectUri != form["redirect_uri"] ? facts.Error(400, "invalid_grant", "The redirect address is not the one the code was given for.")
            : found.Challenge is { } challenge && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != challenge ? facts.Error(400, "invalid_grant", "The code verifier does not match the code challenge.")
            : Answer.Json(200, Tokens(found.Tenant, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9)), 0, found.Scopes));
    }

    private Answer Renew(string refresh)
    {
        if (Refresh(refresh) is not { } token || token.Ends <= clock.GetUtcNow().ToUnixTimeSeconds() || !Use(token))
        {
            return facts.Error(400, "invalid_grant", "The refresh token is invalid, expired or revoked.");
        }

        var given = Tokens(token.Tenant, token.Family, token.Serial + (facts.Rotates ? 1 : 0), token.Scopes, facts.Rotates ? null : DateTimeOffset.FromUnixTimeSeconds(token.Ends));
        if (facts.KeepsRefresh)
        {
            given.Remove("refresh_token");
        }

        return Answer.Json(200, given);
    }

    /// <summary>False where a refresh token is not the newest of its family. After a restart any is taken first, and counts from there.</summary>
    private bool Use(SignedToken token)
    {
        lock (gate)
        {
            var key = Key(token);
            if (revoked.Contains(key) || (facts.Rotates && families.TryGetValue(key, out var newest) && newest != token.Serial))
            {
                return false;
            }

            if (families.Count >= MostFamilies)
            {
                families.Remove(families.Keys.First());
            }

            families[key] = token.Serial + 1;
            return true;
        }
    }

    /// <summary>Families of different tenants have the same names.</summary>
    private static string Key(SignedToken token) => $"{token.Tenant}/{token.Family}";

    private async Task<(IFormCollection? Form, Answer? Refusal)> FormAsync(Request request, CancellationToken cancellationToken, bool isAnybody = false)
    {
        if (request.Method != "POST" || request.ContentType != "application/x-www-form-urlencoded")
        {
            return (null, facts.Error(400, "invalid_request", "The request must be a form that was sent with POST."));
        }

        var form = await request.Context.Request.ReadFormAsync(cancellationToken);
        return isAnybody || (form[facts.ClientIdName] == ClientId && form["client_secret"] == ClientSecret) ? (form, null) : (null, facts.Error(401, "invalid_client", "Client authentication failed."));
    }

    private string? Broken(Request request, Dictionary<string, string> given) =>
        Array.Find(Names, name => given.GetValueOrDefault(name, "").Length == 0) is { } missing ? $"The address lacks {missing}."
        : given["response_type"] != "code" ? "response_type must be code."
        : given[facts.ClientIdName] != ClientId ? $"There is no app with this {facts.ClientIdName}."
        : facts.Pkce && given["code_challenge_method"] != "S256" ? "code_challenge_method must be S256."
        : facts.Said.FirstOrDefault(one => given[one.Key] != one.Value).Key is { } said ? $"{said} must be {facts.Said[said]}."
        : Scopes(given).Find(scope => !facts.Scopes.Contains(scope)) is { } unknown ? $"There is no scope {unknown}."
        : !Uri.TryCreate(given["redirect_uri"], UriKind.Absolute, out var back) || !(back.Authority == request.Context.Request.Host.Value || back.IsLoopback) ? "redirect_uri is not one of the app's."
        : null;

    private sealed record Code(string Tenant, string RedirectUri, IReadOnlyList<string> Scopes, DateTimeOffset Ends, string? Challenge);
}
