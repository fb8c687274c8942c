using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Email.Servers;

/// <summary>The server's end of a connection. Text is Latin-1, a byte a letter.</summary>
internal sealed partial class Peer(Stream plain, ConcurrentQueue<string> heard, CancellationToken over) : IAsyncDisposable
{
    private Stream stream = plain;
    private Stream input = new BufferedStream(plain, 16 * 1024);

    public CancellationToken Over => over;

    public async Task SendAsync(string text)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), over);
        await stream.FlushAsync(over);
    }

    public Task LineAsync(string line) => SendAsync(line + "\r\n");

    /// <summary>The next line, without its end.</summary>
    public async Task<string> ReadAsync()
    {
        var line = new StringBuilder();
        while (line is not [.., '\r', '\n'])
        {
            line.Append((char)await ByteAsync());
        }

        var text = line.ToString(0, line.Length - 2);
        heard.Enqueue(text);
        return text;
    }

    public async Task<string> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await input.ReadExactlyAsync(bytes, over);
        return Encoding.Latin1.GetString(bytes);
    }

    /// <summary>The next IMAP command; its literals stand in it as «text», and are asked for where the client waits.</summary>
    public async Task<(string Tag, string Text)> CommandAsync()
    {
        var text = new StringBuilder(await ReadAsync());
        while (Literal().Match(text.ToString()) is { Success: true } literal)
        {
            if (literal.Groups["unasked"].Length == 0)
            {
                await LineAsync("+ go on");
            }

            text.Length = literal.Index;
            text.Append('«').Append(await ReadAsync(int.Parse(literal.Groups["size"].Value))).Append('»').Append(await ReadAsync());
        }

        var space = text.ToString().IndexOf(' ', StringComparison.Ordinal);
        return (text.ToString(0, space), text.ToString(space + 1, text.Length - space - 1));
    }

    public async Task StartTlsAsync(X509Certificate2 certificate)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, over);
        (stream, input) = (tls, new BufferedStream(tls, 16 * 1024));
    }

    /// <summary>Says nothing more until the test is over.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, over);

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<byte> ByteAsync()
    {
        var one = new byte[1];
        return await input.ReadAsync(one, over) == 1 ? one[0] : throw new EndOfStreamException();
    }

    [GeneratedRegex(@"\{(?<size>[0-9]+)(?<unasked>\+?)\}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();
}
