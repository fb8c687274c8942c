using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

public static class EmbeddedServices
{
    /// <summary>Runs grains in this process. Needs a <see cref="TimeProvider"/> and an <see cref="IGrainStorage"/> among the services.</summary>
    public static IServiceCollection AddEmbeddedGrains(this IServiceCollection services, Action<EmbeddedOptions> configure)
    {
        var options = new EmbeddedOptions();
        configure(options);
        services.AddSingleton(options);
        services.AddSingleton<GrainHost>();
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainHost>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<GrainHost>());
        return services;
    }

    public static IServiceCollection AddIncomingGrainCallFilter<TFilter>(this IServiceCollection services)
        where TFilter : class, IIncomingGrainCallFilter => services.AddSingleton<IIncomingGrainCallFilter, TFilter>();
}
