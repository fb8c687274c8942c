namespace Squaremcp.Platforms.OAuth;

/// <summary>A platform that a person connects by letting the gateway in there (RFC 6749 §4.1); its credentials are <see cref="OAuthTokens"/>, its settings an <see cref="OAuthAccount"/>.</summary>
public interface IOAuthConnector : IConnector
{
    PlatformOAuth OAuth { get; }

    /// <exception cref="OAuthException">No tokens came of it.</exception>
    Task<OAuthTokens> RedeemAsync(OAuthApp app, OAuthCode code, CancellationToken cancellationToken);

    /// <summary>Newer tokens for these. Called by one caller at a time; what it answers is saved before it is used.</summary>
    /// <exception cref="OAuthException">None came of it.</exception>
    Task<OAuthTokens> RefreshAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken);

    /// <summary>Asks the platform whose tokens these are.</summary>
    /// <exception cref="ToolException">The platform does not answer, or does not take them.</exception>
    Task<OAuthIdentity> IdentifyAsync(PlatformHosts hosts, OAuthTokens tokens, CancellationToken cancellationToken);

    /// <summary>Has the platform forget the tokens; does nothing where it has no way.</summary>
    /// <exception cref="OAuthException">It could not be told.</exception>
    Task RevokeAsync(OAuthApp app, OAuthTokens tokens, CancellationToken cancellationToken);
}

/// <summary>The operator's registration at a platform.</summary>
public sealed record OAuthApp(string ClientId, Secret ClientSecret, PlatformHosts Hosts);

/// <param name="RedirectUri">The one of the authorization request, letter for letter.</param>
/// <param name="Verifier">The PKCE verifier; null where the platform takes none.</param>
public sealed record OAuthCode(string Code, string RedirectUri, string? Verifier);

public enum OAuthTrouble
{
    /// <summary>The code or the refresh token is no good any more: the person must connect again.</summary>
    InvalidGrant,

    /// <summary>The operator's registration is wrong; the connection itself may be well.</summary>
    WrongApp,

    /// <summary>The platform was not reached or did not do it; nothing was spent.</summary>
    Unavailable,

    /// <summary>It was asked and did not answer in full: it may have spent the refresh token.</summary>
    Unknown,
}

/// <summary>No tokens came of it. The message holds none, and nothing a platform wrote.</summary>
public sealed class OAuthException(OAuthTrouble trouble, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public OAuthTrouble Trouble { get; } = trouble;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
