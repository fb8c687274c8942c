namespace Squaremcp.Platforms.Email;

/// <summary>email_read_message.</summary>
internal static class MessageReading
{
    internal static async Task<MessageRead> RunAsync(MailAccess mail, ReadMessage read, ToolContext context, CancellationToken cancellationToken)
    {
        var id = MessageRef.Parse(read.Id, "id");
        var purpose = context.Purpose("email_read_message", mail.Account.Address, read.Id);
        var start = (int)context.Start(purpose, read.Cursor);
        if (read.SaveAttachment is { } part)
        {
            return await AttachmentSaving.RunAsync(mail, id, part, context, cancellationToken);
        }

        return await mail.MailboxAsync(onlyReads: true, async imap =>
        {
            var message = await FetchedMessage.ReadAsync(imap, id, cancellationToken);
            var headers = read.Headers && start == 0 ? await message.HeaderLinesAsync(imap, cancellationToken) : null;
            return MessagePages.Page(read.Id, most => Facts(id, message, headers, most), message.Text, start, purpose, context);
        }, cancellationToken);
    }

    private static MessageRead Facts(MessageRef id, FetchedMessage message, IReadOnlyList<string>? headers, int most)
    {
        var envelope = message.Summary.Envelope;
        return new MessageRead(id.ToString(), null, null)
        {
            From = MailText.Addresses(envelope?.From, Math.Max(1, most)),
            To = MailText.Addresses(envelope?.To, most),
            Cc = MailText.Addresses(envelope?.Cc, most),
            ReplyTo = envelope is { ReplyTo.Count: > 0 } && !envelope.ReplyTo.Select(one => one.Email).SequenceEqual(envelope.From.Select(one => one.Email), StringComparer.OrdinalIgnoreCase)
                ? MailText.Addresses(envelope.ReplyTo, most)
                : null,
            Subject = MailText.Line(envelope?.Subject),
            Date = envelope?.Date is { } date ? MailDate.Parse(date)?.ToUniversalTime() : null,
            ReceivedAt = message.Summary.Arrived?.ToUniversalTime(),
            MessageId = MailText.Line(envelope?.MessageId),
            Unread = !message.Summary.Has("\\Seen"),
            Flagged = message.Summary.Has("\\Flagged"),
        }.Holding(MailParts.Attachments(message.Root), message.Events, headers, message.Warnings, most);
    }
}
