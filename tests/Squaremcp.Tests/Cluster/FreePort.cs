using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Squaremcp.Tests.Cluster;

/// <summary>Ports that others must know beforehand, so that they cannot be left to the system at the bind; and none that the system gives to others meanwhile (32768 and up).</summary>
internal static class FreePort
{
    private const int Lowest = 20_000, Count = 12_000;

    private static int last = RandomNumberGenerator.GetInt32(Count);

    internal static int Next()
    {
        while (true)
        {
            var port = Lowest + (int)((uint)Interlocked.Increment(ref last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it; the next.
            }
        }
    }
}
