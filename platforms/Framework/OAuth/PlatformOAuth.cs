namespace Squaremcp.Platforms.OAuth;

/// <summary>How a platform lets the gateway in, as data. Paths begin without a slash.</summary>
public sealed record PlatformOAuth
{
    /// <summary>Where the person's browser goes.</summary>
    public required PlatformEndpoint Authorize { get; init; }

    public required PlatformEndpoint Token { get; init; }

    /// <summary>Null where tokens cannot be revoked (RFC 7009).</summary>
    public PlatformEndpoint? Revoke { get; init; }

    public required IReadOnlyList<PlatformScope> Scopes { get; init; }

    /// <summary>What stands between scopes in a request.</summary>
    public string ScopeSeparator { get; init; } = " ";

    /// <summary>What the platform calls <c>client_id</c>.</summary>
    public string ClientIdParameter { get; init; } = "client_id";

    /// <summary>True where the platform takes PKCE with S256 (RFC 7636).</summary>
    public bool Pkce { get; init; }

    public ClientAuthentication Authentication { get; init; } = ClientAuthentication.Body;

    /// <summary>What else the authorization request needs, for example <c>access_type=offline</c>.</summary>
    public IReadOnlyDictionary<string, string> AuthorizeParameters { get; init; } = new Dictionary<string, string>();

    public required RefreshStyle Refresh { get; init; }

    /// <summary>How long an access token works where the answer does not say.</summary>
    public TimeSpan? AccessLife { get; init; }

    /// <summary>How long a refresh token works, counted from when it was given out, where the answer does not say; null where it does not end by itself.</summary>
    public TimeSpan? RefreshLife { get; init; }

    /// <summary>What the token endpoint says besides <c>invalid_grant</c> of a code or refresh token that is no good any more.</summary>
    public IReadOnlyList<string> DeadTokenErrors { get; init; } = [];

    /// <summary>What the token endpoint says besides the words of RFC 6749, where the operator's registration is wrong.</summary>
    public IReadOnlyList<string> WrongAppErrors { get; init; } = [];

    /// <summary>True where the token endpoint says nothing but status 400 of a code or refresh token that is no good any more.</summary>
    public bool SaysDeadByStatus { get; init; }

    /// <summary>True where a refresh token that has just been used answers once more, as the platform documents.</summary>
    public bool HasGrace { get; init; }

    /// <summary>What the operator registers at the platform, and where; the gateway adds its own callback address and the names of its settings.</summary>
    public required string Registration { get; init; }
}

/// <param name="Host">For example <c>api.x.com</c>.</param>
/// <param name="Path">For example <c>2/oauth2/token</c>.</param>
public sealed record PlatformEndpoint(string Host, string Path)
{
    public Uri At(PlatformHosts hosts) => new(hosts.At(Host), Path);
}

/// <param name="Meaning">What it lets the gateway do, for a person: "Write posts in your name".</param>
/// <param name="Needed">False where the connection is still of use without it.</param>
public sealed record PlatformScope(string Name, string Meaning, bool Needed = true);

/// <summary>How the client proves itself at the token endpoint (RFC 6749 §2.3.1).</summary>
public enum ClientAuthentication
{
    /// <summary><c>client_id</c> and <c>client_secret</c> in the form.</summary>
    Body,

    /// <summary>HTTP Basic.</summary>
    Basic,
}

/// <summary>What becomes of tokens as they age.</summary>
public enum RefreshStyle
{
    /// <summary>The access token works until it ends; then the person connects again.</summary>
    None,

    /// <summary>The refresh token stays the same.</summary>
    Keeps,

    /// <summary>Each refresh gives a new refresh token and spends the old one.</summary>
    Rotates,

    /// <summary>There is no refresh token: a living access token is exchanged for one that lives longer.</summary>
    Extends,
}
