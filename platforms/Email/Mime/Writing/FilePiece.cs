using System.Buffers;
using System.Buffers.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>A file as base64, in lines of 76 (RFC 2045 §6.8), without a line end behind the last.</summary>
internal sealed class FilePiece(OutgoingFile file) : MessagePiece
{
    private const int LineOctets = 57;
    private const int LineLength = 76;
    private const int LinesAtOnce = 512;

    internal override long Size
    {
        get
        {
            var encoded = (file.Size + 2) / 3 * 4;
            return encoded + (encoded > 0 ? (encoded - 1) / LineLength * 2 : 0);
        }
    }

    internal override async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        var input = ArrayPool<byte>.Shared.Rent(LineOctets * LinesAtOnce);
        var lines = ArrayPool<byte>.Shared.Rent((LineLength + 2) * LinesAtOnce);
        try
        {
            await using var content = await file.Open(cancellationToken);
            long written = 0;
            while (await content.ReadAtLeastAsync(input.AsMemory(0, LineOctets * LinesAtOnce), LineOctets * LinesAtOnce, throwOnEndOfStream: false, cancellationToken) is > 0 and var read)
            {
                // Checked before it is written: a server counts the octets that were announced.
                Check(written + read <= file.Size);
                await output.WriteAsync(lines.AsMemory(0, Encode(input.AsSpan(0, read), lines, isFirst: written == 0)), cancellationToken);
                written += read;
            }

            Check(written == file.Size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
            ArrayPool<byte>.Shared.Return(lines);
        }
    }

    private static int Encode(ReadOnlySpan<byte> input, Span<byte> lines, bool isFirst)
    {
        var length = 0;
        while (!input.IsEmpty)
        {
            if (!isFirst)
            {
                "\r\n"u8.CopyTo(lines[length..]);
                length += 2;
            }

            var line = input[..Math.Min(LineOctets, input.Length)];
            Base64.EncodeToUtf8(line, lines[length..], out _, out var written);
            length += written;
            input = input[line.Length..];
            isFirst = false;
        }

        return length;
    }

    private void Check(bool holds)
    {
        if (!holds)
        {
            throw new ToolException(new(ToolErrorKind.Refused, $"The file `{FileName.Clean(file.Name)}` changed while the message was written: it has not the {file.Size} bytes it had. Nothing was sent; try again.") { Argument = "attachments" });
        }
    }
}
