using System.Text.Json;

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
            var facts = start > 0 ? new MessageRead(read.Id, null, null) : await FactsAsync(imap, id, message, read.Headers, context.AnswerBytes / 2, cancellationToken);
            var left = context with { AnswerBytes = context.AnswerBytes - Size(facts) };
            var length = start < message.Text.Length ? left.TextLength(message.Text, start) : 0;
            return facts with
            {
                Text = length > 0 ? message.Text.Substring(start, length) : "",
                NextCursor = context.Next(purpose, start + length < message.Text.Length ? start + length : null),
            };
        }, cancellationToken);
    }

    /// <summary>All but the text, in at most so many bytes.</summary>
    private static async Task<MessageRead> FactsAsync(ImapClient imap, MessageRef id, FetchedMessage message, bool withHeaders, int room, CancellationToken cancellationToken)
    {
        var headers = withHeaders ? await message.HeaderLinesAsync(imap, cancellationToken) : null;
        for (var most = 100; ; most /= 2)
        {
            var facts = Facts(id, message, headers, most);
            if (most == 0 || Size(facts) <= room)
            {
                return facts;
            }
        }
    }

    private static MessageRead Facts(MessageRef id, FetchedMessage message, IReadOnlyList<string>? headers, int most)
    {
        var (envelope, attachments) = (message.Summary.Envelope, MailParts.Attachments(message.Root));
        var isCut = attachments.Count > most || message.Events.Count > most || headers?.Count > most;
        return new(id.ToString(), null, null)
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
            Attachments = [.. attachments.Take(most).Select(part => new MessageAttachment(part.Number, part.FileName, part.Type.MediaType, part.Size, part.Inline))],
            Events = [.. message.Events.Take(most).Select(one => new MessageEvent(one.Method, one.Summary, one.Start, one.End ?? one.Duration, one.Location, one.Organizer?.ToString(), one.Status))],
            Headers = headers is null ? null : [.. headers.Take(most)],
            Warnings = isCut ? [.. message.Warnings, "There are more attachments, events or headers than fit here."] : message.Warnings,
        };
    }

    private static int Size(MessageRead facts) => JsonSerializer.SerializeToUtf8Bytes(facts, EmailText.Json.MessageRead).Length;
}
