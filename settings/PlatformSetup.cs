using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Settings;

/// <param name="settings">As configured and checked.</param>
/// <param name="sandbox">Tells where the simulators are; null where there is no sandbox.</param>
internal sealed class PlatformSetup(PlatformSettings settings, Func<PlatformHosts>? sandbox) : IPlatformSetup
{
    public bool HasSandbox => sandbox is not null;

    public PlatformHosts Hosts(string platform, bool isSandbox) => isSandbox
        ? sandbox?.Invoke() ?? throw new InvalidOperationException("There is no sandbox here.")
        : settings.BaseUrl(platform) is { } address ? new(new Uri(address.TrimEnd('/') + "/"))
        : settings.Of(platform) is { } its ? PlatformHosts.Official with { Renamed = its.Renamed, IsOwnServer = its.IsOwnServer }
        : PlatformHosts.Official;

    public OAuthApp? App(string platform, bool isSandbox) => isSandbox ? HasSandbox ? new("sandbox", Secret.OfText("sandbox-secret"), Hosts(platform, isSandbox: true)) : null
        : settings.Of(platform) is { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret } ? new(id, Secret.OfText(secret), Hosts(platform, isSandbox: false))
        : null;
}
