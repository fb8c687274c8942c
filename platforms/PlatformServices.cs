using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Obsidian;

namespace Squaremcp.Platforms;

public static class PlatformServices
{
    /// <summary>Every platform this program knows: one line each.</summary>
    /// <param name="vaultRoot">Full path of the folder that Obsidian vaults lie under.</param>
    /// <param name="obsidianOnPrivateHosts">True lets Obsidian's plugin be on the operator's own network.</param>
    public static IServiceCollection AddPlatforms(this IServiceCollection services, string vaultRoot, bool obsidianOnPrivateHosts) => services
        .AddSingleton<OutboundHttp>()
        .AddSingleton<IConnector>(provider => new ObsidianConnector(vaultRoot, obsidianOnPrivateHosts, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<Connectors>();
}
