using System.Text.Json;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.OAuth.Clients;

/// <summary>Reads what a client says of itself: in a registration (RFC 7591 §2), or in a document at its own address (Client ID Metadata Document §4).</summary>
internal sealed record ClientMetadata(string Name, IReadOnlyList<string> RedirectUris, ClientAuthentication Authentication, IReadOnlyList<string> GrantTypes, IReadOnlyList<string> Scopes, string? ClientUri, string? ApplicationType)
{
    private const int MostRedirects = 10;
    private const int LongestName = 100;

    private static readonly string[] OurGrants = ["authorization_code", "refresh_token"];

    /// <param name="isDocument">True for a document: it can hold no secret, so its client is public.</param>
    internal static (ClientMetadata? Metadata, string Error, string Why) Read(JsonElement json, bool isDocument)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Wrong("The metadata must be a JSON object.");
        }

        if (Texts(json, "redirect_uris") is not { Count: > 0 } asked)
        {
            return (null, "invalid_redirect_uri", "redirect_uris must name at least one address.");
        }

        if (asked.Count > MostRedirects)
        {
            return (null, "invalid_redirect_uri", $"redirect_uris may name at most {MostRedirects} addresses.");
        }

        // Some clients send a list of which we can take a part; what is taken is told in the answer.
        var redirects = asked.Where(uri => OAuth.Clients.RedirectUris.Broken(uri) is null).Distinct(StringComparer.Ordinal).ToList();
        if (redirects.Count == 0)
        {
            return (null, "invalid_redirect_uri", $"redirect_uris: each {OAuth.Clients.RedirectUris.Broken(asked[0])}.");
        }

        var grants = json.TryGetProperty("grant_types", out _) ? [.. (Texts(json, "grant_types") ?? []).Intersect(OurGrants)] : OurGrants;
        if (!grants.Contains("authorization_code") || (Texts(json, "response_types") is { Count: > 0 } types && !types.Contains("code")))
        {
            return Wrong("Only the grant types authorization_code and refresh_token, and the response type code, are served here.");
        }

        return Authenticates(json, isDocument) is { } authentication
            ? (new(NameOf(json), redirects, authentication, grants, Words(Text(json, "scope")), Uri(json, "client_uri"), Text(json, "application_type") is "native" or "web" ? Text(json, "application_type") : null), "", "")
            : Wrong("token_endpoint_auth_method must be none, client_secret_post or client_secret_basic.");
    }

    /// <summary>A name as it may be shown: one line, without what cannot be seen or turns the writing around.</summary>
    internal static string Shown(string name)
    {
        var seen = string.Concat(name.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter) && char.GetUnicodeCategory(letter) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator))).Trim();
        return seen.Length == 0 ? "An app without a name" : seen.Length > LongestName ? seen[..(LongestName - 1)] + "…" : seen;
    }

    internal static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string>? Texts(JsonElement json, string name) => json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Take(MostRedirects * 10).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : null;

    /// <summary>RFC 7591 §2: left out means client_secret_basic. A document's client that can also do without a secret is taken as public (ChatGPT names another method first).</summary>
    private static ClientAuthentication? Authenticates(JsonElement json, bool isDocument)
    {
        var method = Text(json, "token_endpoint_auth_method");
        if (isDocument)
        {
            return method is null or "none" || Texts(json, "token_endpoint_auth_methods_supported")?.Contains("none") == true ? ClientAuthentication.None : null;
        }

        return method switch
        {
            "none" => ClientAuthentication.None,
            "client_secret_post" => ClientAuthentication.SecretPost,
            null or "client_secret_basic" => ClientAuthentication.SecretBasic,
            _ => null,
        };
    }

    private static string NameOf(JsonElement json) => Shown(Text(json, "client_name") ?? "");

    private static string[] Words(string? scope) => scope is { Length: <= 1_000 } ? [.. scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(20)] : [];

    private static string? Uri(JsonElement json, string name) =>
        Text(json, name) is { Length: <= 2_000 } text && System.Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? text : null;

    private static (ClientMetadata? Metadata, string Error, string Why) Wrong(string why) => (null, "invalid_client_metadata", why);
}
