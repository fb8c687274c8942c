namespace Squaremcp.Platforms.OAuth;

/// <summary>Where a person's browser goes to let the gateway in (RFC 6749 §4.1.1, RFC 7636 §4.3).</summary>
public static class AuthorizeAddress
{
    /// <param name="challenge">S256 of the verifier; used where the platform takes PKCE.</param>
    /// <returns>The address without <c>state</c>, which is still to be added.</returns>
    public static string Of(PlatformOAuth oauth, OAuthApp app, string redirectUri, string challenge)
    {
        List<KeyValuePair<string, string>> query =
        [
            new("response_type", "code"),
            new(oauth.ClientIdParameter, app.ClientId),
            new("redirect_uri", redirectUri),
            new("scope", string.Join(oauth.ScopeSeparator, oauth.Scopes.Select(scope => scope.Name))),
            .. oauth.AuthorizeParameters,
        ];
        if (oauth.Pkce)
        {
            query.AddRange([new("code_challenge", challenge), new("code_challenge_method", "S256")]);
        }

        return $"{oauth.Authorize.At(app.Hosts)}?{string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}";
    }
}
