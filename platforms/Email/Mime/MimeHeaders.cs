namespace Squaremcp.Platforms.Email;

/// <summary>One field: its name as written, its value unfolded but not decoded.</summary>
internal sealed record MimeHeader(string Name, string Value);

/// <summary>A header block, the fields everybody asks for already understood.</summary>
internal sealed record MimeHeaders
{
    public required IReadOnlyList<MimeHeader> Fields { get; init; }

    public IReadOnlyList<EmailAddress> From { get; private init; } = [];

    public IReadOnlyList<EmailAddress> To { get; private init; } = [];

    public IReadOnlyList<EmailAddress> Cc { get; private init; } = [];

    public IReadOnlyList<EmailAddress> Bcc { get; private init; } = [];

    public IReadOnlyList<EmailAddress> ReplyTo { get; private init; } = [];

    public string? Subject { get; private init; }

    public DateTimeOffset? Date { get; private init; }

    /// <summary>With angle brackets, as all message identifiers here.</summary>
    public string? MessageId { get; private init; }

    public IReadOnlyList<string> InReplyTo { get; private init; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> References { get; private init; } = [];

    /// <summary>Fields were left out because of a limit.</summary>
    public bool Cut { get; private init; }

    /// <summary>The first field of that name, not decoded (<see cref="HeaderText.Decode(string)"/>), or null.</summary>
    public string? this[string name] => Fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>Reads a header block, as a server sends it for <c>BODY[HEADER]</c>, <c>BODY[2.MIME]</c> or <c>BODY[HEADER.FIELDS (…)]</c>; what follows an empty line is not looked at.</summary>
    internal static MimeHeaders Parse(ReadOnlySpan<byte> block, MimeLimits? limits = null) => HeaderBlock.Read(block, limits ?? MimeLimits.Default).Headers;

    internal static MimeHeaders Of(IReadOnlyList<MimeHeader> fields, bool cut = false)
    {
        var raw = new MimeHeaders { Fields = fields, Cut = cut };
        return raw with
        {
            From = raw.Addresses("From"),
            To = raw.Addresses("To"),
            Cc = raw.Addresses("Cc"),
            Bcc = raw.Addresses("Bcc"),
            ReplyTo = raw.Addresses("Reply-To"),
            Subject = raw["Subject"] is { } subject ? HeaderText.Decode(subject).Trim() : null,
            Date = raw["Date"] is { } date ? MailDate.Parse(date) : null,
            MessageId = MessageIds.Parse(raw["Message-ID"]) is [var id, ..] ? id : null,
            InReplyTo = MessageIds.Parse(raw["In-Reply-To"]),
            References = MessageIds.Parse(raw["References"]),
        };
    }

    /// <summary>The field may stand several times in mail that was not written by the book.</summary>
    private IReadOnlyList<EmailAddress> Addresses(string name) =>
        [.. Fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).SelectMany(field => AddressList.Parse(field.Value))];

    // A record prints all it holds; this one holds somebody's mail.
    public override string ToString() => $"{Fields.Count} fields";
}
