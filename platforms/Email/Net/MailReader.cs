using System.Buffers;
using System.Net.Sockets;

namespace Squaremcp.Platforms.Email;

/// <summary>Lines and counted bytes of what a server sends. A new one on the same stream knows nothing of what an older one had read ahead.</summary>
internal sealed class MailReader(Stream stream, MailTrouble trouble)
{
    /// <summary>The longest line, in bytes, where a caller asks for no other.</summary>
    public const int LongestLine = 64 * 1024;

    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    /// <summary>The next line without its CRLF. A lone LF ends a line too.</summary>
    /// <param name="longest">In bytes; a longer line breaks the conversation.</param>
    public async Task<byte[]> LineAsync(int longest, CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>(256);
        while (true)
        {
            if (start == end)
            {
                await FillAsync(cancellationToken);
            }

            var ahead = buffer.AsSpan(start, end - start);
            var stop = ahead.IndexOf((byte)'\n');
            var taken = stop < 0 ? ahead.Length : stop + 1;
            if (line.WrittenCount + taken > longest + 2)
            {
                throw trouble.TooLarge($"a line of more than {longest} bytes");
            }

            line.Write(ahead[..taken]);
            start += taken;
            if (stop >= 0)
            {
                return line.WrittenSpan[..^1].EndsWith("\r"u8) ? line.WrittenSpan[..^2].ToArray() : line.WrittenSpan[..^1].ToArray();
            }
        }
    }

    /// <summary>The next bytes, exactly as many as there is room for.</summary>
    public async Task ExactlyAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        while (room.Length > 0)
        {
            var some = await SomeAsync(room.Length, cancellationToken);
            some.CopyTo(room);
            room = room[some.Length..];
        }
    }

    /// <summary>Hands the next bytes on as they come, in pieces of at most 16 KiB.</summary>
    public async Task CopyAsync(Stream to, long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            var some = await SomeAsync(count, cancellationToken);
            await to.WriteAsync(some, cancellationToken);
            count -= some.Length;
        }
    }

    private async Task<ReadOnlyMemory<byte>> SomeAsync(long most, CancellationToken cancellationToken)
    {
        if (start == end)
        {
            await FillAsync(cancellationToken);
        }

        var some = buffer.AsMemory(start, (int)Math.Min(end - start, most));
        start += some.Length;
        return some;
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        int read;
        try
        {
            read = await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            throw trouble.BrokenOff(broken);
        }

        (start, end) = read > 0 ? (0, read) : throw trouble.BrokenOff();
    }
}
