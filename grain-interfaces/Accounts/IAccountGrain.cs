namespace Squaremcp.Accounts;

/// <summary>A person: how they sign in, where they are signed in, which customers they act for. Key: e-mail address, normalised.</summary>
[Alias("square.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Makes the person and a customer of their own.</summary>
    /// <returns>False where the address has an account or is kept for one that is being imported; nothing is changed then.</returns>
    [Alias("SignUp")]
    Task<bool> SignUp(NewAccount account, CancellationToken cancellationToken);

    /// <summary>
    /// Begins to sign in with a password. Every attempt counts as failed until <see cref="Complete"/> says otherwise, so that of many at once none is free. Failures on devices the person
    /// signed in from before are counted apart from those of strangers: nobody can lock the owner out.
    /// </summary>
    /// <param name="device">SHA-256 of the device's cookie; null where there is none.</param>
    [Alias("Begin")]
    Task<SignInAttempt> Begin(string? device, CancellationToken cancellationToken);

    /// <summary>The password was right: signs in, or notes that a code is still missing (<see cref="ISecondFactorGrain"/>).</summary>
    [Alias("Complete")]
    Task<SignInOutcome> Complete(NewSession session, CancellationToken cancellationToken);

    /// <summary>Enters a link that signs in once, for half an hour, to be sent by mail.</summary>
    /// <returns>False where there is no account, or links were asked for too often.</returns>
    [Alias("OfferLink")]
    Task<bool> OfferLink(string hash, CancellationToken cancellationToken);

    /// <summary>
    /// Signs in by such a link, as far as a password would; refused where the link was used, is too old or never was. It proves the address: an account whose address nobody had proved begins
    /// anew, unless its own session follows the link (decision 0009).
    /// </summary>
    [Alias("CompleteLink")]
    Task<SignInOutcome> CompleteLink(string hash, NewSession session, CancellationToken cancellationToken);

    /// <summary>Who a session's cookie stands for; null where it ended.</summary>
    [AlwaysInterleave, Reads, Alias("Session")]
    Task<Person?> Session(string hash, CancellationToken cancellationToken);

    [Alias("SignOut")]
    Task SignOut(string hash, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.new-account.v1")]
public sealed record NewAccount
{
    [Id(0)] public required string Email { get; init; }

    [Id(1)] public required string Name { get; init; }

    /// <summary>As ASP.NET Core's PasswordHasher writes it.</summary>
    [Id(2)] public required string PasswordHash { get; init; }

    [Id(3)] public required NewSession Session { get; init; }

    // A hash is no secret to use, but one to guess at.
    public override string ToString() => "***";
}

[GenerateSerializer, Immutable, Alias("square.new-session.v1")]
public sealed record NewSession
{
    /// <summary>SHA-256 of the session's cookie, 64 lower-case hexadecimal digits.</summary>
    [Id(0)] public required string Hash { get; init; }

    /// <summary>The same of the device's cookie.</summary>
    [Id(1)] public required string Device { get; init; }

    /// <summary>A hash made anew because the old one was made with fewer rounds; null where it is good.</summary>
    [Id(2)] public string? Rehashed { get; init; }

    /// <summary>The browser and system in words, such as "Firefox on Linux".</summary>
    [Id(3)] public string Agent { get; init; } = "";

    /// <summary>Hash of the session the browser came with; null where it had none.</summary>
    [Id(4)] public string? Current { get; init; }

    public override string ToString() => "***";
}

[GenerateSerializer, Alias("square.sign-in-outcome.v1")]
public enum SignInOutcome
{
    Refused,
    SignedIn,

    /// <summary>The hash stands for the step between password and code, good for ten minutes, and for no session.</summary>
    NeedsCode,
}

[GenerateSerializer, Immutable, Alias("square.sign-in-attempt.v1")]
public sealed record SignInAttempt
{
    /// <summary>What the password is checked against; null where there is no account or the attempt must wait.</summary>
    [Id(0)] public string? PasswordHash { get; init; }

    /// <summary>Too many failures: no attempt is taken before.</summary>
    [Id(1)] public TimeSpan? RetryAfter { get; init; }

    /// <summary>The owner shall be told by mail; asked for once a day at most.</summary>
    [Id(2)] public bool TellOwner { get; init; }

    public override string ToString() => "***";
}

[GenerateSerializer, Immutable, Alias("square.person.v1")]
public sealed record Person
{
    [Id(0)] public required string Email { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required IReadOnlyList<Membership> Memberships { get; init; }

    [Id(3)] public required DateTimeOffset SignedInAt { get; init; }

    [Id(4)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was proved that the address is theirs; null until then.</summary>
    [Id(5)] public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>False where the person has come in by links alone.</summary>
    [Id(6)] public bool HasPassword { get; init; }

    /// <summary>Since when sign-in asks for a code; null where it does not.</summary>
    [Id(7)] public DateTimeOffset? SecondFactorSince { get; init; }

    [Id(8)] public int RecoveryCodesLeft { get; init; }

    /// <summary>At identity providers, one of each issuer.</summary>
    [Id(9)] public IReadOnlyList<LinkedIdentity> Identities { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("square.linked-identity.v1")]
public sealed record LinkedIdentity
{
    [Id(0)] public required string Issuer { get; init; }

    [Id(1)] public required DateTimeOffset Since { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.membership.v1")]
public sealed record Membership
{
    [Id(0)] public required string CustomerId { get; init; }

    [Id(1)] public required string CustomerName { get; init; }
}
