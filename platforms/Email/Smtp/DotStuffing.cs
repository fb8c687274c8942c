namespace Squaremcp.Platforms.Email;

/// <summary>
/// Carries a message in DATA: a dot at the beginning of a line is doubled (RFC 5321 §4.5.2), and a CR or LF that stands alone becomes a line end:
/// servers differ on whether LF "." LF ends a message, and what follows would be commands to some.
/// </summary>
internal sealed class DotStuffing(Func<ReadOnlyMemory<byte>, CancellationToken, Task> send) : WriteOnlyStream
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private int count;
    private bool atLineStart = true;
    private bool afterReturn;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var index = 0; index < buffer.Length; index++)
        {
            Put(buffer.Span[index]);
            if (count > this.buffer.Length - 8)
            {
                await SendAsync(cancellationToken);
            }
        }
    }

    /// <summary>Sends what is left, up to a whole line; the last dot is not of it.</summary>
    public async Task EndLineAsync(CancellationToken cancellationToken)
    {
        if (afterReturn || !atLineStart)
        {
            EndLine();
        }

        await SendAsync(cancellationToken);
    }

    private void Put(byte next)
    {
        if (afterReturn)
        {
            EndLine();
            if (next == '\n')
            {
                return;
            }
        }

        switch (next)
        {
            case (byte)'\r':
                afterReturn = true;
                return;
            case (byte)'\n':
                EndLine();
                return;
            case (byte)'.' when atLineStart:
                buffer[count++] = (byte)'.';
                break;
        }

        buffer[count++] = next;
        atLineStart = false;
    }

    private void EndLine()
    {
        (buffer[count++], buffer[count++]) = ((byte)'\r', (byte)'\n');
        (atLineStart, afterReturn) = (true, false);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await send(buffer.AsMemory(0, count), cancellationToken);
        count = 0;
    }
}
