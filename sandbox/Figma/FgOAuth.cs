using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Squaremcp.Sandbox.Figma;

/// <param name="Kind">a for access (<c>figu_</c>), r for refresh (<c>figur_</c>).</param>
/// <param name="Ends">Seconds since 1970; 0 for never.</param>
internal sealed record FgToken(char Kind, string Tenant, string Family, long Ends);

/// <summary>Figma's sign-in: codes for 30 seconds and one use, access tokens for 90 days, refresh tokens that stay.</summary>
internal sealed class FgOAuth(Tenants tenants, Worlds<FgWorld> worlds, TimeProvider clock)
{
    private const string ClientId = "sandbox", ClientSecret = "sandbox-secret";
    private const int MostCodes = 200, Access = 7_776_000;

    private static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(30);
    private static readonly string[] Known = ["client_id", "redirect_uri", "scope", "state", "response_type"];
    private static readonly string[] Scopes = ["current_user:read", "file_comments:read", "file_comments:write", "file_content:read", "file_metadata:read", "file_versions:read", "folders:read", "folder_metadata:read", "projects:read", "webhooks:read", "webhooks:write"];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Code> codes = [];

    /// <summary>GET shows the page, POST is a person's word on it.</summary>
    internal async Task<Answer> AuthorizeAsync(Request request, CancellationToken cancellationToken)
    {
        IEnumerable<KeyValuePair<string, StringValues>> given = request.Method switch
        {
            "GET" => request.Context.Request.Query,
            "POST" when request.ContentType == "application/x-www-form-urlencoded" => await request.Context.Request.ReadFormAsync(cancellationToken),
            _ => throw FgErrors.NotFound,
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

        var back = $"{all["redirect_uri"]}{(all["redirect_uri"].Contains('?') ? '&' : '?')}state={Uri.EscapeDataString(all["state"])}&";
        var handle = all.GetValueOrDefault("handle", "");
        return all.GetValueOrDefault("word") != "allow" ? Answer.To(back + "error=access_denied")
            : handle.Length is >= 1 and <= 30 && handle.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? Answer.To($"{back}code={Issue(all, handle)}")
            : Answer.Page(400, Page("Something went wrong", "<p>A name has 1 to 30 letters, digits or dashes.</p>"));
    }

    internal async Task<Answer> TokenAsync(Request request, bool isRefresh, CancellationToken cancellationToken)
    {
        if (request.Method != "POST" || request.ContentType != "application/x-www-form-urlencoded")
        {
            return FgErrors.Told(400, "The request must be a form");
        }

        // The secret is encoded as forms are before it goes into the header (RFC 6749 §2.3.1); this one is the same either way.
        if (request.Context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}"))}")
        {
            return FgErrors.Told(401, "Invalid client credentials");
        }

        var form = await request.Context.Request.ReadFormAsync(cancellationToken);
        return isRefresh ? Renew(form["refresh_token"].ToString()) : form["grant_type"] == "authorization_code" ? Redeem(form) : FgErrors.Told(400, "Invalid grant_type");
    }

    internal JsonObject Tokens(string tenant, string family) => new()
    {
        ["user_id"] = tenants.Number("figma user", tenant, 900_000_000),
        ["access_token"] = Write(new('a', tenant, family, (clock.GetUtcNow() + TimeSpan.FromSeconds(Access)).ToUnixTimeSeconds())),
        ["refresh_token"] = Write(new('r', tenant, family, 0)),
        ["expires_in"] = Access,
    };

    internal FgToken? Read(string? text) =>
        text?.Split('~') is ["fig", [var kind], var tenant, var family, var ends, var signature] && tenants.IsSigned("figma token", string.Join('~', kind, tenant, family, ends), signature)
            ? new(kind, tenant, family, long.Parse(ends, CultureInfo.InvariantCulture))
            : null;

    private string Write(FgToken token)
    {
        var said = string.Join('~', token.Kind, token.Tenant, token.Family, token.Ends);
        return $"fig~{said}~{tenants.Sign("figma token", said, 32)}";
    }

    private string Issue(Dictionary<string, string> asked, string handle)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        lock (gate)
        {
            if (codes.Count >= MostCodes)
            {
                codes.Remove(codes.Keys.First());
            }

            // Whoever signs in as the same name comes into the same world.
            codes[code] = new(tenants.Of($"figma visitor {handle.ToLowerInvariant()}"), handle, asked["redirect_uri"], clock.GetUtcNow() + CodeLife);
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

        if (found is null || found.Ends <= clock.GetUtcNow() || found.RedirectUri != form["redirect_uri"])
        {
            return FgErrors.Told(400, "Invalid code");
        }

        worlds.Of(found.Tenant).Call(found.Handle);
        return Answer.Json(200, Tokens(found.Tenant, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))));
    }

    private Answer Renew(string refresh)
    {
        if (Read(refresh) is not { Kind: 'r' } token || worlds.Of(token.Tenant).IsRevoked(token.Family))
        {
            return FgErrors.Told(400, "Invalid refresh token");
        }

        // Only a new access token.
        var given = Tokens(token.Tenant, token.Family);
        given.Remove("refresh_token");
        return Answer.Json(200, given);
    }

    private static string? Broken(Request request, Dictionary<string, string> given) =>
        Array.Find(Known, name => given.GetValueOrDefault(name, "").Length == 0) is { } missing ? $"The address lacks {missing}."
        : given.Keys.FirstOrDefault(name => !Known.Contains(name) && name is not ("handle" or "word")) is { } unknown ? $"There is no parameter {unknown}."
        : given["client_id"] != ClientId ? "There is no app with this client_id."
        : given["response_type"] != "code" ? "response_type must be code."
        : given["scope"].Split(' ', ',').FirstOrDefault(scope => !Scopes.Contains(scope)) is { } scope ? $"There is no scope {scope}."
        : !Uri.TryCreate(given["redirect_uri"], UriKind.Absolute, out var back) || !(back.Authority == request.Context.Request.Host.Value || back.IsLoopback) ? "redirect_uri is not one of the app's."
        : null;

    private static string Consent(Dictionary<string, string> asked) => Page("Authorize app", $"""
        <p>The app wants to use an account of the <strong>simulated</strong> Figma. Nothing here is real.</p>
        <ul>{string.Concat(asked["scope"].Split(' ', ',').Select(scope => $"<li>{WebUtility.HtmlEncode(scope)}</li>"))}</ul>
        <form method="post">
        {string.Concat(asked.Select(one => $"""<input type="hidden" name="{WebUtility.HtmlEncode(one.Key)}" value="{WebUtility.HtmlEncode(one.Value)}">"""))}
        <p><label>Sign in as <input name="handle" value="visitor-{RandomNumberGenerator.GetInt32(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture)}" pattern="[A-Za-z0-9\-]{"{"}1,30{"}"}" required></label></p>
        <button name="word" value="allow">Allow access</button>
        <button name="word" value="deny">Cancel</button>
        </form>
        """);

    private static string Page(string title, string body) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} – Figma (sandbox)</title></head>
        <body><main><h1>{title}</h1>
        {body}
        </main></body></html>
        """;

    private sealed record Code(string Tenant, string Handle, string RedirectUri, DateTimeOffset Ends);
}
