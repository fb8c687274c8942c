using Squaremcp.Vault;

namespace Squaremcp.Accounts;

/// <summary>Codes from an authenticator app (RFC 6238) and recovery codes in their place. Key: as <see cref="IAccountGrain"/>'s; it is the same grain.</summary>
[Alias("square.ISecondFactorGrain")]
public interface ISecondFactorGrain : IGrainWithStringKey
{
    /// <summary>The last step of a sign-in. A step ends after ten minutes or five wrong codes; failures are counted over steps, too.</summary>
    /// <param name="step">Hash that <see cref="IAccountGrain.Complete"/> entered as a step.</param>
    /// <param name="session">What begins where the code is right, of the same device.</param>
    [Alias("Answer")]
    Task<FactorOutcome> Answer(string step, GivenCode code, NewSession session, CancellationToken cancellationToken);

    /// <summary>Asks for codes from now on, if the app shows the right one.</summary>
    /// <param name="session">Hash of the session that asks; it ends, and <paramref name="next"/> begins.</param>
    /// <param name="secret">The app's secret, sealed to the transport key; about <see cref="AppSecret"/>.</param>
    /// <param name="recovery">SHA-256 of each recovery code.</param>
    [Alias("Enrol")]
    Task<FactorOutcome> Enrol(string session, SealedBox secret, GivenCode code, IReadOnlyList<string> recovery, NewSession next, CancellationToken cancellationToken);

    /// <summary>Asks for no codes any more.</summary>
    [Alias("Drop")]
    Task<FactorOutcome> Drop(string session, GivenCode code, CancellationToken cancellationToken);

    /// <summary>Replaces all recovery codes.</summary>
    [Alias("Renew")]
    Task<FactorOutcome> Renew(string session, GivenCode code, IReadOnlyList<string> recovery, CancellationToken cancellationToken);
}

/// <summary>A sealed box with the secret of somebody's app.</summary>
public static class AppSecret
{
    public static string About(string email) => $"totp {email}";
}

/// <summary>One of the two.</summary>
[GenerateSerializer, Immutable, Alias("square.given-code.v1")]
public sealed record GivenCode
{
    /// <summary>Six digits of the app.</summary>
    [Id(0)] public string? Digits { get; init; }

    /// <summary>SHA-256 of a recovery code.</summary>
    [Id(1)] public string? RecoveryHash { get; init; }

    public override string ToString() => "***";
}

[GenerateSerializer, Immutable, Alias("square.factor-outcome.v1")]
public sealed record FactorOutcome
{
    [Id(0)] public required FactorResult Result { get; init; }

    [Id(1)] public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many recovery codes are left, where one was used.</summary>
    [Id(2)] public int? RecoveryCodesLeft { get; init; }

    /// <summary>The owner shall be told by mail; asked for once a day at most.</summary>
    [Id(3)] public bool TellOwner { get; init; }
}

[GenerateSerializer, Alias("square.factor-result.v1")]
public enum FactorResult
{
    Right,
    Wrong,

    /// <summary>Too many failures: no code is looked at before <see cref="FactorOutcome.RetryAfter"/>.</summary>
    TooMany,

    /// <summary>The step or session has ended, or the second factor is not in the state this needs.</summary>
    Gone,
}
