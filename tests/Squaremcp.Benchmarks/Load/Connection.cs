using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Squaremcp.Benchmarks.Load;

/// <summary>
/// One keep-alive HTTP/1.1 connection that sends the same prepared bytes again and again and reads each answer whole.
/// Understands just what the servers here send, so that the generator costs as little CPU as possible.
/// </summary>
internal sealed class Connection(byte[] request) : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[64 * 1024];
    private int filled;

    internal int LastAnswerBytes { get; private set; }

    internal Task OpenAsync(IPEndPoint server) => socket.ConnectAsync(server);

    internal async ValueTask CallAsync()
    {
        await socket.SendAsync(request);
        filled = 0;
        int end;
        while ((end = EndOfAnswer()) < 0)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
            {
                throw new InvalidOperationException("The server closed the connection in the middle of an answer.");
            }

            filled += read;
        }

        LastAnswerBytes = end;
    }

    internal string LastAnswer() => System.Text.Encoding.UTF8.GetString(buffer, 0, LastAnswerBytes);

    public void Dispose() => socket.Dispose();

    private int EndOfAnswer()
    {
        var seen = buffer.AsSpan(0, filled);
        var headerEnd = seen.IndexOf("\r\n\r\n"u8);
        if (headerEnd < 0)
        {
            return -1;
        }

        var head = seen[..headerEnd];
        if (!head.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new InvalidOperationException($"Not a 200: {System.Text.Encoding.UTF8.GetString(seen)}");
        }

        var at = head.IndexOf("Content-Length: "u8);
        if (at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _))
        {
            return filled >= headerEnd + 4 + length ? headerEnd + 4 + length : -1;
        }

        return seen.EndsWith("0\r\n\r\n"u8) ? filled : -1;
    }
}
