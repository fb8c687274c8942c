using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Grains.Connections;
using Squaremcp.Grains.Customers;
using Squaremcp.Grains.Files;
using Squaremcp.Grains.Ledger;
using Squaremcp.Grains.Tools;
using Squaremcp.Platforms;

namespace Squaremcp.Grains;

public static class GrainServices
{
    /// <summary>Where the grain classes are.</summary>
    public static Assembly Assembly => typeof(GrainServices).Assembly;

    /// <summary>What the grains need besides storage, platforms, a clock and a cursor key.</summary>
    public static IServiceCollection AddSquareGrains(this IServiceCollection services, Func<IServiceProvider, ToolLimits> limits) => services
        .AddSingleton(limits)
        .AddSingleton(WriteOwner.New())
        .AddSingleton<RefreshFlights>()
        .AddSingleton<GatewayToolRunner>()
        .AddSingleton<SealedFiles>()
        .AddSingleton<ICustomerFiles, CustomerFiles>()
        .AddSingleton<FileDuties>()
        .AddHostedService(provider => provider.GetRequiredService<FileDuties>())
        .AddSingleton<AuditSigner>()
        .AddSingleton<LedgerDuties>()
        .AddHostedService(provider => provider.GetRequiredService<LedgerDuties>());
}
