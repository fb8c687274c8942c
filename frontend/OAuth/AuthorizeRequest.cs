using Squaremcp.Frontend.OAuth.Clients;
using Squaremcp.OAuth;

namespace Squaremcp.Frontend.OAuth;

/// <summary>An authorization request that is whole and allowed (RFC 6749 §4.1.1, OAuth 2.1 §4.1.1).</summary>
internal sealed record AuthorizeRequest(string ClientId, string RedirectUri, string? State, IReadOnlyList<string> Scopes, string Resource, string CodeChallenge)
{
    private const int LongestState = 4_096;
    private const int ChallengeLength = 43;

    private static readonly string[] OurScopes = [Squaremcp.OAuth.Scopes.Mcp, Squaremcp.OAuth.Scopes.Read, Squaremcp.OAuth.Scopes.Api, Squaremcp.OAuth.Scopes.Offline];

    /// <summary>What keeps the request from being answered to its client at all: it is told on a page. Null where it may go on to <see cref="Read"/>.</summary>
    internal static string? Unanswerable(Parameters query, OAuthClient? client)
    {
        if (query["client_id"] is null || query.IsTwice("client_id"))
        {
            return "The app did not say which app it is (client_id).";
        }

        if (client is null)
        {
            return "This gateway does not know the app, or not any more. Remove the connection in the app and add it again, so that it registers anew.";
        }

        if (query.IsTwice("redirect_uri") || (query["redirect_uri"] is null && (client.RedirectUris is not [var only] || RedirectUris.IsLoopback(only))))
        {
            return "The app did not say where to send you back to (redirect_uri).";
        }

        if (query["redirect_uri"] is { } asked && !RedirectUris.Matches(client.RedirectUris, asked))
        {
            return "The app wants to send you to an address it has not registered (redirect_uri). It may not be the app it says it is.";
        }

        return query.All("state").Any(state => state.Length > LongestState) ? $"The app sent a state of more than {LongestState} characters." : null;
    }

    /// <returns>The request, or the error for its client.</returns>
    internal static (AuthorizeRequest? Request, AuthorizeError? Error) Read(Parameters query, OAuthClient client, Resources resources)
    {
        var redirect = query["redirect_uri"] ?? client.RedirectUris[0];
        var state = query.IsTwice("state") ? null : query["state"];
        if (Wrong(query, client) is var (error, why))
        {
            return (null, new(redirect, state, error, why));
        }

        if (ResourceOf(query, resources) is not { } resource)
        {
            return (null, new(redirect, state, "invalid_target", "resource is not one that this server protects."));
        }

        return ScopesOf(query["scope"], client, resource) is { } scopes
            ? (new(client.Id, redirect, state, scopes, resource.Identifier, query["code_challenge"]!), null)
            : (null, new(redirect, state, "invalid_scope", $"None of the scopes is one of: {string.Join(' ', OurScopes)}."));
    }

    private static (string Error, string Why)? Wrong(Parameters query, OAuthClient client) => query switch
    {
        _ when query.Twice("resource") is { } twice => ("invalid_request", $"{twice} is given twice."),
        _ when query["request"] is not null => ("request_not_supported", "Request objects are not supported."),
        _ when query["request_uri"] is not null => ("request_uri_not_supported", "Request objects are not supported."),
        _ when query["response_type"] is null => ("invalid_request", "response_type is missing; it must be code."),
        _ when query["response_type"] != "code" => ("unsupported_response_type", "response_type must be code."),
        _ when query["response_mode"] is not (null or "query") => ("invalid_request", "response_mode must be query."),
        _ when query["code_challenge"] is null => ("invalid_request", "code_challenge is missing: PKCE with S256 is required."),
        _ when query["code_challenge_method"] != "S256" => ("invalid_request", "code_challenge_method must be S256."),
        _ when !IsChallenge(query["code_challenge"]!) => ("invalid_request", "code_challenge must be 43 characters of base64url."),
        _ when !client.GrantTypes.Contains("authorization_code") => ("unauthorized_client", "The client registered without authorization_code."),
        _ => null,
    };

    private static bool IsChallenge(string text) => text.Length == ChallengeLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>Left out, it is the MCP server: older clients and the conformance suite do not name it.</summary>
    private static Resource? ResourceOf(Parameters query, Resources resources)
    {
        var named = query.All("resource").Select(resources.Find).Distinct().ToList();
        return named switch { [] => resources.Mcp, [var one] => one, _ => null };
    }

    /// <summary>What is known of what was asked for; null where that is nothing. None asked for: what the client registered, else what the resource needs.</summary>
    private static IReadOnlyList<string>? ScopesOf(string? asked, OAuthClient client, Resource resource)
    {
        var words = asked?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words.Length == 0)
        {
            return client.Scopes.Intersect(OurScopes).Intersect(resource.Accepted).ToList() is { Count: > 0 } registered ? registered : resource.DefaultScopes;
        }

        // RFC 6749 §3.3: scope-token.
        return words.All(word => word.All(letter => letter is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'))) && words.Intersect(OurScopes).ToList() is { Count: > 0 } known ? known : null;
    }
}

/// <summary>An error that the client is told, by way of the person's browser (RFC 6749 §4.1.2.1).</summary>
internal sealed record AuthorizeError(string RedirectUri, string? State, string Error, string Why);
