using Orleans.Messaging;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Cluster;

internal static class ClusterServices
{
    internal static IServiceCollection AddSilos(this IServiceCollection services) => services
        .AddSingleton<Silos>()
        .AddSingleton<IGatewayListProvider, Gateways>()
        .AddSingleton(provider => new Draining(provider.GetRequiredService<Silos>(), provider.GetRequiredService<TimeProvider>()) { IsAnnounced = provider.GetService<OneCommand>() is null })
        .AddHostedService(provider => provider.GetRequiredService<Draining>())
        .AddHostedService<Reconnecting>()
        .AddSingleton<IStartupFilter, NoSiloAnswers>()
        .AddSingleton<Func<CancellationToken, Task<string?>>>(provider => _ => Task.FromResult(
            provider.GetRequiredService<Draining>().HasBegun ? "This frontend is ending."
            : provider.GetRequiredService<Silos>().AreThere ? null : "No silo is connected."));
}
