using System.Security.Cryptography;
using System.Text.Json;
using Squaremcp.Accounts;
using Squaremcp.Frontend.Accounts.Mails;
using Squaremcp.Frontend.Operation;
using Squaremcp.Platforms;
using Squaremcp.Vault;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Codes of an authenticator app: switched on and off, recovery codes made. The app's secret is nowhere until the person has shown a code: it rides sealed in the form, for this browser and person.</summary>
internal sealed class SecondFactor(Browser browser, Sessions sessions, Reauthentication again, CursorSealer sealer, Outbox outbox, IGrainFactory grains, PublicAddress address, TimeProvider clock)
{
    private const int SecretBytes = 20;

    private static readonly Wrong Badly = new("code", "This is not the code. Type the six digits that the app shows now; each works once.");
    private static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(10);

    private string Reset => address.Origin + "/reset";

    internal async Task<(Wrong? Wrong, Enrolment? Enrolment)> OfferAsync(HttpContext context, Visitor visitor, string? password)
    {
        if (visitor.Person.SecondFactorSince is not null)
        {
            return (new(null, "Codes are asked for already. Switch them off first to use another app.", StatusCodes.Status409Conflict), null);
        }

        if (await again.CheckAsync(context, visitor, password) is { } wrong)
        {
            return (wrong, null);
        }

        var secret = Base32.Of(RandomNumberGenerator.GetBytes(SecretBytes));
        return (null, Show(context, visitor, secret));
    }

    /// <summary>What is in the ticket again, for a form that is shown once more; null where it is not ours or too old.</summary>
    internal Enrolment? Open(HttpContext context, Visitor visitor, string? ticket) =>
        ticket is not null && sealer.Open(Purpose(context, visitor), ticket) is { } json && JsonSerializer.Deserialize<Ticket>(json) is { } read && read.Expires > clock.GetUtcNow()
            ? new(read.Secret, Uri(visitor, read.Secret), ticket)
            : null;

    internal async Task<(Wrong? Wrong, IReadOnlyList<string> Codes)> EnrolAsync(HttpContext context, Visitor visitor, string? ticket, string? code)
    {
        if (Open(context, visitor, ticket) is not { } enrolment)
        {
            return (new("ticket", "This took too long. Begin again.", StatusCodes.Status410Gone), []);
        }

        if (RecoveryCodes.Read(code) is not { Digits: not null } given)
        {
            return (Badly, []);
        }

        var codes = RecoveryCodes.New();
        var transport = await grains.GetGrain<ITransportKeyGrain>(ITransportKeyGrain.Key).Current(context.RequestAborted);
        var box = SealedBoxes.Seal(transport, Base32.Bytes(enrolment.Secret), AppSecret.About(visitor.Email));
        var outcome = await grains.GetGrain<ISecondFactorGrain>(visitor.Email).Enrol(visitor.Session, box, given, [.. codes.Select(RecoveryCodes.Hash)], sessions.Begin(context, visitor.Email), CancellationToken.None);
        if (await WrongAsync(context, visitor.Email, outcome) is { } wrong)
        {
            sessions.TakeBack(context);
            return (wrong, []);
        }

        await outbox.SendAsync(visitor.Email, new SecondFactorOn(Reset), CancellationToken.None);
        return (null, codes);
    }

    internal async Task<Wrong?> DropAsync(HttpContext context, Visitor visitor, string? password, string? code)
    {
        if (RecoveryCodes.Read(code) is not { } given)
        {
            return Badly;
        }

        if (await again.CheckAsync(context, visitor, password) is { } wrong)
        {
            return wrong;
        }

        var outcome = await grains.GetGrain<ISecondFactorGrain>(visitor.Email).Drop(visitor.Session, given, CancellationToken.None);
        if (await WrongAsync(context, visitor.Email, outcome) is { } refused)
        {
            return refused;
        }

        await outbox.SendAsync(visitor.Email, new SecondFactorOff(Reset), CancellationToken.None);
        return null;
    }

    internal async Task<(Wrong? Wrong, IReadOnlyList<string> Codes)> RenewAsync(HttpContext context, Visitor visitor, string? password, string? code)
    {
        if (RecoveryCodes.Read(code) is not { } given)
        {
            return (Badly, []);
        }

        if (await again.CheckAsync(context, visitor, password) is { } wrong)
        {
            return (wrong, []);
        }

        var codes = RecoveryCodes.New();
        var outcome = await grains.GetGrain<ISecondFactorGrain>(visitor.Email).Renew(visitor.Session, given, [.. codes.Select(RecoveryCodes.Hash)], CancellationToken.None);
        if (await WrongAsync(context, visitor.Email, outcome) is { } refused)
        {
            return (refused, []);
        }

        await outbox.SendAsync(visitor.Email, new RecoveryCodesMade(Reset), CancellationToken.None);
        return (null, codes);
    }

    /// <summary>The last step of a sign-in.</summary>
    internal async Task<Wrong?> AnswerAsync(HttpContext context, string? code)
    {
        if (sessions.Presented(context) is not var (email, step))
        {
            return Gone;
        }

        if (RecoveryCodes.Read(code) is not { } given)
        {
            return Badly;
        }

        var outcome = await grains.GetGrain<ISecondFactorGrain>(email).Answer(step, given, sessions.Begin(context, email), CancellationToken.None);
        if (await WrongAsync(context, email, outcome) is { } wrong)
        {
            sessions.TakeBack(context);
            return wrong;
        }

        if (outcome.RecoveryCodesLeft is { } left)
        {
            await outbox.SendAsync(email, new RecoveryCodeUsed(left, address.Origin + "/account"), CancellationToken.None);
        }

        return null;
    }

    private static Wrong Gone { get; } = new(null, "This took too long, or there were too many wrong codes. Sign in again.", StatusCodes.Status410Gone);

    private async Task<Wrong?> WrongAsync(HttpContext context, string email, FactorOutcome outcome)
    {
        if (outcome.TellOwner)
        {
            await outbox.SendAsync(email, new SignInsFailed(Reset), CancellationToken.None);
        }

        return outcome.Result switch
        {
            FactorResult.Right => null,
            FactorResult.Wrong => Badly,
            FactorResult.TooMany => Wrong.TooMany(context, outcome.RetryAfter!.Value, "wrong codes were tried", "code"),
            _ => Gone,
        };
    }

    private Enrolment Show(HttpContext context, Visitor visitor, string secret) =>
        new(secret, Uri(visitor, secret), sealer.Seal(Purpose(context, visitor), JsonSerializer.Serialize(new Ticket(secret, clock.GetUtcNow() + TicketLife))));

    /// <summary>As authenticator apps take it (Key Uri Format).</summary>
    private string Uri(Visitor visitor, string secret)
    {
        var issuer = System.Uri.EscapeDataString($"SquareMCP ({new Uri(address.Origin).Host})");
        return $"otpauth://totp/{issuer}:{System.Uri.EscapeDataString(visitor.Email)}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30";
    }

    private string Purpose(HttpContext context, Visitor visitor) => $"totp|{browser.Id(context)}|{visitor.Email}";

    private sealed record Ticket(string Secret, DateTimeOffset Expires);
}

/// <param name="Secret">Base 32, to be typed into an app.</param>
/// <param name="Uri">The same for an app that takes it by itself.</param>
/// <param name="Ticket">Comes back with the first code.</param>
internal sealed record Enrolment(string Secret, string Uri, string Ticket)
{
    public override string ToString() => "***";
}
