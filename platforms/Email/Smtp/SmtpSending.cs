using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>One message on its way: envelope, recipients one by one, content, and what is known at each step.</summary>
internal sealed class SmtpSending(SmtpSession session, SmtpEnvelope envelope, MailContent content)
{
    /// <summary>RFC 5321 §4.5.3.1.8 asks servers for 100; more than this is a mailing list.</summary>
    public const int MostRecipients = 1_000;

    private static readonly byte[] LastDot = [.. ".\r\n"u8];

    private readonly List<SmtpRecipient> recipients = [];
    private bool dotIsOut;

    private MailTrouble Trouble => session.Trouble;

    public static long? Limit(SmtpSession session) =>
        long.TryParse(session.Value("SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit : null;

    public async Task<SmtpResult> RunAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await Trouble.WithinAsync(MailStage.Send, timeout, SendAsync, cancellationToken);
        }
        catch (MailException failed) when (!dotIsOut)
        {
            return NotSent(failed.Failure);
        }
        catch (Exception lost) when (dotIsOut && lost is MailException or OperationCanceledException)
        {
            return new(SmtpOutcome.Unknown, recipients, new(MailStage.Send, MailFailureKind.OutcomeUnknown, $"{Trouble.Host} got the whole message and then did not answer, so it is not known whether it was sent. Look into the sent mail or ask a recipient before you repeat it.", IsTransient: false));
        }
    }

    private async Task<SmtpResult> SendAsync(CancellationToken cancellationToken)
    {
        var (from, to) = Addresses();
        if (await session.SayAsync(MailCommand(from, to), cancellationToken) is { IsOk: false } refused)
        {
            return NotSent(SmtpErrors.Failure(Trouble, refused));
        }

        await NameRecipientsAsync(to, cancellationToken);
        if (!recipients.Any(recipient => recipient.IsTaken) || (envelope.AllOrNobody && !recipients.All(recipient => recipient.IsTaken)))
        {
            return await GiveUpAsync(recipients.First(recipient => !recipient.IsTaken).Reply!, cancellationToken);
        }

        var ready = await session.SayAsync("DATA", cancellationToken);
        return ready.Code == 354 ? await DataAsync(cancellationToken) : await GiveUpAsync(ready, cancellationToken);
    }

    /// <summary>Leaves the server ready for another message.</summary>
    private async Task<SmtpResult> GiveUpAsync(SmtpReply refused, CancellationToken cancellationToken)
    {
        var failure = SmtpErrors.Failure(Trouble, refused);
        await session.SayAsync("RSET", cancellationToken);
        return NotSent(failure);
    }

    private async Task<SmtpResult> DataAsync(CancellationToken cancellationToken)
    {
        SmtpReply verdict;
        try
        {
            await using var stuffing = new DotStuffing(session.Connection.SendAsync);
            await content.WriteAsync(stuffing, cancellationToken);
            await stuffing.EndLineAsync(cancellationToken);
            dotIsOut = true;
            await session.Connection.SendAsync(LastDot, cancellationToken);
            verdict = await SmtpReply.ReadAsync(session.Connection, cancellationToken);
        }
        catch
        {
            // Without its last dot a server throws away what it got; a QUIT here would become part of the message.
            await session.DisposeAsync();
            throw;
        }

        return verdict.IsOk ? new(SmtpOutcome.Sent, recipients, null) { Said = verdict.Text } : NotSent(SmtpErrors.Failure(Trouble, verdict));
    }

    private async Task NameRecipientsAsync(IReadOnlyList<SmtpAddress> to, CancellationToken cancellationToken)
    {
        for (var index = 0; index < to.Count; index++)
        {
            recipients.Add(new(envelope.To[index], await session.SayAsync($"RCPT TO:<{to[index]}>", cancellationToken)));
        }
    }

    private string MailCommand(SmtpAddress from, IReadOnlyList<SmtpAddress> to)
    {
        if (Limit(session) is { } limit && content.Size > limit)
        {
            throw Trouble.Of(MailFailureKind.TooLarge, $"{Trouble.Host} takes messages of at most {limit} bytes, and this one has {content.Size}. Leave out an attachment.");
        }

        var needsUtf8 = envelope.HasUtf8Headers || from.NeedsUtf8 || to.Any(address => address.NeedsUtf8);
        if (needsUtf8 && !session.Can("SMTPUTF8"))
        {
            throw Trouble.Of(MailFailureKind.Refused, $"{Trouble.Host} takes no addresses with letters outside of ASCII before the @. Use another address of the same person.");
        }

        var isEightBit = envelope.IsEightBit || needsUtf8;
        if (isEightBit && !session.Can("8BITMIME"))
        {
            throw Trouble.Of(MailFailureKind.Refused, $"{Trouble.Host} takes ASCII messages alone.");
        }

        return $"MAIL FROM:<{from}>"
            + (session.Can("SIZE") ? string.Create(CultureInfo.InvariantCulture, $" SIZE={content.Size}") : "")
            + (isEightBit ? " BODY=8BITMIME" : "")
            + (needsUtf8 ? " SMTPUTF8" : "");
    }

    private (SmtpAddress From, IReadOnlyList<SmtpAddress> To) Addresses()
    {
        if (envelope.To.Count is 0 or > MostRecipients)
        {
            throw Trouble.Of(MailFailureKind.Settings, $"A message has 1 to {MostRecipients} recipients, and this one {envelope.To.Count}.");
        }

        return (Address(envelope.From), [.. envelope.To.Select(Address)]);
    }

    private SmtpAddress Address(string text) => SmtpAddress.Parse(text)
        ?? throw Trouble.Of(MailFailureKind.Settings, "An address is not one that mail can go to: something like name@example.org, in one line, without < and >.");

    private SmtpResult NotSent(MailFailure failure) => new(SmtpOutcome.NotSent, recipients, failure);
}
