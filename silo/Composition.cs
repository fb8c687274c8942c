using Microsoft.Extensions.DependencyInjection.Extensions;
using Squaremcp.Grains;
using Squaremcp.Grains.Connections;
using Squaremcp.Grains.Limits;
using Squaremcp.Platforms;
using Squaremcp.Settings;
using Squaremcp.Silo.Cluster;
using Squaremcp.Silo.Operation;
using Squaremcp.Storage;
using Squaremcp.Vault;
using Squaremcp.Vault.Kms;

namespace Squaremcp.Silo;

/// <summary>What a silo is made of. Its host is apart from the one that answers for health, and is built anew for each attempt to start.</summary>
internal static class Composition
{
    /// <param name="onFatal">Told when Orleans gives up on this silo; null where grains are not to run.</param>
    /// <param name="configure">Has the last word on its services.</param>
    internal static IHost Build(GatewaySettings settings, ILoggerFactory loggers, Action<string, Exception?>? onFatal, Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "squaremcp-silo", ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(loggers).AddLogging();
        AddServices(builder.Services, settings);
        if (onFatal is not null)
        {
            builder.Services.AddHostedService<LateWrites>().AddHostedService<ClockWatch>();
            builder.UseOrleans(silo => Clustering.Configure(silo, settings));
            builder.Services.AddSingleton<IFatalErrorHandler>(new FatalErrors(onFatal));
        }

        // The process belongs to the outer host; this one starts and stops when told.
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, Told>());
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>Brings the database up to date and opens what is in it: all that can go wrong before the first grain.</summary>
    internal static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var schema = services.GetRequiredService<OrleansSchema>();
        ClockSkew.Check(await schema.AheadAsync(services.GetRequiredService<TimeProvider>(), cancellationToken));
        await services.GetRequiredService<IInstallation>().MigrateAsync(cancellationToken);
        await schema.ApplyAsync(cancellationToken);
        await services.OpenVaultAsync(cancellationToken);
    }

    private static void AddServices(IServiceCollection services, GatewaySettings settings)
    {
        var vaults = Path.GetFullPath(settings.Platforms.Obsidian.VaultRoot ?? Path.Combine(settings.DataDirectory, "vaults"));
        services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new CursorSealer(settings.CursorKeyBytes!))
            .AddStorage(settings)
            .AddSingleton(new OrleansSchema(settings.Cluster.ConnectionString!, settings.Cluster.ClusterId))
            .AddSingleton<IGrainStorage>(provider => new MySqlGrainStorage(settings.Cluster.ConnectionString!, new StateSerializer(), provider.GetRequiredService<TimeProvider>()))
            .AddVault(new(settings.Vault.Provider), Path.GetFullPath(settings.Vault.KeyFile ?? "vault.key"))
            .AddKms(Frontend.Composition.KeysOf(settings.Vault))
            .AddPlatforms(settings.Platforms.Options(vaults))
            .AddSingleton<IPlatformSetup>(new PlatformSetup(settings.Platforms, sandbox: null))
            .AddSingleton<ISandbox, NoSandbox>()
            .AddSingleton(new PlanCatalog(settings.Plans.Limits))
            .AddSingleton(new FileLimits(settings.Files.MostBytes, settings.Files.QuotaBytes, settings.Files.MostFiles))
            .AddSquareGrains(_ => new ToolLimits(settings.Mcp.AnswerBytes, () => settings.PublicOrigin!));
    }

    private sealed class Told : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class FatalErrors(Action<string, Exception?> onFatal) : IFatalErrorHandler
    {
        public bool IsUnexpected(Exception exception) => exception is not ThreadAbortException;

        public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null) => onFatal(context ?? "", exception);
    }
}
