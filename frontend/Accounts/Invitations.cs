using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.OAuth;
using Squaremcp.Frontend.Operation;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Invitations to a customer, by mail. The link alone lets nobody in: whoever follows it must have proved the address it was sent to.</summary>
internal sealed class Invitations(Outbox outbox, IGrainFactory grains, PublicAddress address)
{
    /// <summary>The token of an invitation that a person opened before signing in.</summary>
    internal const string Query = "invite";

    private const int SecretLength = 43;

    internal async Task<InviteOutcome> InviteAsync(string email, Role role, Caller by)
    {
        var secret = Secrets.Random();
        return await SentAsync(await Customer(by).Invite(new() { Email = email, Role = role, Hash = TokenText.Hash(secret) }, by, CancellationToken.None), secret, by);
    }

    internal async Task<InviteOutcome> RenewAsync(string id, Caller by)
    {
        var secret = Secrets.Random();
        return await SentAsync(await Customer(by).Renew(id, TokenText.Hash(secret), by, CancellationToken.None), secret, by);
    }

    /// <summary>What a token invites to; null where it is not good.</summary>
    internal async Task<InvitationOffer?> FindAsync(string? token, CancellationToken cancellationToken) =>
        Read(token) is var (customer, secret) ? await grains.GetGrain<IMembersGrain>(customer).Look(TokenText.Hash(secret), cancellationToken) : null;

    /// <returns>What keeps the person from joining; null where they are a member now.</returns>
    internal async Task<Wrong?> AcceptAsync(Visitor visitor, string? token)
    {
        if (Read(token) is not var (customer, secret))
        {
            return new("token", "This is no invitation.", StatusCodes.Status410Gone);
        }

        if (visitor.Person.VerifiedAt is null)
        {
            return new("token", "Confirm your address first: follow the link in the mail you got for that.", StatusCodes.Status403Forbidden);
        }

        var outcome = await grains.GetGrain<IMembersGrain>(customer).Accept(TokenText.Hash(secret), visitor.Email, visitor.Person.Name, CancellationToken.None);
        return outcome.Failure is { } failure ? new("token", failure.Message, StatusCodes.Status410Gone) : null;
    }

    /// <summary>Whether this can be a token of ours, so that it may stand in an address.</summary>
    internal static bool IsToken(string? token) => Read(token) is not null;

    private async Task<InviteOutcome> SentAsync(InviteOutcome outcome, string secret, Caller by)
    {
        if (outcome.Invitation is { } invitation)
        {
            await outbox.SendAsync(invitation.Email, new Invited(by.Account, invitation.Role.Word(), $"{address.Origin}/invite/{by.CustomerId}.{secret}"), CancellationToken.None);
        }

        return outcome;
    }

    private IMembersGrain Customer(Caller by) => grains.GetGrain<IMembersGrain>(by.CustomerId);

    private static (string Customer, string Secret)? Read(string? token) =>
        token?.Split('.') is [var customer, { Length: SecretLength } secret] && Ids.Is("cus", customer) && secret.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? (customer, secret) : null;
}
