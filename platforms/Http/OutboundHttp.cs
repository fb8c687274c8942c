using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Squaremcp.Platforms.Http;

/// <summary>Whom an HTTP client may reach, and by which certificate it knows it.</summary>
/// <param name="AllowPrivate">Lifts the guard against hosts of the operator's own network.</param>
/// <param name="CertificateSha256">The only certificate that is taken, by SHA-256 of its DER, 64 lower-case hexadecimal digits; null asks for one that a public authority vouches for.</param>
public sealed record OutboundRules(bool AllowPrivate, string? CertificateSha256 = null);

/// <summary>HTTP clients with pooled connections, one for each set of rules: no redirects, no cookies, no proxy, and the guard where the connection is made, so that no name can be turned to another address.</summary>
public sealed class OutboundHttp : IDisposable
{
    private const int MostKept = 1_000;
    private const int HeaderKilobytes = 16;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<OutboundRules, HttpClient> clients = new();

    public HttpClient Client(OutboundRules rules)
    {
        if (clients.Count > MostKept)
        {
            // Those in use live on with their calls.
            clients.Clear();
        }

        return clients.GetOrAdd(rules, Make);
    }

    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private static HttpClient Make(OutboundRules rules)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,

            // Without it the handler writes no addresses into traces, and some platforms want the credential in the address; nor are our trace ids anybody else's business.
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = HeaderKilobytes,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, rules, cancellationToken),
        };
        if (rules.CertificateSha256 is { } pin)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(pin), SHA256.HashData(certificate.GetRawCertData()));
        }

        // Deadlines come with each call.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, OutboundRules rules, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(to.Host, cancellationToken);
        if (!rules.AllowPrivate && !addresses.All(AddressGuard.IsPublic))
        {
            throw new ForbiddenAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
