namespace Squaremcp.OAuth;

/// <summary>
/// What one person let one client do for one customer: the code that was redeemed for it, its refresh tokens one after the other, its access tokens. Key: grant id (<c>grt_…</c>), which
/// codes and tokens carry in front of their secret. Only hashes of secrets come here; whoever presents one has it compared.
/// </summary>
[Alias("square.IGrantGrain")]
public interface IGrantGrain : IGrainWithStringKey
{
    /// <summary>Enters the person's consent with the code that answers it.</summary>
    /// <returns>False where this consent was given before: a form sent twice makes one code.</returns>
    [Alias("Approve")]
    Task<bool> Approve(NewGrant grant, CancellationToken cancellationToken);

    /// <summary>Takes a code once. A second use by whoever could have used it the first time ends the grant (RFC 6749 §4.1.2); others learn nothing and change nothing.</summary>
    [Alias("Redeem")]
    Task<TokenOutcome> Redeem(CodeRedemption redemption, NewTokens tokens, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the refresh token. Its predecessor answers the same successor for <see cref="NewTokens.Grace"/> while that is unused; any other reuse ends the grant
    /// (OAuth 2.1 §4.3.1).
    /// </summary>
    [Alias("Refresh")]
    Task<TokenOutcome> Refresh(RefreshRequest request, NewTokens tokens, CancellationToken cancellationToken);

    /// <summary>What an access token stands for; null for one that never was, was revoked alone or has been forgotten.</summary>
    [AlwaysInterleave, Reads, Alias("Check")]
    Task<AccessToken?> Check(string hash, CancellationToken cancellationToken);

    /// <summary>RFC 7009: a refresh token takes the whole grant with it, an access token only itself. Quiet where the token is not this client's.</summary>
    [Alias("RevokeToken")]
    Task RevokeToken(string hash, string clientId, CancellationToken cancellationToken);

    /// <summary>Ends the grant and every token of it. Called by the customer's grain, which has entered it already.</summary>
    [Alias("Revoke")]
    Task Revoke(DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Forgets a grant that ended long ago or was never redeemed.</summary>
    [Alias("Forget")]
    Task Forget(CancellationToken cancellationToken);
}

/// <summary>A consent as the person gave it.</summary>
[GenerateSerializer, Immutable, Alias("square.new-grant.v1")]
public sealed record NewGrant
{
    [Id(0)] public required string CustomerId { get; init; }

    /// <summary>Key of the person's account.</summary>
    [Id(1)] public required string Account { get; init; }

    [Id(2)] public required string ClientId { get; init; }

    [Id(3)] public required string ClientName { get; init; }

    /// <summary>In the order they were asked for.</summary>
    [Id(4)] public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The resource the tokens are for (RFC 8707), as the registry writes it.</summary>
    [Id(5)] public required string Resource { get; init; }

    /// <summary>As the request wrote it.</summary>
    [Id(6)] public required string RedirectUri { get; init; }

    /// <summary>PKCE S256, 43 characters of base64url (RFC 7636 §4.2).</summary>
    [Id(7)] public required string CodeChallenge { get; init; }

    /// <summary>SHA-256 of the code, 64 lower-case hexadecimal digits.</summary>
    [Id(8)] public required string CodeHash { get; init; }

    [Id(9)] public required DateTimeOffset CodeExpiresAt { get; init; }

    /// <summary>Refresh tokens are given out unless the client registered without them.</summary>
    [Id(10)] public bool Refreshable { get; init; } = true;

    /// <summary>When the grant ends, however much it is used.</summary>
    [Id(11)] public required DateTimeOffset ExpiresAt { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.code-redemption.v1")]
public sealed record CodeRedemption
{
    [Id(0)] public required string CodeHash { get; init; }

    [Id(1)] public required string ClientId { get; init; }

    /// <summary>The S256 challenge of the verifier that was sent.</summary>
    [Id(2)] public required string Challenge { get; init; }

    /// <summary>Null where it was not sent, as OAuth 2.1 clients do.</summary>
    [Id(3)] public string? RedirectUri { get; init; }

    [Id(4)] public string? Resource { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.refresh-request.v1")]
public sealed record RefreshRequest
{
    [Id(0)] public required string Hash { get; init; }

    [Id(1)] public required string ClientId { get; init; }

    /// <summary>Null where none are named: then those of the grant.</summary>
    [Id(2)] public IReadOnlyList<string>? Scopes { get; init; }

    [Id(3)] public string? Resource { get; init; }
}

/// <summary>Tokens made by the frontend, to be entered if what was presented is good. Their texts stay with the frontend.</summary>
[GenerateSerializer, Immutable, Alias("square.new-tokens.v1")]
public sealed record NewTokens
{
    [Id(0)] public required string AccessHash { get; init; }

    [Id(1)] public required string RefreshHash { get; init; }

    [Id(2)] public required TimeSpan AccessLifetime { get; init; }

    /// <summary>How long a refresh token may rest unused.</summary>
    [Id(3)] public required TimeSpan RefreshIdle { get; init; }

    [Id(4)] public TimeSpan Grace { get; init; }

    /// <summary>Both texts, sealed under a key that only the presented refresh token gives, base64url; null where a code is redeemed.</summary>
    [Id(5)] public string? Sealed { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.token-outcome.v1")]
public sealed record TokenOutcome
{
    [Id(0)] public required TokenVerdict Verdict { get; init; }

    /// <summary>For the client's developer.</summary>
    [Id(1)] public string? Why { get; init; }

    [Id(2)] public IReadOnlyList<string> Scopes { get; init; } = [];

    [Id(3)] public DateTimeOffset AccessExpiresAt { get; init; }

    [Id(4)] public bool Refreshable { get; init; }

    /// <summary>With <see cref="TokenVerdict.Again"/>: what <see cref="NewTokens.Sealed"/> was at the first use.</summary>
    [Id(5)] public string? Sealed { get; init; }

    /// <summary>The grant's customer; null where what was presented is none of this grant's codes and refresh tokens, so that nobody is told what they cannot prove.</summary>
    [Id(6)] public string? CustomerId { get; init; }
}

[GenerateSerializer, Alias("square.token-verdict.v1")]
public enum TokenVerdict
{
    /// <summary>The new tokens are entered.</summary>
    Issued = 0,

    /// <summary>Refreshed a moment ago: the answer of then is the answer.</summary>
    Again = 1,

    /// <summary><c>invalid_grant</c>.</summary>
    InvalidGrant = 2,

    /// <summary><c>invalid_scope</c>.</summary>
    InvalidScope = 3,

    /// <summary><c>invalid_target</c> (RFC 8707).</summary>
    InvalidTarget = 4,
}

/// <summary>What a bearer token stands for.</summary>
[GenerateSerializer, Immutable, Alias("square.access-token.v1")]
public sealed record AccessToken
{
    [Id(0)] public required string GrantId { get; init; }

    [Id(1)] public required string CustomerId { get; init; }

    [Id(2)] public required string Account { get; init; }

    [Id(3)] public required string ClientId { get; init; }

    [Id(4)] public required IReadOnlyList<string> Scopes { get; init; }

    [Id(5)] public required string Resource { get; init; }

    [Id(6)] public required DateTimeOffset ExpiresAt { get; init; }

    [Id(7)] public required DateTimeOffset IssuedAt { get; init; }
}

/// <summary>A grant as its customer sees it: one of "my AI clients".</summary>
[GenerateSerializer, Immutable, Alias("square.grant-view.v1")]
public sealed record GrantView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string ClientId { get; init; }

    [Id(2)] public required string ClientName { get; init; }

    [Id(3)] public required IReadOnlyList<string> Scopes { get; init; }

    [Id(4)] public required string Resource { get; init; }

    [Id(5)] public required string Account { get; init; }

    [Id(6)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(7)] public required DateTimeOffset ExpiresAt { get; init; }

    [Id(8)] public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Null until the client has taken its tokens: until then nothing can be done with the grant.</summary>
    [Id(9)] public DateTimeOffset? RedeemedAt { get; init; }

    /// <summary>Where the person was sent back to; for the person to recognise the client by.</summary>
    [Id(10)] public required string RedirectHost { get; init; }
}
