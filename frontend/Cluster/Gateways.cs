using System.Net;
using System.Net.Sockets;
using Orleans.Messaging;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Cluster;

/// <summary>
/// Where silos are, by the DNS name of their headless service: asked anew each time, so that silos come and go. A name that has no address now is no error: there is no silo yet, or DNS is away and the last answer stands.
/// </summary>
internal sealed partial class Gateways(GatewaySettings settings, ILogger<Gateways> logger) : IGatewayListProvider
{
    /// <summary>A silo's pod is gone from DNS within seconds of its end; a new one is wanted as soon.</summary>
    internal static readonly TimeSpan Often = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<GatewayName> names = GatewayNames.Read(settings.Cluster.Gateways!, settings.Cluster.GatewayPort)!;
    private IList<Uri> last = [];
    private string? told;

    public TimeSpan MaxStaleness => Often;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public async Task<IList<Uri>> GetGateways()
    {
        var found = new HashSet<Uri>();
        foreach (var name in names)
        {
            try
            {
                var addresses = await Dns.GetHostAddressesAsync(name.Host);
                found.UnionWith(addresses.Select(address => SiloAddress.New(new IPEndPoint(address, name.Port), 0).ToGatewayUri()));
            }
            catch (SocketException unknown)
            {
                if (told != name.Host)
                {
                    told = name.Host;
                    NotFound(name.Host, unknown.Message);
                }
            }
        }

        told = found.Count > 0 ? null : told;
        return found.Count > 0 ? last = [.. found] : last;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo is found under {Name} now ({Why}); it is asked again every two seconds.")]
    private partial void NotFound(string name, string why);
}
