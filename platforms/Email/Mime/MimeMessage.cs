namespace Squaremcp.Platforms.Email;

/// <summary>A message as it was understood. Everything in it was written by others.</summary>
internal sealed record MimeMessage
{
    public required MimeHeaders Headers { get; init; }

    public required MimePart Root { get; init; }

    /// <summary>Everything that can be read or fetched by its number; attached messages and their parts too.</summary>
    public required IReadOnlyList<MimePart> Parts { get; init; }

    /// <summary>What a person would read, as plain text with <c>\n</c> line ends.</summary>
    public required string Text { get; init; }

    /// <summary>There was more text than the limits allow.</summary>
    public bool TextCut { get; init; }

    /// <summary>Files somebody put into the text itself (uuencode).</summary>
    public IReadOnlyList<UuencodedFile> FilesInText { get; init; } = [];

    public IReadOnlyList<CalendarEvent> Events { get; init; } = [];

    /// <summary>What was broken, or left out because of a limit; sentences for the reader of the message.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    // A record prints all it holds; this one holds somebody's mail.
    public override string ToString() => $"message with {Parts.Count} parts";

    /// <summary>Reads a whole message. Never fails: what is broken is understood as well as it can be (RFC 5322, 2045–2047, 2231, 3676, 6532).</summary>
    internal static MimeMessage Read(ReadOnlyMemory<byte> message, MimeLimits? limits = null) => new MimeReader(limits ?? MimeLimits.Default).Read(message);
}
