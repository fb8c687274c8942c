using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>What an account knows of its address and second factor; every secret as a hash, or in the vault.</summary>
[GenerateSerializer, Immutable, Alias("square.account-security.v1")]
public sealed record AccountSecurity
{
    private const int MostSteps = 10;
    private const int MostTries = 5;

    private static readonly TimeSpan StepLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(1);

    [Id(0)] public DateTimeOffset? VerifiedAt { get; init; }

    [Id(1)] public IReadOnlyList<AccountState.LinkEntry> Verifications { get; init; } = [];

    [Id(2)] public IReadOnlyList<AccountState.LinkEntry> Resets { get; init; } = [];

    /// <summary>The version of the app's secret in the vault; null where no code is asked for.</summary>
    [Id(3)] public long? Secret { get; init; }

    [Id(4)] public DateTimeOffset? SecretSince { get; init; }

    /// <summary>The step of the last code that was taken: none before it is taken again.</summary>
    [Id(5)] public long LastStep { get; init; }

    [Id(6)] public IReadOnlyList<string> RecoveryCodes { get; init; } = [];

    /// <summary>Sign-ins that lack their code.</summary>
    [Id(7)] public IReadOnlyList<StepEntry> Steps { get; init; } = [];

    /// <summary>When the owner was last told of failed sign-ins.</summary>
    [Id(8)] public DateTimeOffset? ToldAt { get; init; }

    /// <summary>At identity providers, one of each issuer.</summary>
    [Id(9)] public IReadOnlyList<IdentityEntry> Identities { get; init; } = [];

    public AccountSecurity Stepped(string hash, string device, DateTimeOffset now) => this with
    {
        Steps = [.. Steps.Where(step => step.ExpiresAt > now).TakeLast(MostSteps - 1), new() { Hash = hash, Device = device, ExpiresAt = now + StepLife }],
    };

    public bool HasStep(string hash, string device, DateTimeOffset now) => Steps.Any(step => step.Hash == hash && step.Device == device && step.ExpiresAt > now);

    /// <summary>One wrong code more; the last takes the step with it.</summary>
    public AccountSecurity Failed(string hash) => this with
    {
        Steps = [.. Steps.Select(step => step.Hash == hash ? step with { Tries = step.Tries + 1 } : step).Where(step => step.Tries < MostTries)],
    };

    /// <summary>The state after this code; null where it is not good.</summary>
    /// <param name="step">The step of the app's code, where the digits were right for one; null for a recovery code.</param>
    public AccountSecurity? Took(long? step, string? recoveryHash) => (step, recoveryHash) switch
    {
        ({ } now, null) when now > LastStep => this with { LastStep = now },
        (null, { } hash) when RecoveryCodes.Contains(hash) => this with { RecoveryCodes = [.. RecoveryCodes.Where(one => one != hash)] },
        _ => null,
    };

    public AccountSecurity WithoutSecret() => this with { Secret = null, SecretSince = null, LastStep = 0, RecoveryCodes = [], Steps = [] };

    /// <summary>What a new password ends.</summary>
    public AccountSecurity WithNewPassword() => this with { Resets = [], Steps = [] };

    public bool MayTell(DateTimeOffset now) => ToldAt is not { } told || now - told >= Quiet;

    [GenerateSerializer, Immutable, Alias("square.step-entry.v1")]
    public sealed record StepEntry
    {
        [Id(0)] public required string Hash { get; init; }

        [Id(1)] public required string Device { get; init; }

        [Id(2)] public required DateTimeOffset ExpiresAt { get; init; }

        [Id(3)] public int Tries { get; init; }
    }

    [GenerateSerializer, Immutable, Alias("square.identity-entry.v1")]
    public sealed record IdentityEntry
    {
        [Id(0)] public required string Issuer { get; init; }

        [Id(1)] public required string Subject { get; init; }

        [Id(2)] public required DateTimeOffset Since { get; init; }

        public bool Is(ProviderIdentity who) => Issuer == who.Issuer && Subject == who.Subject;
    }
}
