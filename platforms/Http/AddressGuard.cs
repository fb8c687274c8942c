using System.Net;
using System.Net.Sockets;

namespace Squaremcp.Platforms.Http;

/// <summary>Whether an address is one of the public internet: what a customer names must not lead into the operator's own network (RFC 6890 and the IANA special-purpose registries).</summary>
public static class AddressGuard
{
    private static readonly IPNetwork[] Forbidden4 =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        ]).Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Forbidden6 = [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(IPNetwork.Parse)];

    private static readonly string[] ForbiddenEndings = [".localhost", ".local", ".internal", ".intranet", ".home.arpa", ".svc", ".cluster.local"];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Forbidden4.Any(network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => Global6.Contains(address) && !Forbidden6.Any(network => network.Contains(address)),
            _ => false,
        };
    }

    /// <summary>What is wrong with an address a customer gave; null where nothing is. The address it resolves to is judged when it is connected to.</summary>
    /// <param name="allowQuery">True for addresses of files, which may carry a signature there.</param>
    public static string? Broken(string url, bool allowPrivate, bool allowQuery = false)
    {
        if (url.Length > 2048 || url.StartsWith('/') || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.IdnHost.Length == 0)
        {
            return "must be a web address such as https://notes.example.org:27124";
        }

        // Signs that only look like digits or letters are folded into them on the way to DNS.
        if (uri.Host.Any(letter => letter > 0x7f && (!char.IsLetter(letter) || letter is (>= '\u2100' and <= '\u214f') or (>= '\uff00' and <= '\uffef'))))
        {
            return "has a host name with signs that are no letters";
        }

        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 || (uri.Query.Length > 0 && !allowQuery))
        {
            return "must have no user name, query or fragment";
        }

        if (allowPrivate)
        {
            return null;
        }

        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        return uri.Scheme != "https" ? "must begin with https"
            : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? IsPublic(address) ? null : Private
            : host == "localhost" || !host.Contains('.') || ForbiddenEndings.Any(ending => host.EndsWith(ending, StringComparison.Ordinal)) ? Private : null;
    }

    private const string Private = "names a host that is not on the public internet; the operator allows those with SQUAREMCP__Platforms__<Platform>__AllowPrivateHosts=true";
}

/// <summary>The host resolves to an address that must not be reached. Says nothing of which.</summary>
public sealed class ForbiddenAddressException() : Exception("The host is not on the public internet.");
