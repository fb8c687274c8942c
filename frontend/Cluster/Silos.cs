using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Squaremcp.Frontend.Cluster;

/// <summary>
/// The silos this frontend is connected to. Orleans counts connections, and opens another one to a silo that is too slow to answer the first (seen: 4 to one silo that had stood still); here a silo is one, by its gateway's address.
/// </summary>
internal sealed partial class Silos(ILogger<Silos> logger)
{
    private readonly Lock door = new();
    private readonly Dictionary<EndPoint, int> connections = [];
    private volatile bool started;
    private volatile int there;
    private volatile TaskCompletionSource loss = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal bool AreThere => started && there > 0;

    /// <summary>Connections that end from now on are closed by this process.</summary>
    internal bool IsEnding { get; set; }

    /// <summary>Ends when the next connection breaks.</summary>
    internal Task Loss => loss.Task;

    /// <summary>What silos can do is known: before that no call finds its grain, and a connection may be to one that never answers.</summary>
    internal void Started()
    {
        started = true;
        Serves();
        Connected(there);
    }

    /// <summary>Stands around each connection from its first byte to its last.</summary>
    internal async Task WatchAsync(ConnectionContext connection, ConnectionDelegate rest)
    {
        var silo = connection.RemoteEndPoint ?? throw new UnreachableException("A connection to nobody.");
        Opened(silo);
        try
        {
            await rest(connection);
        }
        finally
        {
            Closed(silo);
        }
    }

    internal void Opened(EndPoint silo) => Tell(Count(silo, 1));

    internal void Closed(EndPoint silo)
    {
        var now = Count(silo, -1);
        Interlocked.Exchange(ref loss, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        Tell(now);
    }

    /// <returns>How many silos there are now; null where they are as many as before.</returns>
    private int? Count(EndPoint silo, int change)
    {
        lock (door)
        {
            var left = connections.GetValueOrDefault(silo) + change;
            if (left > 0)
            {
                connections[silo] = left;
            }
            else
            {
                connections.Remove(silo);
            }

            var before = there;
            there = connections.Count;
            return before == there ? null : there;
        }
    }

    private void Tell(int? now)
    {
        if (now is not { } count || !started || IsEnding)
        {
            return;
        }

        if (count == 0)
        {
            AllGone();
        }
        else
        {
            Connected(count);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The frontend serves: silos answer it.")]
    private partial void Serves();

    [LoggerMessage(Level = LogLevel.Information, Message = "Silos connected: {Count}.")]
    private partial void Connected(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "No silo is connected. Requests are answered 503 until one is; it is tried again every two seconds.")]
    private partial void AllGone();
}

/// <summary>Tries again for as long as the process lives.</summary>
internal sealed partial class UntilThereIsASilo(TimeProvider clock, ILogger<UntilThereIsASilo> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private bool told;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!told)
        {
            NoSilo(exception.Message);
            told = true;
        }

        await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo answers yet ({Why}). Requests are answered 503 until one does; it is tried again every two seconds. See that silos run, that SQUAREMCP__Cluster__Gateways names them, and that both have the same ClusterId and ServiceId.")]
    private partial void NoSilo(string why);
}
