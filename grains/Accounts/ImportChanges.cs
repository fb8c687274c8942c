using Squaremcp.Accounts;

namespace Squaremcp.Grains.Accounts;

/// <summary>How an address waits for an account that is on its way from another product, and how that begins; pure.</summary>
public static class ImportChanges
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Whether nobody else may have the address now.</summary>
    public static bool IsReserved(this AccountState account, DateTimeOffset now) => account.Email is null && account.Reserved?.Until > now;

    /// <summary>Null where the address is somebody's.</summary>
    public static AccountState? ReservedFor(this AccountState account, string import, DateTimeOffset now) => account switch
    {
        { Reserved.For: { } of } when of == import => account.Email is null ? account with { Reserved = new() { For = import, Until = now + Kept } } : account,
        { Email: not null } => null,
        _ when account.IsReserved(now) => null,
        _ => account with { Reserved = new() { For = import, Until = now + Kept } },
    };

    /// <summary>Null where the address is not kept for it. The other product's hash stays until a password is right; the reservation stays as the mark of where the account came from.</summary>
    public static AccountState? Opened(this AccountState account, string email, ImportedAccount imported, DateTimeOffset now) => account switch
    {
        { Reserved: null } => null,
        _ when account.Reserved.For != imported.Import => null,
        { Email: not null } => account,
        _ => account with
        {
            Email = email,
            Name = imported.Name,
            PasswordHash = imported.PasswordHash,
            CreatedAt = now,
            Memberships = [imported.Customer],
            Settled = true,
            Enrolled = true,
            Security = new() { VerifiedAt = imported.IsVerified ? now : null },
        },
    };
}
