using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Squaremcp.Tests.Email.Servers;

/// <summary>A message that arrived, as bytes in Latin-1.</summary>
internal sealed record SunkMessage(string From, IReadOnlyList<string> To, string Content);

/// <summary>An SMTP server that takes everything, except for recipients with "reject" or "defer" in their address, and hands what it took to LMTP.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource over = new();
    private readonly ConcurrentQueue<SunkMessage> messages = [];
    private readonly Task accepting;

    /// <param name="port">0 for a free one.</param>
    public SmtpSink(int port = 0)
    {
        listener = new(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public IReadOnlyCollection<SunkMessage> Messages => messages;

    /// <summary>Where a message goes on to, for each recipient.</summary>
    public Func<string, SunkMessage, Task> Deliver { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The next message that is taken.</summary>
    public Task<SunkMessage> NextMail()
    {
        var next = new TaskCompletionSource<SunkMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        Deliver = (_, message) =>
        {
            next.TrySetResult(message);
            return Task.CompletedTask;
        };
        return next.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await accepting;
        listener.Dispose();
        over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = TalkAsync(await listener.AcceptSocketAsync(over.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The tests are over.
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        await using var peer = new Peer(new NetworkStream(socket, ownsSocket: true), [], over.Token);
        try
        {
            await peer.LineAsync("220 sink ESMTP");
            var (from, to) = ("", new List<string>());
            while (await peer.ReadAsync() is not "QUIT" and var line)
            {
                switch (line.Split([' ', ':'])[0].ToUpperInvariant())
                {
                    case "EHLO":
                        await peer.SendAsync("250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 20000000\r\n");
                        break;
                    case "MAIL":
                        (from, to) = (Address(line), []);
                        await peer.LineAsync("250 2.1.0 ok");
                        break;
                    case "RCPT" when line.Contains("reject", StringComparison.Ordinal):
                        await peer.LineAsync("550 5.1.1 no such user");
                        break;
                    case "RCPT" when line.Contains("defer", StringComparison.Ordinal):
                        await peer.LineAsync("451 4.3.0 try later");
                        break;
                    case "RCPT":
                        to.Add(Address(line));
                        await peer.LineAsync("250 2.1.5 ok");
                        break;
                    case "DATA":
                        await peer.LineAsync("354 go on");
                        await TakeAsync(new(from, to, await ContentAsync(peer)));
                        await peer.LineAsync("250 2.0.0 queued");
                        break;
                    default:
                        await peer.LineAsync("250 2.0.0 ok");
                        break;
                }
            }

            await peer.LineAsync("221 2.0.0 bye");
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client left, or the tests are over.
        }
    }

    private async Task TakeAsync(SunkMessage message)
    {
        messages.Enqueue(message);
        foreach (var recipient in message.To)
        {
            await Deliver(recipient, message);
        }
    }

    private static async Task<string> ContentAsync(Peer peer)
    {
        var content = new StringBuilder();
        while (await peer.ReadAsync() is not "." and var line)
        {
            content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return content.ToString();
    }

    private static string Address(string line)
    {
        var open = line.IndexOf('<', StringComparison.Ordinal);
        return line[(open + 1)..line.IndexOf('>', open)];
    }
}
