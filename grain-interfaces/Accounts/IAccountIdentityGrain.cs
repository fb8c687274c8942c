namespace Squaremcp.Accounts;

/// <summary>Sign-in by an identity provider. Key: as <see cref="IAccountGrain"/>'s; it is the same grain.</summary>
[Alias("square.IAccountIdentityGrain")]
public interface IAccountIdentityGrain : IGrainWithStringKey
{
    /// <summary>
    /// Signs in whom a provider vouched for, as far as a password would: an identity that is the account's, or one whose provider proves the address, which then becomes the account's (decision 0014);
    /// makes the account where there is none and it may.
    /// </summary>
    [Alias("Enter")]
    Task<IdentityOutcome> Enter(ProviderIdentity identity, NewSession session, CancellationToken cancellationToken);

    /// <summary>Makes an identity the account's, in place of another of the same issuer.</summary>
    /// <param name="session">Hash of a session of the account: who asks has signed in to it.</param>
    /// <returns>False where there is no such session.</returns>
    [Alias("Link")]
    Task<bool> Link(string session, ProviderIdentity identity, CancellationToken cancellationToken);

    /// <summary>Takes an identity away from the account, and ends every other session: one of them may have come by it.</summary>
    /// <param name="session">As for <see cref="Link"/>.</param>
    /// <returns>False where there is no such session or identity.</returns>
    [Alias("Unlink")]
    Task<bool> Unlink(string session, string issuer, CancellationToken cancellationToken);
}

/// <summary>Of somebody who has signed in there.</summary>
[GenerateSerializer, Immutable, Alias("square.provider-identity.v1")]
public sealed record ProviderIdentity
{
    [Id(0)] public required string Issuer { get; init; }

    /// <summary>The issuer never gives it to anybody else, unlike an address.</summary>
    [Id(1)] public required string Subject { get; init; }

    /// <summary>What a new account is called.</summary>
    [Id(2)] public string Name { get; init; } = "";

    /// <summary>The provider decides who has the address: its word is as good as a mail that was read.</summary>
    [Id(3)] public bool ProvesAddress { get; init; }

    /// <summary>An account may be made where there is none.</summary>
    [Id(4)] public bool MayBegin { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.identity-outcome.v1")]
public sealed record IdentityOutcome
{
    [Id(0)] public required IdentityResult Result { get; init; }

    /// <summary>The identity was not the account's before, and there was an account.</summary>
    [Id(1)] public bool IsLinked { get; init; }
}

[GenerateSerializer, Alias("square.identity-result.v1")]
public enum IdentityResult
{
    SignedIn,

    /// <summary>As <see cref="SignInOutcome.NeedsCode"/>.</summary>
    NeedsCode,

    /// <summary>An account was made, and its address is not proved.</summary>
    Began,

    /// <summary>There is an account that is not known to be theirs; they must sign in to it otherwise first.</summary>
    NeedsProof,

    /// <summary>There is no account, and none may be made.</summary>
    NoAccount,
}
