namespace Squaremcp.Accounts;

/// <summary>A person: how they sign in, where they are signed in, which customers they act for. Key: e-mail address, normalised.</summary>
[Alias("square.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Makes the person and a customer of their own.</summary>
    /// <returns>False where the address has an account; nothing is changed then.</returns>
    [Alias("SignUp")]
    Task<bool> SignUp(NewAccount account, CancellationToken cancellationToken);

    /// <summary>
    /// Begins to sign in with a password. Every attempt counts as failed until <see cref="Complete"/> says otherwise, so that of many at once none is free. Failures on devices the person
    /// signed in from before are counted apart from those of strangers: nobody can lock the owner out.
    /// </summary>
    /// <param name="device">SHA-256 of the device's cookie; null where there is none.</param>
    [Alias("Begin")]
    Task<SignInAttempt> Begin(string? device, CancellationToken cancellationToken);

    /// <summary>The password was right: signs in.</summary>
    [Alias("Complete")]
    Task Complete(NewSession session, CancellationToken cancellationToken);

    /// <summary>Enters a link that signs in once, for half an hour, to be sent by mail.</summary>
    /// <returns>False where there is no account, or links were asked for too often.</returns>
    [Alias("OfferLink")]
    Task<bool> OfferLink(string hash, CancellationToken cancellationToken);

    /// <summary>Signs in by such a link. False where it was used, is too old or never was.</summary>
    [Alias("CompleteLink")]
    Task<bool> CompleteLink(string hash, NewSession session, CancellationToken cancellationToken);

    /// <summary>Who a session's cookie stands for; null where it ended.</summary>
    [AlwaysInterleave, Alias("Session")]
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
}

[GenerateSerializer, Immutable, Alias("square.sign-in-attempt.v1")]
public sealed record SignInAttempt
{
    /// <summary>What the password is checked against; null where there is no account or the attempt must wait.</summary>
    [Id(0)] public string? PasswordHash { get; init; }

    /// <summary>Too many failures: no attempt is taken before.</summary>
    [Id(1)] public TimeSpan? RetryAfter { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.person.v1")]
public sealed record Person
{
    [Id(0)] public required string Email { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required IReadOnlyList<Membership> Memberships { get; init; }

    [Id(3)] public required DateTimeOffset SignedInAt { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.membership.v1")]
public sealed record Membership
{
    [Id(0)] public required string CustomerId { get; init; }

    [Id(1)] public required string CustomerName { get; init; }
}
