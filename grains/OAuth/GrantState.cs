using Squaremcp.OAuth;

namespace Squaremcp.Grains.OAuth;

/// <summary>A grant and its tokens, as hashes; what may happen to them is decided here.</summary>
[GenerateSerializer, Immutable, Alias("square.grant-state.v1")]
public sealed record GrantState
{
    /// <summary>A client that guesses is cut off (OAuth 2.1 leaves the number open).</summary>
    private const int MostWrongVerifiers = 5;

    /// <summary>One client, refreshing now and then; older ones make room.</summary>
    private const int MostAccessTokens = 20;

    /// <summary>Null until the person consented.</summary>
    [Id(0)] public NewGrant? Grant { get; init; }

    [Id(1)] public DateTimeOffset? RedeemedAt { get; init; }

    [Id(2)] public int WrongVerifiers { get; init; }

    /// <summary>The refresh token that is good now.</summary>
    [Id(3)] public RefreshEntry? Refresh { get; init; }

    /// <summary>Its predecessor, and what answered that.</summary>
    [Id(4)] public Rotation? Rotated { get; init; }

    /// <summary>All earlier ones, so that their reuse is recognised.</summary>
    [Id(5)] public FormerTokens Former { get; init; } = FormerTokens.None;

    [Id(6)] public IReadOnlyList<AccessEntry> Access { get; init; } = [];

    [Id(7)] public DateTimeOffset? RevokedAt { get; init; }

    public GrantState Revoked(DateTimeOffset at) => RevokedAt is null ? this with { RevokedAt = at, Access = [], Refresh = null, Rotated = null } : this;

    /// <returns>The grant afterwards and what the client is told. A grant that was alive and is revoked afterwards was reused.</returns>
    public (GrantState Next, TokenOutcome Outcome) Redeem(CodeRedemption ask, NewTokens tokens, DateTimeOffset now)
    {
        if (Grant is null || Grant.CodeHash != ask.CodeHash || Grant.ClientId != ask.ClientId || RevokedAt is not null)
        {
            return (this, Invalid("The code is unknown, was revoked or belongs to another client."));
        }

        if (ask.RedirectUri is { } redirect && redirect != Grant.RedirectUri)
        {
            return (this, Invalid("redirect_uri is not the one of the authorization request."));
        }

        if (ask.Challenge != Grant.CodeChallenge)
        {
            return (RedeemedAt is null ? WrongVerifier(now) : this, Invalid("code_verifier does not match the code_challenge."));
        }

        if (ask.Resource is { } resource && resource != Grant.Resource)
        {
            return (this, new() { Verdict = TokenVerdict.InvalidTarget, Why = "The code was issued for another resource." });
        }

        return RedeemedAt is not null ? (Revoked(now), Invalid("The code was used before. The grant has been revoked; authorize again."))
            : now > Grant.CodeExpiresAt ? (this, Invalid("The code has expired."))
            : Issued(this with { RedeemedAt = now }, tokens, Grant.Scopes, now);
    }

    public (GrantState Next, TokenOutcome Outcome) Renew(RefreshRequest ask, NewTokens tokens, DateTimeOffset now)
    {
        if (Grant is null || Grant.ClientId != ask.ClientId || RevokedAt is not null || now > Grant.ExpiresAt)
        {
            return (this, Invalid("The refresh token is unknown, expired, revoked or belongs to another client."));
        }

        if (ask.Hash != Refresh?.Hash && ask.Hash != Rotated?.Hash)
        {
            return Former.Contains(ask.Hash) ? (Revoked(now), Reused) : (this, Invalid("The refresh token is unknown."));
        }

        if (ask.Scopes is { } wider && wider.Except(Grant.Scopes).Any())
        {
            return (this, new() { Verdict = TokenVerdict.InvalidScope, Why = $"The grant covers only: {string.Join(' ', Grant.Scopes)}." });
        }

        if (ask.Resource is { } resource && resource != Grant.Resource)
        {
            return (this, new() { Verdict = TokenVerdict.InvalidTarget, Why = "The grant is for another resource." });
        }

        return ask.Hash == Refresh?.Hash ? Rotate(ask, tokens, now) : Again(ask, tokens.Grace, now);
    }

    /// <summary>The token alone, where it is one of this grant's access tokens; all of it, where it is its refresh token.</summary>
    public GrantState Without(string hash, string clientId, DateTimeOffset now) => this switch
    {
        { Grant: null } or { RevokedAt: not null } => this,
        _ when Grant.ClientId != clientId => this,
        _ when hash == Refresh?.Hash || hash == Rotated?.Hash || Former.Contains(hash) => Revoked(now),
        _ when Access.Any(one => one.Hash == hash) => this with { Access = [.. Access.Where(one => one.Hash != hash)] },
        _ => this,
    };

