using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Accounts;

/// <summary>A new password, by the old one or by a link in a mail.</summary>
internal sealed class PasswordChanges(Sessions sessions, Passwords passwords, Reauthentication again, Outbox outbox, Errands errands, IGrainFactory grains, PublicAddress address)
{
    /// <summary>Ends every other session, and this one goes on under a new cookie.</summary>
    internal async Task<Wrong?> ChangeAsync(HttpContext context, Visitor visitor, string? old, string? next)
    {
        if (Passwords.Broken(next ?? "", visitor.Email) is { } broken)
        {
            return new("new_password", broken);
        }

        if (await again.CheckAsync(context, visitor, old) is { } wrong)
        {
            return wrong;
        }

        var hash = await passwords.HashAsync(next!, context.RequestAborted);
        if (!await grains.GetGrain<IAccountPasswordGrain>(visitor.Email).ChangePassword(visitor.Session, hash, sessions.Begin(context, visitor.Email), CancellationToken.None))
        {
            sessions.TakeBack(context);
            return new(null, "Your session has ended. Sign in again.", StatusCodes.Status401Unauthorized);
        }

        await outbox.SendAsync(visitor.Email, new PasswordChanged(address.Origin + "/reset"), CancellationToken.None);
        return null;
    }

    /// <summary>Mails a link, where the address has an account; afterwards, so that nobody can tell by the time.</summary>
    internal void OfferReset(string email) => errands.Run(async cancellationToken =>
    {
        var secret = Secrets.Random();
        if (await grains.GetGrain<IAccountPasswordGrain>(email).OfferReset(TokenText.Hash(secret), cancellationToken))
        {
            await outbox.SendAsync(email, new ResetLink($"{address.Origin}/reset/follow?reset_address={Uri.EscapeDataString(email)}&reset_token={secret}"), cancellationToken);
        }
    });

    /// <param name="email">As the link has it; null where it has none.</param>
    internal async Task<Wrong?> ResetAsync(HttpContext context, string? email, string? token, string? next)
    {
        if (email is null || token is not { Length: 43 })
        {
            return Old;
        }

        if (Passwords.Broken(next ?? "", email) is { } broken)
        {
            return new("new_password", broken);
        }

        var hash = await passwords.HashAsync(next!, context.RequestAborted);
        if (!await grains.GetGrain<IAccountPasswordGrain>(email).Reset(TokenText.Hash(token), new() { Hash = hash, Current = sessions.Presented(context)?.Hash }, CancellationToken.None))
        {
            return Old;
        }

        sessions.Drop(context);
        await outbox.SendAsync(email, new PasswordChanged(address.Origin + "/reset"), CancellationToken.None);
        return null;
    }

    private static Wrong Old { get; } = new(null, "This link does not work any more. Links work once, for half an hour. Ask for a new one.", StatusCodes.Status410Gone);
}
