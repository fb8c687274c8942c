using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.OAuth;

/// <summary>How much anybody may do here without a credential, by minute and network address: high, since hosted clients share few addresses.</summary>
internal sealed class Ceilings(GatewaySettings settings, TimeProvider clock)
{
    private const int MostAddresses = 50_000;
    private const int HostedFactor = 20;

    // Where claude.ai calls from, as its vendor publishes it: one bucket of its own, so that its users do not starve each other.
    private static readonly IPNetwork Hosted = IPNetwork.Parse("160.79.104.0/21");

    private readonly ConcurrentDictionary<(Ceiling Kind, string From), (long Minute, int Count)> counts = new();

    /// <returns>How long to wait; null where the request may go on.</returns>
    internal TimeSpan? Take(Ceiling kind, IPAddress? from)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var minute = now / 60_000;
        if (counts.Count > MostAddresses)
        {
            counts.Clear();
        }

        var (bucket, most) = Bucket(kind, from);
        var (_, count) = counts.AddOrUpdate((kind, bucket), (minute, 1), (_, before) => before.Minute == minute ? (minute, before.Count + 1) : (minute, 1));
        return count > (long)most * settings.OAuth.CeilingPercent / 100 ? TimeSpan.FromMilliseconds(((minute + 1) * 60_000) - now) : null;
    }

    /// <summary>A wait as <c>Retry-After</c> says it (RFC 9110 §10.2.3).</summary>
    internal static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));

    private static (string Bucket, int Most) Bucket(Ceiling kind, IPAddress? from)
    {
        var address = from is { IsIPv4MappedToIPv6: true } ? from.MapToIPv4() : from ?? IPAddress.None;
        if (address.AddressFamily == AddressFamily.InterNetwork && Hosted.Contains(address))
        {
            return ("hosted", (int)kind * HostedFactor);
        }

        // One customer of a provider has a /64 of IPv6, and all of it.
        return (address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPNetwork(Masked(address), 64).ToString() : address.ToString(), (int)kind);
    }

    private static IPAddress Masked(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }
}

/// <summary>Requests in a minute from one address.</summary>
internal enum Ceiling
{
    /// <summary>Of sign-in, sign-up and sign-in links.</summary>
    SignIn = 40,

    /// <summary>Client registrations.</summary>
    Register = 60,

    /// <summary>Client documents that are fetched.</summary>
    ClientDocument = 61,

    /// <summary>Requests without a good credential.</summary>
    Unauthenticated = 600,
}
