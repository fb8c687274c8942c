using System.Security.Cryptography;
using System.Text;
using Squaremcp.Accounts;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Accounts;

/// <summary>Codes. The app's secret rests in the vault and is opened for the moment of a check.</summary>
public sealed partial class AccountGrain
{
    private const string Codes = "code";

    private SecretName SecretName => new($"acc_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(this.GetPrimaryKeyString())))[..32]}", "-", "totp");

    public async Task<FactorOutcome> Answer(string step, GivenCode code, NewSession session, CancellationToken cancellationToken)
    {
        if (!State.Security.HasStep(step, session.Device, clock.GetUtcNow()))
        {
            return new() { Result = FactorResult.Gone };
        }

        var outcome = await CheckAsync(
            code,
            session.Device,
            (current, now) => current.Security.HasStep(step, session.Device, now),
            (current, now) => (current with { Security = current.Security with { Steps = [.. current.Security.Steps.Where(one => one.Hash != step)] } }).SignedIn(session, now));
        if (outcome.Result == FactorResult.Wrong)
        {
            await ChangeAsync(current => current with { Security = current.Security.Failed(step) });
        }

        return outcome;
    }

    public async Task<FactorOutcome> Enrol(string session, SealedBox secret, GivenCode code, IReadOnlyList<string> recovery, NewSession next, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!State.IsSession(session, now) || State.Security.Secret is not null)
        {
            return new() { Result = FactorResult.Gone };
        }

        using var opened = await transport.OpenAsync(secret, AppSecret.About(this.GetPrimaryKeyString()), cancellationToken);
        if (opened?.Reveal().Length != Totp.SecretBytes || code.Digits is not { } digits || Totp.Step(opened.Reveal(), digits, now, 0) is not { } step)
        {
            return new() { Result = FactorResult.Wrong };
        }

        // In the vault before it is noted: what is noted can be opened.
        var version = await vault.PutAsync(SecretName, opened, cancellationToken);
        var taken = await TakeAsync(current => current.IsSession(session, now) && current.Security.Secret is null
            ? (current with { Security = current.Security with { Secret = version, SecretSince = now, LastStep = step, RecoveryCodes = recovery } }).SignedOut(session).SignedIn(next, now)
            : null);
        return new() { Result = taken ? FactorResult.Right : FactorResult.Gone };
    }

    public async Task<FactorOutcome> Drop(string session, GivenCode code, CancellationToken cancellationToken)
    {
        var outcome = await CheckAsync(code, null, (current, now) => current.IsSession(session, now), (current, _) => current with { Security = current.Security.WithoutSecret() });
        if (outcome.Result == FactorResult.Right)
        {
            await vault.EraseAsync(SecretName.Customer, CancellationToken.None);
        }

        return outcome;
    }

    public Task<FactorOutcome> Renew(string session, GivenCode code, IReadOnlyList<string> recovery, CancellationToken cancellationToken) =>
        CheckAsync(code, null, (current, now) => current.IsSession(session, now), (current, _) => current with { Security = current.Security with { RecoveryCodes = recovery } });

    /// <summary>Takes a code, once, and makes the change in the same step.</summary>
    private async Task<FactorOutcome> CheckAsync(GivenCode code, string? device, Func<AccountState, DateTimeOffset, bool> may, Func<AccountState, DateTimeOffset, AccountState> change)
    {
        var now = clock.GetUtcNow();
        if (State.Security.Secret is not { } version || !may(State, now))
        {
            return new() { Result = FactorResult.Gone };
        }

        var who = Who(Codes, device);
        var (wait, tell) = await TryAsync(who);
        if (wait is not null)
        {
            return new() { Result = FactorResult.TooMany, RetryAfter = wait, TellOwner = tell };
        }

        var step = code.Digits is { } digits ? await StepAsync(version, digits, now) : null;
        var left = (int?)null;
        var right = code.Digits is null == (step is null) && await TakeAsync(current =>
        {
            if (current.Security.Secret != version || !may(current, now) || current.Security.Took(step, code.RecoveryHash) is not { } security)
            {
                return null;
            }

            left = code.RecoveryHash is null ? null : security.RecoveryCodes.Count;
            return change(current with { Security = security }, now);
        });
        if (right)
        {
            failures.Remove(who);
        }

        return new() { Result = right ? FactorResult.Right : FactorResult.Wrong, RecoveryCodesLeft = left };
    }

    private async Task<long?> StepAsync(long version, string digits, DateTimeOffset now)
    {
        using var secret = await vault.OpenAsync(SecretName, version, CancellationToken.None)
            ?? throw new InvalidOperationException($"{SecretName.Customer}: the vault has not the secret of version {version}.");
        return Totp.Step(secret.Reveal(), digits, now, State.Security.LastStep);
    }
}
