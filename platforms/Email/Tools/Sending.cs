namespace Squaremcp.Platforms.Email;

/// <summary>email_send_email.</summary>
internal static class Sending
{
    private const string Nothing = "Nothing was sent.";

    /// <summary>Leaves time to file the copy and to answer before whoever called gives up.</summary>
    private static readonly TimeSpan UntilHandedOver = TimeSpan.FromSeconds(32);

    internal static async Task<EmailSent> RunAsync(MailAccess mail, SendEmail send, ToolContext context, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(UntilHandedOver, mail.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var (message, result) = await HandOverInTimeAsync(mail, send, context, either.Token);
        var (saved, warning) = await SentFolder.SaveAsync(mail, message);
        return new(message.MessageId, [.. result.Recipients.Select(recipient => Outcome(mail, recipient))], saved, warning is null ? [] : [warning]);
    }

    internal static async Task<Rehearsal> RehearseAsync(MailAccess mail, SendEmail send, ToolContext context, CancellationToken cancellationToken)
    {
        var message = await new Composing(mail, context, rehearsing: true, cancellationToken).PrepareAsync(send, isSent: true);
        try
        {
            await using var smtp = await mail.SubmitterAsync(cancellationToken);
            await smtp.QuitAsync(cancellationToken);
            if (smtp.LargestMessage is { } limit && message.Size > limit)
            {
                throw OutgoingCheck.Refused("attachments", $"make a message of {message.Size} bytes; the server takes {limit} at most");
            }
        }
        catch (MailException failed)
        {
            throw new ToolException(MailErrors.NotDone(failed.Failure, mail.Account, Nothing));
        }

        return new($"Send a message of {message.Size} bytes from {message.Sender} to {string.Join(", ", message.Recipients)}.", ["Whether the server takes each recipient is only known when it is sent."]);
    }

    private static async Task<(PreparedMessage Message, SmtpResult Result)> HandOverInTimeAsync(MailAccess mail, SendEmail send, ToolContext context, CancellationToken cancellationToken)
    {
        try
        {
            var message = await new Composing(mail, context, rehearsing: false, cancellationToken).PrepareAsync(send, isSent: true);
            return (message, await HandOverAsync(mail, message, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Once the last dot is out, leaving is an unknown outcome and comes as a result.
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"Time was up before {mail.Account.Smtp.Host} had the whole message. {Nothing} Try again, with smaller attachments if it goes on."));
        }
    }

    private static async Task<SmtpResult> HandOverAsync(MailAccess mail, PreparedMessage message, CancellationToken cancellationToken)
    {
        SmtpResult? result = null;
        try
        {
            await using var smtp = await mail.SubmitterAsync(cancellationToken);
            var envelope = new SmtpEnvelope(message.Sender, message.Recipients) { HasUtf8Headers = message.NeedsSmtpUtf8 };
            result = await smtp.SendAsync(envelope, new(message.Size, message.WriteAsync), MailAccess.Step, cancellationToken);
            if (result.Outcome == SmtpOutcome.Sent)
            {
                // Whoever leaves now must still learn that it was sent.
                await smtp.QuitAsync(CancellationToken.None);
            }
        }
        catch (MailException failed) when (result is null)
        {
            throw new ToolException(MailErrors.NotDone(failed.Failure, mail.Account, Nothing));
        }
        catch (IOException) when (result is null)
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, $"An attachment could not be read to its end. {Nothing} Try again."));
        }
        catch (Exception farewell) when (farewell is MailException or IOException)
        {
            // What became of the message is known; how the connection ended does not matter.
        }

        return result!.Outcome == SmtpOutcome.Sent ? result : throw new ToolException(NotSent(mail, message, result));
    }

    private static ToolError NotSent(MailAccess mail, PreparedMessage message, SmtpResult result)
    {
        if (result.Outcome == SmtpOutcome.Unknown)
        {
            return new(ToolErrorKind.OutcomeUnknown, $"{result.Failure!.Message} Its Message-ID is {message.MessageId}.");
        }

        var error = MailErrors.NotDone(result.Failure!, mail.Account, Nothing);
        return result.Recipients.Count > 0 && result.Recipients.All(recipient => recipient.Reply is { IsOk: false })
            ? error with { Message = $"No recipient was accepted. {string.Join(" ", result.Recipients.Take(20).Select(recipient => $"{recipient.Address}: {Outcome(mail, recipient).Reason}"))} {Nothing}", Argument = "to" }
            : error;
    }

    /// <summary>In words of ours and the server's code: its words may be a stranger's.</summary>
    private static RecipientOutcome Outcome(MailAccess mail, SmtpRecipient recipient)
    {
        if (recipient.Reply is not { IsOk: false } refused)
        {
            return new(recipient.Address, "accepted", null);
        }

        var why = SmtpErrors.Failure(new(mail.Account.Smtp.Host, mail.Clock) { Stage = MailStage.Send }, refused);
        return new(recipient.Address, refused.IsTransient ? "deferred" : "refused", $"{why.Message} ({refused.Code}{(refused.Enhanced is { } code ? $" {code}" : "")})");
    }
}
