using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using ModelContextProtocol.Server;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>The sessions of the initialize eras, in memory. The suite opens a few dozen; past <see cref="Most"/> the oldest makes room.</summary>
internal sealed class ConformanceSessions(ILoggerFactory logs) : IAsyncDisposable
{
    private const int Most = 256;

    private readonly ConcurrentDictionary<string, ConformanceSession> open = new();
    private readonly ConcurrentQueue<string> order = new();

    internal ConformanceSession? Find(string id) => open.GetValueOrDefault(id);

    internal async Task<ConformanceSession> OpenAsync()
    {
        var session = ConformanceSession.Start(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), logs);
        open[session.Id] = session;
        order.Enqueue(session.Id);
        if (order.Count > Most && order.TryDequeue(out var oldest))
        {
            await CloseAsync(oldest);
        }

        return session;
    }

    /// <summary>False where there is no such session.</summary>
    internal async Task<bool> CloseAsync(string id)
    {
        if (!open.TryRemove(id, out var session))
        {
            return false;
        }

        await session.DisposeAsync();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in open.Keys)
        {
            await CloseAsync(id);
        }
    }
}

internal sealed class ConformanceSession : IAsyncDisposable
{
    private readonly CancellationTokenSource ends = new();
    private readonly McpServer server;
    private readonly Task running;

    private ConformanceSession(string id, ILoggerFactory logs)
    {
        Id = id;
        Events = new();
        Transport = new(logs) { SessionId = id, EventStreamStore = Events };
        server = McpServer.Create(Transport, ConformanceServer.InSession(), logs);
        running = server.RunAsync(ends.Token);
    }

    internal string Id { get; }

    internal ReplayedEvents Events { get; }

    internal StreamableHttpServerTransport Transport { get; }

    internal static ConformanceSession Start(string id, ILoggerFactory logs) => new(id, logs);

    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        await Transport.DisposeAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.DisposeAsync();
        ends.Dispose();
    }
}
