using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

public sealed class EmbeddedGrainOptions
{
    /// <summary>Where the grain classes are.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>A grain not called for this long leaves memory.</summary>
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a grain waits for another's answer, as Orleans' SiloMessagingOptions.ResponseTimeout.</summary>
    public TimeSpan GrainResponseTimeout { get; set; } = TimeSpan.FromSeconds(50);

    /// <summary>How long a caller outside the grains waits, as Orleans' ClientMessagingOptions.ResponseTimeout.</summary>
    public TimeSpan ClientResponseTimeout { get; set; } = TimeSpan.FromSeconds(55);

    /// <summary>For tests: arguments and answers are written and read again even where they are immutable.</summary>
    public bool CopyEverything { get; set; }

    /// <summary>For tests: makes the host fail on purpose.</summary>
    public Faults? Faults { get; set; }
}

public static class EmbeddedGrains
{
    /// <summary>Runs grains in this process. Needs <see cref="TimeProvider"/> and <see cref="IGrainStorage"/> registered, and <see cref="IReminderStore"/> where a grain is <see cref="IRemindable"/>.</summary>
    public static IServiceCollection AddEmbeddedGrains(this IServiceCollection services, Action<EmbeddedGrainOptions> configure)
    {
        services.AddOptions<EmbeddedGrainOptions>().Configure(configure);
        services.AddSingleton<GrainHost>();
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainHost>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<GrainHost>());
        return services;
    }
}
