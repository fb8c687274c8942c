using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using Squaremcp.Frontend;
using Squaremcp.Frontend.Cluster;
using Squaremcp.Settings;
using Squaremcp.Silo;
using Squaremcp.Silo.Operation;
using Squaremcp.Tests.Cluster;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Support;

/// <summary>The grains live on a silo of their own with its database, and the frontend is a client of it: two hosts of this process, which have nothing of each other but the network between them.</summary>
internal sealed partial class TestProduct
{
    private readonly List<string> fatal = [];
    private ILoggerFactory? loggers;
    private IHost? silo;
    private string database = "";

    internal partial IServiceProvider Grains => silo!.Services;

    internal partial async Task<IReadOnlyList<Kept>> DatabaseAsync() => [await (await TestDatabases.SharedAsync()).DumpAsync(database)];

    private partial async Task<WebApplication> BuildAsync()
    {
        var databases = await TestDatabases.SharedAsync();
        database = await databases.NewAsync();
        var (port, gateway) = (FreePort.Next(), FreePort.Next());
        string[] common = [$"--Squaremcp:DataDirectory={setup.Data}", $"--Squaremcp:PublicOrigin=http://127.0.0.1:{port}", "--Logging:LogLevel:Default=None", .. databases.Common, .. setup.Arguments];
        await BeginSiloAsync([.. common, .. databases.OfSilo(database), $"--Squaremcp:Cluster:SiloPort={FreePort.Next()}", $"--Squaremcp:Cluster:GatewayPort={gateway}"]);
        return Server.Build([.. common, $"--Squaremcp:Cluster:Gateways=127.0.0.1:{gateway}"], $"http://127.0.0.1:{port}", builder =>
        {
            setup.Services(builder.Services);
            setup.Logging(builder.Logging);

            // Nobody has to see first that it ends.
            builder.Services.AddSingleton(services => new Draining(services.GetRequiredService<Silos>(), new HastyTime(new())));
            builder.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        });
    }

    private partial async Task EndGrainsAsync()
    {
        if (silo is not null)
        {
            await silo.StopAsync();
            await ((IAsyncDisposable)silo).DisposeAsync();
        }

        loggers?.Dispose();
        Assert.True(fatal.Count == 0, $"Orleans gave the silo up: {string.Join('\n', fatal)}");
    }

    private async Task BeginSiloAsync(string[] arguments)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(arguments).Build();
        var (settings, mistakes) = SettingsCheck.Read(configuration, SiloMistakes.Of);
        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
        loggers = LoggerFactory.Create(logging =>
        {
            logging.AddConfiguration(configuration.GetSection("Logging"));
            setup.Logging(logging);
        });
        var built = Silo.Composition.Build(settings, loggers, (context, exception) => fatal.Add(string.Create(CultureInfo.InvariantCulture, $"{context} {exception}")), services =>
        {
            setup.Services(services);
            setup.GrainServices(services);

            // A test's clock is for grains and what they use; Orleans' own work goes on in real time, and the database's clock is no test's.
            services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            services.Remove(services.Single(service => service.ImplementationType == typeof(ClockWatch)));
        });
        try
        {
            await built.Services.OpenVaultAsync(CancellationToken.None);
            await built.StartAsync();
            silo = built;
        }
        catch
        {
            await ((IAsyncDisposable)built).DisposeAsync();
            throw;
        }
    }
}
