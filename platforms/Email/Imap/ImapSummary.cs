namespace Squaremcp.Platforms.Email;

/// <summary>What a folder shows of a message without opening it.</summary>
/// <param name="Arrived">INTERNALDATE.</param>
/// <param name="Size">In bytes; null where the server does not say.</param>
/// <param name="Envelope">Null where the server sends none that can be read.</param>
/// <param name="Body">The parts of the message; null where the server sends none that can be read.</param>
internal sealed record ImapSummary(uint Uid, IReadOnlyList<string> Flags, DateTimeOffset? Arrived, long? Size, ImapEnvelope? Envelope, ImapPart? Body)
{
    public bool Has(string flag) => Flags.Contains(flag, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The headers a server takes out of a message (RFC 9051 §7.5.2), as they stand in it: encoded words are not decoded.</summary>
internal sealed record ImapEnvelope
{
    public string? Date { get; init; }

    public string? Subject { get; init; }

    public IReadOnlyList<ImapAddress> From { get; init; } = [];

    public IReadOnlyList<ImapAddress> Sender { get; init; } = [];

    public IReadOnlyList<ImapAddress> ReplyTo { get; init; } = [];

    public IReadOnlyList<ImapAddress> To { get; init; } = [];

    public IReadOnlyList<ImapAddress> Cc { get; init; } = [];

    public IReadOnlyList<ImapAddress> Bcc { get; init; } = [];

    public string? InReplyTo { get; init; }

    public string? MessageId { get; init; }

    /// <summary>Reads an ENVELOPE; null where it is none.</summary>
    public static ImapEnvelope? Read(ImapValue? value) => value?.Items is [var date, var subject, var from, var sender, var reply, var to, var cc, var bcc, var inReplyTo, var id, ..]
        ? new()
        {
            Date = date.Text,
            Subject = subject.Text,
            From = ImapAddress.ReadAll(from),
            Sender = ImapAddress.ReadAll(sender),
            ReplyTo = ImapAddress.ReadAll(reply),
            To = ImapAddress.ReadAll(to),
            Cc = ImapAddress.ReadAll(cc),
            Bcc = ImapAddress.ReadAll(bcc),
            InReplyTo = inReplyTo.Text,
            MessageId = id.Text,
        }
        : null;
}

/// <summary>One address of an envelope.</summary>
/// <param name="Name">As it stands in the header, without quotes; encoded words are not decoded.</param>
internal sealed record ImapAddress(string? Name, string Mailbox, string Host)
{
    public string Email => $"{Mailbox}@{Host}";

    /// <summary>The addresses of a list. The names of groups, which have no host, are left out; their members are not.</summary>
    public static IReadOnlyList<ImapAddress> ReadAll(ImapValue list) =>
    [
        .. from item in list.Items
           let parts = item.Items
           where parts.Count >= 4 && parts[2].Text is not null && parts[3].Text is not null
           select new ImapAddress(parts[0].Text, parts[2].Text!, parts[3].Text!),
    ];
}
