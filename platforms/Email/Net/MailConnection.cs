using System.Net;
using System.Net.Sockets;

namespace Squaremcp.Platforms.Email;

/// <summary>A connection to a mail server, plain or by TLS, that keeps what is said free of credentials.</summary>
/// <param name="remote">The address at the other end.</param>
internal sealed class MailConnection(Stream plain, MailServer server, MailRules rules, MailTrouble trouble, IPAddress remote) : IAsyncDisposable
{
    private static readonly byte[] LineEnd = [13, 10];

    private Stream stream = plain;

    public MailServer Server => server;

    public MailTrouble Trouble => trouble;

    public MailTranscript Transcript { get; } = new(rules.Record);

    public MailReader Reader { get; private set; } = new(plain, trouble);

    public bool IsProtected { get; private set; }

    /// <summary>Goes on by TLS. What was read ahead of it is thrown away: somebody on the way could have written it (CVE-2011-0411).</summary>
    public async Task ProtectAsync(CancellationToken cancellationToken)
    {
        stream = await MailTls.ProtectAsync(stream, server, rules, trouble, cancellationToken);
        Reader = new(stream, trouble);
        IsProtected = true;
    }

    /// <summary>Throws unless credentials may go over this connection: by TLS, or to this machine where the operator allows it.</summary>
    public void DemandProtection()
    {
        if (!IsProtected && !(rules.AllowPrivate && IPAddress.IsLoopback(remote)))
        {
            throw trouble.Of(MailFailureKind.Untrusted, $"The connection to {server.Host} is not protected, so no password is sent over it. Use tls or starttls.");
        }
    }

    public async Task<byte[]> LineAsync(int longest, CancellationToken cancellationToken)
    {
        var line = await Reader.LineAsync(longest, cancellationToken);
        Transcript.Received(line);
        return line;
    }

    /// <summary>Sends a line.</summary>
    /// <param name="shown">What the transcript holds in its place.</param>
    public Task SendLineAsync(ReadOnlyMemory<byte> line, string? shown, CancellationToken cancellationToken)
    {
        Transcript.Sent(shown is null ? line.Span : System.Text.Encoding.UTF8.GetBytes(shown));
        return SendAsync((byte[])[.. line.Span, .. LineEnd], cancellationToken);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(bytes, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            throw trouble.BrokenOff(broken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        Transcript.Dispose();
    }
}
