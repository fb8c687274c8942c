namespace Squaremcp.Platforms.Email;

/// <summary>
/// One part of a message, as a parsed message or an IMAP BODYSTRUCTURE tells it. From BODYSTRUCTURE <see cref="Content"/> is empty until somebody fetches it
/// (<c>part with { Content = … }</c>); everything else works the same.
/// </summary>
internal sealed record MimePart
{
    /// <summary>As IMAP numbers it (RFC 3501 §6.4.5): <c>1</c>, <c>2.1</c>; empty for the outermost multipart. A multipart that is a whole attached message has the number of the attachment.</summary>
    public required string Number { get; init; }

    public required ContentType Type { get; init; }

    public TransferEncoding Encoding { get; init; }

    public ContentDisposition Disposition { get; init; } = ContentDisposition.None;

    /// <summary>Safe to show and to use as a file's name: see <see cref="Email.FileName.Clean"/>.</summary>
    public string? FileName => Email.FileName.Clean(Disposition.FileName ?? Type.Name);

    /// <summary>Without angle brackets, as <c>cid:</c> links name it.</summary>
    public string? ContentId { get; init; }

    /// <summary>Octets as transferred (BODYSTRUCTURE's size).</summary>
    public long EncodedSize { get; init; }

    /// <summary>Octets after decoding: counted when the content was there, else estimated.</summary>
    public long Size { get; init; }

    /// <summary>As transferred, still encoded.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The parts of a multipart; the one body of a message/rfc822.</summary>
    public IReadOnlyList<MimePart> Children { get; init; } = [];

    /// <summary>The header of the message that a message/rfc822 holds.</summary>
    public MimeHeaders? Message { get; init; }

    /// <summary>Shown in place, not offered as a file: said so, or an image that the HTML refers to.</summary>
    public bool Inline => Disposition.Kind == "inline" || (Disposition.Kind is null && ContentId is not null);

    public bool IsMessage => Type.MediaType is "message/rfc822" or "message/global";

    /// <summary>Every part that is not a mere container, outermost first, in the order of the message.</summary>
    public IEnumerable<MimePart> Leaves()
    {
        // Not recursive iterators: those cost their depth for every item.
        var waiting = new Stack<MimePart>([this]);
        while (waiting.TryPop(out var part))
        {
            if (!part.Type.IsMultipart || part.Children.Count == 0)
            {
                yield return part;
            }

            for (var i = part.Children.Count - 1; i >= 0; i--)
            {
                waiting.Push(part.Children[i]);
            }
        }
    }
}
