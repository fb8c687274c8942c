using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Squaremcp.Frontend.Cluster;

/// <summary>
/// To how many silos connections are open, by their gateways' addresses. Orleans itself counts connections, and leaves one open that a slow silo did not answer in five seconds when it tries the next:
/// a silo that stood still for twenty seconds was four to it.
/// </summary>
/// <param name="count">Told after each change how many silos there are.</param>
internal sealed class SiloConnections(Action<int> count)
{
    private readonly Lock gate = new();
    private readonly Dictionary<EndPoint, int> open = [];

    /// <summary>Stands around a connection from its first byte to its last.</summary>
    internal async Task WatchAsync(ConnectionContext connection, ConnectionDelegate rest)
    {
        var silo = connection.RemoteEndPoint ?? throw new UnreachableException("A connection to nobody.");
        Change(silo, 1);
        try
        {
            await rest(connection);
        }
        finally
        {
            Change(silo, -1);
        }
    }

    private void Change(EndPoint silo, int by)
    {
        lock (gate)
        {
            var left = open.GetValueOrDefault(silo) + by;
            if (left > 0)
            {
                open[silo] = left;
            }
            else
            {
                open.Remove(silo);
            }

            count(open.Count);
        }
    }
}
