using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>What becomes of an account where an address is proved, a password replaced or sessions end (decision 0009).</summary>
public static class AccountChanges
{
    /// <summary>
    /// The address is proved, by a mail that was read. Where nobody had proved it before and the account's own session does not ask, whoever made the account is not known to have the address: they keep
    /// nothing, and the account begins anew with a customer of its own. So nothing that a stranger prepared under somebody's address (password, sessions, second factor, apps, keys) reaches the owner.
    /// </summary>
    public static AccountState Proved(this AccountState account, string? session, Membership own, DateTimeOffset now) => account switch
    {
        { Security.VerifiedAt: not null } => account,
        _ when account.IsSession(session, now) => account with { Security = account.Security with { VerifiedAt = now, Verifications = [] } },
        _ => new() { Email = account.Email, Name = own.CustomerName, CreatedAt = now, Memberships = [own], Security = new() { VerifiedAt = now } },
    };

    public static AccountState? OfferedVerification(this AccountState account, string session, string link, DateTimeOffset now) =>
        account.Security.VerifiedAt is null && account.IsSession(session, now) && AccountState.With(account.Security.Verifications, link, now) is { } links
            ? account with { Security = account.Security with { Verifications = links } }
            : null;

    public static AccountState? Verified(this AccountState account, string session, string link, DateTimeOffset now) =>
        account.IsSession(session, now) && AccountState.Holds(account.Security.Verifications, link, now)
            ? account with { Security = account.Security with { VerifiedAt = now, Verifications = [] } }
            : null;

    public static AccountState? OfferedReset(this AccountState account, string link, DateTimeOffset now) =>
        account.Email is not null && AccountState.With(account.Security.Resets, link, now) is { } links
            ? account with { Security = account.Security with { Resets = links } }
            : null;

    public static AccountState? Reset(this AccountState account, string link, NewPassword password, Membership own, DateTimeOffset now) =>
        AccountState.Holds(account.Security.Resets, link, now) ? account.Proved(password.Current, own, now).WithPassword(password.Hash) : null;

    /// <summary>A new password ends whatever the old one had begun, and what was mailed before.</summary>
    public static AccountState WithPassword(this AccountState account, string hash) =>
        account with { PasswordHash = hash, Sessions = [], Devices = [], Links = [], Security = account.Security.WithNewPassword() };

    public static IReadOnlyList<SessionView> SessionList(this AccountState account, string session, DateTimeOffset now) => !account.IsSession(session, now) ? [] :
    [
        .. account.Sessions.Where(one => one.IsAlive(now)).OrderByDescending(one => one.SeenAt)
            .Select(one => new SessionView { Id = one.Name(), Since = one.Since, SeenAt = one.SeenAt, Agent = one.Agent, IsCurrent = one.Hash == session }),
    ];

    /// <summary>Signs in, or to the step before it where a code is asked for.</summary>
    public static (AccountState Next, SignInOutcome Outcome) Entered(this AccountState account, NewSession session, DateTimeOffset now) => account.Security.Secret is null
        ? (account.SignedIn(session, now), SignInOutcome.SignedIn)
        : (account with { PasswordHash = session.Rehashed ?? account.PasswordHash, Security = account.Security.Stepped(session.Hash, session.Device, now) }, SignInOutcome.NeedsCode);
}
