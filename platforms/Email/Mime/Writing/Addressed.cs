namespace Squaremcp.Platforms.Email;

/// <summary>Who a message is from and for, checked.</summary>
internal sealed record Addressed(Mailbox From, IReadOnlyList<Mailbox> To, IReadOnlyList<Mailbox> Cc, IReadOnlyList<Mailbox> Bcc, IReadOnlyList<Mailbox> ReplyTo)
{
    internal IReadOnlyList<string> Recipients => [.. To.Concat(Cc).Concat(Bcc).Select(one => one.Address).Distinct(StringComparer.Ordinal)];

    internal bool NeedsSmtpUtf8 => To.Concat(Cc).Concat(Bcc).Concat(ReplyTo).Append(From).Any(one => one.NeedsSmtpUtf8);

    /// <summary>As <see cref="OutgoingMessage.WritesBcc"/>.</summary>
    private bool WritesBcc { get; init; }

    internal static Addressed Of(OutgoingMessage message) => new(
        MailboxCheck.Of(message.From, "from"),
        All(message.To, "to"),
        All(message.Cc, "cc"),
        All(message.Bcc, "bcc"),
        All(message.ReplyTo, "reply_to"))
    {
        WritesBcc = message.WritesBcc,
    };

    internal void Write(HeaderWriter header)
    {
        header.Addresses("From", [From]);
        header.Addresses("Reply-To", ReplyTo);
        header.Addresses("To", To);
        header.Addresses("Cc", Cc);
        if (WritesBcc)
        {
            header.Addresses("Bcc", Bcc);
        }
        else if (To.Count + Cc.Count == 0 && Bcc.Count > 0)
        {
            header.Words("To", ["undisclosed-recipients:;"]);
        }
    }

    private static IReadOnlyList<Mailbox> All(IReadOnlyList<EmailAddress> addresses, string field) => [.. addresses.Select((one, place) => MailboxCheck.Of(one, $"{field}[{place}]"))];
}
