namespace Squaremcp.Platforms.Email;

/// <summary>A message to be sent or kept as a draft. Plain values, checked by <see cref="MimeWriter.Prepare"/>.</summary>
internal sealed record OutgoingMessage
{
    public required EmailAddress From { get; init; }

    public IReadOnlyList<EmailAddress> To { get; init; } = [];

    public IReadOnlyList<EmailAddress> Cc { get; init; } = [];

    /// <summary>Recipients of the envelope; not written into the message, unless <see cref="WritesBcc"/> says so.</summary>
    public IReadOnlyList<EmailAddress> Bcc { get; init; } = [];

    /// <summary>True for a provider that knows blind copies from the message alone, and takes them out of it.</summary>
    public bool WritesBcc { get; init; }

    public IReadOnlyList<EmailAddress> ReplyTo { get; init; } = [];

    public string Subject { get; init; } = "";

    /// <summary>Any line ends. Null with HTML given: made from it.</summary>
    public string? Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<OutgoingFile> Attachments { get; init; } = [];

    /// <summary>Pictures that the HTML names as <c>cid:</c>; each needs a content id. Without HTML they are attachments.</summary>
    public IReadOnlyList<OutgoingFile> Inline { get; init; } = [];

    /// <summary>The identifier of the message that this one answers, with angle brackets.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>Identifiers of the conversation, oldest first.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public required DateTimeOffset Date { get; init; }

    /// <summary>With angle brackets; made when null.</summary>
    public string? MessageId { get; init; }

    // A record prints all it holds; this one holds somebody's mail.
    public override string ToString() => $"message to {To.Count + Cc.Count + Bcc.Count}";
}

/// <summary>A file of an outgoing message. Its content is read when the message is written, piece by piece, each time anew.</summary>
/// <param name="Name">As the recipient shall see it; folders are cut off.</param>
/// <param name="Type">Media type without parameters.</param>
/// <param name="Size">Octets that <paramref name="Open"/>'s stream holds, exactly.</param>
internal sealed record OutgoingFile(string Name, string Type, long Size, Func<CancellationToken, Task<Stream>> Open)
{
    /// <summary>Without angle brackets.</summary>
    public string? ContentId { get; init; }
}

/// <summary>Fills with random octets: <see cref="System.Security.Cryptography.RandomNumberGenerator.Fill"/>, or a test's own.</summary>
internal delegate void FillRandom(Span<byte> octets);
