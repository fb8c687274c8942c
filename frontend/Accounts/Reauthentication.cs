using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Asks somebody who is signed in for the password again before what weakens or moves the account (OWASP Authentication Cheat Sheet): a browser left open is not enough.</summary>
internal sealed class Reauthentication(Browser browser, Passwords passwords, Outbox outbox, IGrainFactory grains, PublicAddress address)
{
    internal async Task<Wrong?> CheckAsync(HttpContext context, Visitor visitor, string? password)
    {
        if (!visitor.Person.HasPassword)
        {
            return new("password", "You have no password yet. Sign out and choose one with \"Forgot your password?\".");
        }

        if (password is not { Length: > 0 and <= Passwords.Longest })
        {
            return new("password", "Type your password.");
        }

        var attempt = await grains.GetGrain<IAccountGrain>(visitor.Email).Begin(browser.Id(context), CancellationToken.None);
        if (attempt.TellOwner)
        {
            await outbox.SendAsync(visitor.Email, new SignInsFailed(address.Origin + "/reset"), CancellationToken.None);
        }

        if (attempt.RetryAfter is { } wait)
        {
            return Wrong.TooMany(context, wait, "wrong passwords were tried", "password");
        }

        if (!(await passwords.CheckAsync(attempt.PasswordHash, password, context.RequestAborted)).Right)
        {
            return new("password", "The password is wrong.");
        }

        await grains.GetGrain<IAccountPasswordGrain>(visitor.Email).Confirm(visitor.Session, browser.Id(context), CancellationToken.None);
        return null;
    }
}
