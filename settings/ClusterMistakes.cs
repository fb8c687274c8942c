using System.Net;

namespace Squaremcp.Settings;

/// <summary>What cannot be of the cluster's settings, whichever program reads them.</summary>
internal static class ClusterMistakes
{
    internal const string NoSandbox = "SQUAREMCP__Sandbox__Enabled is true. The simulators live in the memory of one process, and a cluster has several: rehearse with the program built without the Cluster configuration, which runs everything in one.";

    private const int LongestId = 100;

    internal static IEnumerable<string> Of(ClusterSettings cluster)
    {
        foreach (var (name, id) in new[] { (nameof(cluster.ClusterId), cluster.ClusterId), (nameof(cluster.ServiceId), cluster.ServiceId) })
        {
            if (id.Length is 0 or > LongestId || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            {
                yield return $"SQUAREMCP__Cluster__{name} is \"{id}\". It must be 1 to {LongestId} letters, digits, - _ or ., for example squaremcp.";
            }
        }

        foreach (var (name, port) in new[] { (nameof(cluster.SiloPort), cluster.SiloPort), (nameof(cluster.GatewayPort), cluster.GatewayPort) })
        {
            if (port is < 1 or > 65_535)
            {
                yield return $"SQUAREMCP__Cluster__{name} is {port}. It must be a port, from 1 to 65535.";
            }
        }

        if (cluster.AdvertisedAddress is { } address && (!IPAddress.TryParse(address, out var parsed) || parsed.Equals(IPAddress.Any) || parsed.Equals(IPAddress.IPv6Any)))
        {
            yield return $"SQUAREMCP__Cluster__AdvertisedAddress is \"{address}\". It must be the IP address that other processes reach this silo at; in Kubernetes the pod's, by status.podIP.";
        }

        if (cluster.Gateways is { } gateways && GatewayNames.Read(gateways, cluster.GatewayPort) is null)
        {
            yield return $"SQUAREMCP__Cluster__Gateways is \"{gateways}\". It must be the DNS name of the silos' headless service, or host:port with commas between, for example squaremcp-silo.squaremcp.svc.cluster.local.";
        }
    }
}

/// <summary>One place where silos may be asked for: a name or an address, and a port.</summary>
internal sealed record GatewayName(string Host, int Port);

internal static class GatewayNames
{
    /// <returns>Null where the text names none, or one of them cannot be.</returns>
    internal static IReadOnlyList<GatewayName>? Read(string text, int defaultPort)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(one => One(one, defaultPort)).ToList();
        return names.Count == 0 || names.Contains(null) ? null : [.. names.OfType<GatewayName>()];
    }

    private static GatewayName? One(string text, int defaultPort)
    {
        // With brackets a port may follow, which the parser would drop.
        if (text[0] != '[' && IPAddress.TryParse(text, out _))
        {
            return new(text, defaultPort);
        }

        var (host, port) = !text.EndsWith(']') && text.LastIndexOf(':') is > 0 and var colon ? (text[..colon], text[(colon + 1)..]) : (text, null);
        var number = defaultPort;
        return (port is null || (int.TryParse(port, System.Globalization.CultureInfo.InvariantCulture, out number) && number is > 0 and <= 65_535))
            && Uri.CheckHostName(host.Trim('[', ']')) != UriHostNameType.Unknown
                ? new(host.Trim('[', ']'), number)
                : null;
    }
}
