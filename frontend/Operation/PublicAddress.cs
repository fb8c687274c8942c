using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Operation;

/// <summary>Where clients reach this gateway: as configured, or the first bound loopback URL. Never what a request's Host says.</summary>
internal sealed class PublicAddress(GatewaySettings settings, IServer server)
{
    private string? origin;
    private IReadOnlyList<Uri>? bound;

    internal string Origin => origin ??= settings.PublicOrigin ?? Here;

    /// <summary>Where a client on this machine reaches it: an address to listen on, such as 0.0.0.0, is none to call.</summary>
    internal string Here => Loopback(Bound.Count == 0 ? throw new InvalidOperationException("The server does not listen yet.") : Bound[0]);

    internal IReadOnlyList<Uri> Bound => bound is { Count: > 0 } known ? known : bound =
        [.. (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []).Select(address => new Uri(address.Replace("//+", "//localhost").Replace("//*", "//localhost")))];

    private static string Loopback(Uri address) => new UriBuilder(address.Scheme, address.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host, address.Port).Uri.GetLeftPart(UriPartial.Authority);
}
