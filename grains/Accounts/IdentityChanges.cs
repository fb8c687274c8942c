using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>Whom a provider's word lets into which account (decision 0014).</summary>
public static class IdentityChanges
{
    /// <param name="email">The account's key.</param>
    /// <param name="own">The customer of an account that begins.</param>
    public static (AccountState Next, IdentityOutcome Outcome) EnteredBy(this AccountState account, string email, ProviderIdentity who, NewSession session, Membership own, DateTimeOffset now) => account switch
    {
        { Email: null } => who.MayBegin && !account.IsReserved(now) ? account.Begun(email, who, session, own, now) : (account, new() { Result = IdentityResult.NoAccount }),
        _ when account.Security.Identities.Any(one => one.Is(who)) => account.EnteredAs(session, now, isLinked: false),

        // Another subject of the same issuer had the address before: it was given to somebody else since, or the account's person made a new one there. Only they can tell.
        _ when !who.ProvesAddress || (account.Security.VerifiedAt is not null && account.Security.Identities.Any(one => one.Issuer == who.Issuer)) => (account, new() { Result = IdentityResult.NeedsProof }),
        _ => account.Proved(session.Current, own, now).WithIdentity(who, now).EnteredAs(session, now, isLinked: true),
    };

    public static AccountState? Linked(this AccountState account, string session, ProviderIdentity who, DateTimeOffset now) => account.IsSession(session, now) ? account.WithIdentity(who, now) : null;

    public static AccountState? Unlinked(this AccountState account, string session, string issuer, DateTimeOffset now) =>
        account.IsSession(session, now) && account.Security.Identities.Any(one => one.Issuer == issuer)
            ? account with
            {
                Sessions = [.. account.Sessions.Where(one => one.Hash == session)],
                Security = account.Security with { Identities = [.. account.Security.Identities.Where(one => one.Issuer != issuer)], Steps = [] },
            }
            : null;

    private static AccountState WithIdentity(this AccountState account, ProviderIdentity who, DateTimeOffset now) => account with
    {
        Security = account.Security with { Identities = [.. account.Security.Identities.Where(one => one.Issuer != who.Issuer), new() { Issuer = who.Issuer, Subject = who.Subject, Since = now }] },
    };

    private static (AccountState Next, IdentityOutcome Outcome) Begun(this AccountState account, string email, ProviderIdentity who, NewSession session, Membership own, DateTimeOffset now)
    {
        var name = who.Name.Length > 0 ? who.Name : own.CustomerName;
        var begun = account with
        {
            Email = email,
            Name = name,
            CreatedAt = now,
            Reserved = null,
            Memberships = [own with { CustomerName = name }],
            Security = new() { VerifiedAt = who.ProvesAddress ? now : null },
        };
        return (begun.WithIdentity(who, now).SignedIn(session, now), new() { Result = who.ProvesAddress ? IdentityResult.SignedIn : IdentityResult.Began });
    }

    private static (AccountState Next, IdentityOutcome Outcome) EnteredAs(this AccountState account, NewSession session, DateTimeOffset now, bool isLinked)
    {
        var (next, outcome) = account.Entered(session, now);
        return (next, new() { Result = outcome == SignInOutcome.NeedsCode ? IdentityResult.NeedsCode : IdentityResult.SignedIn, IsLinked = isLinked });
    }
}
