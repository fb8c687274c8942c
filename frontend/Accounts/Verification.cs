using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Proves that an address is its account's: a link that works where the account is signed in, and nowhere else.</summary>
internal sealed class Verification(Outbox outbox, IGrainFactory grains, GatewaySettings settings, PublicAddress address)
{
    /// <summary>Whether an address must be proved before an app is let in.</summary>
    internal bool IsRequired => settings.Accounts.RequireVerifiedEmail ?? settings.Mail.Host is not null;

    internal async Task<Wrong?> SendAsync(string email, string session, CancellationToken cancellationToken)
    {
        var secret = Secrets.Random();
        if (!await grains.GetGrain<IAccountAddressGrain>(email).OfferVerification(session, TokenText.Hash(secret), CancellationToken.None))
        {
            return new(null, "The address is confirmed already, or there are mails enough on their way. Look into your mail, or try again in half an hour.", StatusCodes.Status409Conflict);
        }

        await outbox.SendAsync(email, new ConfirmAddress($"{address.Origin}/verify?verify_address={Uri.EscapeDataString(email)}&verify_token={secret}"), cancellationToken);
        return null;
    }

    internal async Task<Wrong?> VerifyAsync(Visitor visitor, string? token) =>
        token is { Length: 43 } && await grains.GetGrain<IAccountAddressGrain>(visitor.Email).Verify(visitor.Session, TokenText.Hash(token), CancellationToken.None)
            ? null
            : new("token", "This link does not work any more. Links work once, for half an hour. Ask for a new one in your account.", StatusCodes.Status410Gone);
}
