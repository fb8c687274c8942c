using System.Buffers;

namespace Squaremcp.Platforms.Email;

/// <summary>How a part's octets travel (RFC 2045 §6). 7bit, 8bit, binary and what is unknown travel as they are.</summary>
internal enum TransferEncoding
{
    Identity,
    QuotedPrintable,
    Base64,
    Uuencode,
}

internal static class TransferEncodings
{
    private const int Chunk = 16 * 1024;

    internal static TransferEncoding Parse(string? header) => header?.Split(';', 2)[0].Trim().ToLowerInvariant() switch
    {
        "quoted-printable" => TransferEncoding.QuotedPrintable,
        "base64" => TransferEncoding.Base64,
        "x-uuencode" or "uuencode" or "x-uue" or "uue" => TransferEncoding.Uuencode,
        _ => TransferEncoding.Identity,
    };

    /// <summary>A decoder that takes the octets piece by piece, however they are cut: an attachment is never whole in memory.</summary>
    internal static TransferDecoder Decoder(this TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.QuotedPrintable => new QuotedPrintableDecoder(),
        TransferEncoding.Base64 => new Base64Decoder(),
        TransferEncoding.Uuencode => new UuDecoder(),
        _ => new IdentityDecoder(),
    };

    /// <summary>Decodes up to <paramref name="most"/> octets. <c>Cut</c>: there were more.</summary>
    internal static (ReadOnlyMemory<byte> Bytes, bool Cut) Decode(this TransferEncoding encoding, ReadOnlyMemory<byte> content, int most)
    {
        if (encoding == TransferEncoding.Identity)
        {
            return content.Length <= most ? (content, false) : (content[..most], true);
        }

        var decoded = new ArrayBufferWriter<byte>(Math.Clamp(content.Length, 1, Math.Max(1, Math.Min(most, Chunk))));
        var decoder = encoding.Decoder();
        for (var at = 0; at < content.Length && decoded.WrittenCount <= most; at += Chunk)
        {
            decoder.Decode(content.Span.Slice(at, Math.Min(Chunk, content.Length - at)), decoded);
        }

        decoder.Finish(decoded);
        return decoded.WrittenCount <= most ? (decoded.WrittenMemory, false) : (decoded.WrittenMemory[..most], true);
    }

    /// <summary>Octets after decoding, guessed from the octets before (BODYSTRUCTURE tells no more).</summary>
    internal static long EstimatedSize(this TransferEncoding encoding, long encoded) => encoding switch
    {
        TransferEncoding.Base64 => encoded / 78 * 57 + encoded % 78 * 3 / 4, // lines of 76 and CRLF
        TransferEncoding.Uuencode => encoded / 63 * 45 + encoded % 63 * 3 / 4,
        _ => encoded,
    };

    /// <summary>Octets after decoding, counted.</summary>
    internal static long CountedSize(this TransferEncoding encoding, ReadOnlySpan<byte> content)
    {
        if (encoding == TransferEncoding.Identity)
        {
            return content.Length;
        }

        var (decoder, decoded, size) = (encoding.Decoder(), new ArrayBufferWriter<byte>(), 0L);
        for (var at = 0; at < content.Length; at += Chunk)
        {
            decoder.Decode(content.Slice(at, Math.Min(Chunk, content.Length - at)), decoded);
            size += decoded.WrittenCount;
            decoded.ResetWrittenCount();
        }

        decoder.Finish(decoded);
        return size + decoded.WrittenCount;
    }
}
