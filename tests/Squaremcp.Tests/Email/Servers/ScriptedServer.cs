using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Servers;

/// <summary>A server on this machine that does what a test says to each connection, however wrong.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly ConcurrentBag<Task> talks = [];
    private readonly Func<Peer, Task> script;
    private readonly Task accepting;

    private ScriptedServer(Func<Peer, Task> script)
    {
        this.script = script;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>All lines of all connections, in order.</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    public static ScriptedServer Start(Func<Peer, Task> script) => new(script);

    public MailServer At(MailSecurity security = MailSecurity.None, string host = "127.0.0.1") => new(host, Port, security);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await accepting;
        listener.Dispose();
        await Task.WhenAll(talks);
        over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await listener.AcceptSocketAsync(over.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        await Task.Yield();
        await using var peer = new Peer(new NetworkStream(socket, ownsSocket: true), Heard, over.Token);
        try
        {
            await script(peer);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client left, or the test is over.
        }
    }
}
