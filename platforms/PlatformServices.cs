using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Platforms.Obsidian;

namespace Squaremcp.Platforms;

public static class PlatformServices
{
    /// <summary>Every platform this program knows: one line each.</summary>
    /// <param name="vaultRoot">Full path of the folder that Obsidian vaults lie under.</param>
    public static IServiceCollection AddPlatforms(this IServiceCollection services, string vaultRoot) => services
        .AddSingleton<IConnector>(provider => new ObsidianConnector(vaultRoot, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<Connectors>();
}
