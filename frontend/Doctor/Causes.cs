using Squaremcp.Frontend.OAuth.Clients;

namespace Squaremcp.Frontend.Doctor;

/// <summary>The finding that a refusal of the OAuth endpoints is, from what the endpoint said and what the client had sent. What is not told apart here is told in the gateway's own sentence.</summary>
internal static class Causes
{
    internal static (string Finding, string? Detail) OfRegistration(Seen seen, int status) => seen.Error switch
    {
        _ when status == StatusCodes.Status429TooManyRequests => ("register_too_many", null),
        "invalid_redirect_uri" when HasScheme(seen.Redirect) => ("register_scheme", Place(seen.Redirect)),
        "invalid_redirect_uri" => ("register_redirect", Place(seen.Redirect)),
        _ when seen.HasAssertion => ("register_assertion", null),
        _ when Says(seen, "grant types") => ("register_grants", null),
        _ when Says(seen, "JSON object") || Says(seen, "longer than") => ("register_body", null),
        _ => ("register_refused", seen.Why),
    };

    /// <param name="documentWhy">Why the client's document was not taken, where it has one.</param>
    internal static (string Finding, string? Detail) OfAuthorization(Seen seen, string? documentWhy) => seen switch
    {
        { ClientId: null } => ("no_client", null),
        { IsKnown: false } => OfUnknownClient(seen.ClientId, documentWhy),
        _ when Says(seen, "not registered (redirect_uri)") => OfRedirect(seen),
        _ when Says(seen, "(redirect_uri)") => ("no_redirect", null),
        _ when Says(seen, "prompt=none") => ("prompt_none", null),
        _ when Says(seen, "code_challenge") => ("no_pkce", seen.Why),
        { Error: "invalid_target" } => ("wrong_resource", Place(seen.Resource)),
        { Error: "invalid_scope" } => ("bad_scope", null),
        _ => ("bad_request", seen.Why),
    };

    internal static (string Finding, string? Detail) OfConsent(Seen seen, bool hasCookie) => seen switch
    {
        _ when Says(seen, "did not come from") || Says(seen, "cookies of this site") => (hasCookie ? "form_foreign" : "no_cookies", null),
        _ when Says(seen, "Go back to the app and connect again.") && seen.ClientId is null => ("form_too_old", null),
        _ => ("not_allowed", seen.Why),
    };

    internal static (string Finding, string? Detail) OfToken(Seen seen) => seen switch
    {
        { Error: "invalid_client", HasAssertion: true } => ("token_assertion", null),
        { Error: "invalid_client", IsKnown: false } when Says(seen, "no such client") => ("token_client_forgotten", null),
        { Error: "invalid_client" } => ("token_secret", seen.Why),
        { Error: "invalid_target" } => ("token_resource", Place(seen.Resource)),
        { Error: "invalid_scope" } => ("scope_widened", null),
        { Error: "unsupported_grant_type" } => ("token_refused", seen.Why),
        _ when Says(seen, "form-urlencoded") => ("token_body", null),
        _ when Says(seen, "code_verifier") => ("verifier", null),
        _ when Says(seen, "redirect_uri") => ("token_redirect", Place(seen.Redirect)),
        _ when Says(seen, "code was used before") => ("code_reused", null),
        _ when Says(seen, "code has expired") => ("code_expired", null),
        { Error: "invalid_grant", IsRefresh: false } => ("code_unknown", null),
        _ when Says(seen, "refresh token was used before") => ("refresh_reused", null),
        { Error: "invalid_grant" } => ("refresh_dead", null),
        _ => ("token_refused", seen.Why),
    };

    private static (string Finding, string? Detail) OfUnknownClient(string id, string? documentWhy) => documentWhy switch
    {
        _ when id.StartsWith(ClientDirectory.RegisteredPrefix, StringComparison.Ordinal) => ("client_forgotten", null),
        null => ("client_unknown", Place(id)),
        _ when documentWhy.Contains("token_endpoint_auth_method", StringComparison.Ordinal) => ("document_assertion", Place(id)),
        _ when documentWhy.StartsWith("status", StringComparison.Ordinal) || documentWhy.EndsWith("Exception", StringComparison.Ordinal) => ("document_unreachable", $"{Place(id)}: {documentWhy}"),
        _ => ("document_refused", $"{Place(id)}: {documentWhy}"),
    };

    private static (string Finding, string? Detail) OfRedirect(Seen seen) =>
        HasScheme(seen.Redirect) ? ("redirect_scheme", Place(seen.Redirect))
        : IsOtherLoopback(seen) ? ("redirect_host", Place(seen.Redirect))
        : ("redirect_mismatch", Place(seen.Redirect));

    /// <summary>The address would do under the computer's other name.</summary>
    private static bool IsOtherLoopback(Seen seen) =>
        ((string[])["localhost", "127.0.0.1", "[::1]"]).Any(name => Renamed(seen.Redirect, name) is { } other && RedirectUris.Matches(seen.Registered, other));

    private static string? Renamed(string? uri, string name)
    {
        if (uri is null || !RedirectUris.IsLoopback(uri))
        {
            return null;
        }

        var host = uri["http://".Length..].Split(['/', ':', '?'], 2)[0];
        return host.StartsWith('[') ? $"http://{name}{uri[(uri.IndexOf(']') + 1)..]}" : $"http://{name}{uri[("http://".Length + host.Length)..]}";
    }

    private static bool HasScheme(string? uri) => uri is not null && Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is not ("https" or "http");

    /// <summary>Without what may be a secret in it: query and fragment.</summary>
    private static string? Place(string? uri) => uri?.Split(['?', '#'], 2)[0];

    private static bool Says(Seen seen, string words) => seen.Why?.Contains(words, StringComparison.Ordinal) == true;
}
