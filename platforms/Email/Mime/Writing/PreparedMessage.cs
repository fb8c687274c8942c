using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>A checked message, its length known before a file is opened: IMAP's APPEND and SMTP's SIZE ask for it first. May be written more than once.</summary>
internal sealed class PreparedMessage
{
    private readonly IReadOnlyList<MessagePiece> pieces;

    internal PreparedMessage(IReadOnlyList<MessagePiece> pieces)
    {
        this.pieces = pieces;
        Size = pieces.Sum(piece => piece.Size);
    }

    /// <summary>With angle brackets.</summary>
    internal required string MessageId { get; init; }

    /// <summary>The envelope's sender, its domain in ASCII.</summary>
    internal required string Sender { get; init; }

    /// <summary>The envelope's recipients, each once, To before Cc before Bcc.</summary>
    internal required IReadOnlyList<string> Recipients { get; init; }

    /// <summary>An address has a local part that is not ASCII: only a server with SMTPUTF8 (RFC 6531) takes it.</summary>
    internal required bool NeedsSmtpUtf8 { get; init; }

    /// <summary>Octets that <see cref="WriteAsync"/> writes.</summary>
    internal long Size { get; }

    /// <summary>Writes the message: CRLF line ends, the last line ended, no line longer than 998 octets; dots are not stuffed. Holds one buffer of a file at a time.</summary>
    /// <exception cref="ToolException">refused: a file has not the size that was announced.</exception>
    internal async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        foreach (var piece in pieces)
        {
            await piece.WriteAsync(output, cancellationToken);
        }
    }
}

/// <summary>A stretch of a prepared message.</summary>
internal abstract class MessagePiece
{
    internal abstract long Size { get; }

    internal abstract Task WriteAsync(Stream output, CancellationToken cancellationToken);
}

internal sealed class TextPiece(string text) : MessagePiece
{
    private readonly byte[] octets = Encoding.UTF8.GetBytes(text);

    internal override long Size => octets.Length;

    internal override async Task WriteAsync(Stream output, CancellationToken cancellationToken) => await output.WriteAsync(octets, cancellationToken);
}