    private GrantState WrongVerifier(DateTimeOffset now) => WrongVerifiers + 1 >= MostWrongVerifiers ? Revoked(now) : this with { WrongVerifiers = WrongVerifiers + 1 };

    private (GrantState Next, TokenOutcome Outcome) Rotate(RefreshRequest ask, NewTokens tokens, DateTimeOffset now)
    {
        if (now > Refresh!.IdleUntil)
        {
            return (this, Invalid("The refresh token has expired."));
        }

        var scopes = ask.Scopes ?? Grant!.Scopes;
        var (next, outcome) = Issued(this, tokens, scopes, now);
        return (next with
        {
            Rotated = new() { Hash = ask.Hash, At = now, Scopes = scopes, AccessExpiresAt = outcome.AccessExpiresAt, Sealed = tokens.Sealed! },
            Former = Rotated is null ? Former : Former.With(Rotated.Hash),
        }, outcome);
    }

    private (GrantState Next, TokenOutcome Outcome) Again(RefreshRequest ask, TimeSpan grace, DateTimeOffset now) =>
        now - Rotated!.At > grace || !(ask.Scopes ?? Grant!.Scopes).SequenceEqual(Rotated.Scopes)
            ? (Revoked(now), Reused)
            : (this, new() { Verdict = TokenVerdict.Again, Scopes = Rotated.Scopes, AccessExpiresAt = Rotated.AccessExpiresAt, Refreshable = true, Sealed = Rotated.Sealed });

    private static (GrantState Next, TokenOutcome Outcome) Issued(GrantState grant, NewTokens tokens, IReadOnlyList<string> scopes, DateTimeOffset now)
    {
        var expires = now + tokens.AccessLifetime;
        var alive = grant.Access.Where(one => one.ExpiresAt > now).TakeLast(MostAccessTokens - 1);
        return (grant with
        {
            Access = [.. alive, new() { Hash = tokens.AccessHash, ExpiresAt = expires, IssuedAt = now, Scopes = scopes }],
            Refresh = grant.Grant!.Refreshable ? new() { Hash = tokens.RefreshHash, IdleUntil = now + tokens.RefreshIdle } : null,
        }, new() { Verdict = TokenVerdict.Issued, Scopes = scopes, AccessExpiresAt = expires, Refreshable = grant.Grant.Refreshable });
    }

    private static TokenOutcome Reused => Invalid("The refresh token was used before. Somebody else may have it, so the grant has been revoked; authorize again.");

    private static TokenOutcome Invalid(string why) => new() { Verdict = TokenVerdict.InvalidGrant, Why = why };
}

[GenerateSerializer, Immutable, Alias("square.refresh-entry.v1")]
public sealed record RefreshEntry
{
    /// <summary>SHA-256, 64 lower-case hexadecimal digits.</summary>
    [Id(0)] public required string Hash { get; init; }

    [Id(1)] public required DateTimeOffset IdleUntil { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.rotation.v1")]
public sealed record Rotation
{
    /// <summary>Of the refresh token that was replaced.</summary>
    [Id(0)] public required string Hash { get; init; }

    [Id(1)] public required DateTimeOffset At { get; init; }

    [Id(2)] public required IReadOnlyList<string> Scopes { get; init; }

    [Id(3)] public required DateTimeOffset AccessExpiresAt { get; init; }

    /// <summary>The tokens that replaced it, to be opened only with it.</summary>
    [Id(4)] public required string Sealed { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.access-entry.v1")]
public sealed record AccessEntry
{
    [Id(0)] public required string Hash { get; init; }

    [Id(1)] public required DateTimeOffset ExpiresAt { get; init; }

    [Id(2)] public required DateTimeOffset IssuedAt { get; init; }

    [Id(3)] public required IReadOnlyList<string> Scopes { get; init; }
}

/// <summary>The first 64 bits of each hash: enough that no guess meets one, little enough to keep thousands.</summary>
[GenerateSerializer, Immutable, Alias("square.former-tokens.v1")]
public sealed record FormerTokens
{
    private const int Digits = 16;

    /// <summary>Hourly refreshes for the longest life of a grant and to spare.</summary>
    private const int Most = 4_096;

    public static readonly FormerTokens None = new();

    /// <summary>16 hexadecimal digits each, oldest first.</summary>
    [Id(0)] public string Prefixes { get; init; } = "";

    public bool Contains(string hash)
    {
        for (var at = 0; at < Prefixes.Length; at += Digits)
        {
            if (hash.AsSpan(0, Digits).SequenceEqual(Prefixes.AsSpan(at, Digits)))
            {
                return true;
            }
        }

        return false;
    }

    public FormerTokens With(string hash)
    {
        var all = Prefixes + hash[..Digits];
        return new() { Prefixes = all.Length > Most * Digits ? all[Digits..] : all };
    }
}
