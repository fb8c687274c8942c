using System.Text;

namespace Squaremcp.Sandbox.Mail;

/// <summary>Lines and bytes of a connection. Letters beyond ASCII stand one for one byte.</summary>
internal sealed class MailLines(Stream stream)
{
    private const int Longest = 64 * 1024;

    private readonly byte[] buffer = new byte[16 * 1024];
    private int from, to;

    /// <summary>Without its end; null at the end of the connection.</summary>
    internal async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (true)
        {
            if (from == to && !await FillAsync(cancellationToken))
            {
                return null;
            }

            var octet = buffer[from++];
            if (octet == '\n')
            {
                return line is [.., (byte)'\r'] ? Encoding.Latin1.GetString([.. line[..^1]]) : throw new IOException("A line ends without a carriage return.");
            }

            line.Add(octet);
            if (line.Count > Longest)
            {
                throw new IOException("A line is too long.");
            }
        }
    }

    internal async Task<byte[]> BytesAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            if (from == to && !await FillAsync(cancellationToken))
            {
                throw new IOException("The connection ended in a literal.");
            }

            var now = Math.Min(count - at, to - from);
            buffer.AsSpan(from, now).CopyTo(bytes.AsSpan(at));
            (at, from) = (at + now, from + now);
        }

        return bytes;
    }

    internal Task WriteAsync(string line, CancellationToken cancellationToken) => WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), cancellationToken);

    internal async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        (from, to) = (0, await stream.ReadAsync(buffer, cancellationToken));
        return to > 0;
    }
}
