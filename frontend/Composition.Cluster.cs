using Orleans.Configuration;
using Orleans.Dashboard;
using Squaremcp.Frontend.Cluster;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Operators;
using Squaremcp.Frontend.Sandbox;
using Squaremcp.Platforms;
using Squaremcp.Settings;

namespace Squaremcp.Frontend;

/// <summary>A client of an Orleans cluster: it opens no database, and everything it knows lies with the silos or in its settings.</summary>
internal static partial class Composition
{
    static partial void AddGrainHost(WebApplicationBuilder builder, GatewaySettings settings)
    {
        var folder = Path.GetFullPath(settings.DataDirectory);
        var vaults = Path.GetFullPath(settings.Platforms.Obsidian.VaultRoot ?? Path.Combine(folder, "vaults"));
        Make(folder);
        builder.Services
            .AddSingleton(Secrets.Given(settings.AdminApiKey!, settings.CursorKeyBytes!))
            .AddSingleton(new Folders(folder, vaults))
            .AddSingleton(new CursorSealer(settings.CursorKeyBytes!))
            .AddSingleton<IBackup, SilosBackup>()
            .AddPlatforms(settings.Platforms.Options(vaults))
            .AddSandbox(settings, settings.CursorKeyBytes!, vaults)
            .AddSilos();

        // The server answers for health, and tells callers what is wrong, while no silo is there yet.
        builder.Services.Configure<HostOptions>(host => (host.ServicesStartConcurrently, host.ShutdownTimeout) = (true, Draining.Whole));
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.Cluster.ClusterId, settings.Cluster.ServiceId));
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = Deadlines.Frontend);
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = Gateways.Often);
            client.UseConnectionRetryFilter<UntilThereIsASilo>();
            client.Services.AddOptions<ClientConnectionOptions>().Configure<Silos>((options, silos) =>
            {
                var open = new SiloConnections(silos.Count);
                options.ConfigureConnection(connections => connections.Use(rest => connection => open.WatchAsync(connection, rest)));
            });
            client.AddOutgoingGrainCallFilter<Repeats>();
            client.AddActivityPropagation();
            if (settings.Cluster.Dashboard)
            {
                client.AddOrleansDashboard();
            }
        });
    }

    static partial void MapGrainHost(WebApplication app)
    {
        if (app.Services.GetRequiredService<GatewaySettings>().Cluster.Dashboard)
        {
            app.MapClusterDesk(path => app.MapOrleansDashboard(path));
        }
    }

    internal static partial IEnumerable<string> Mistakes(GatewaySettings settings) => FrontendMistakes.Of(settings);

    /// <summary>A frontend of a cluster has no data folder: the database is restored where it is.</summary>
    internal static IDisposable Hold(string folder) =>
        throw new CannotStartException("This program has no data folder to restore into. A cluster's backup is restored by the silo's: squaremcp-silo restore FOLDER; a dump of its database with k8s/restore (docs/operations.md, Backup).", null);

    /// <summary>A frontend of a cluster opens no database; the silo's program imports.</summary>
    internal static Task<bool> ImportAsync(string source, string folder, GatewaySettings settings, bool json, CancellationToken cancellationToken) =>
        throw new CannotStartException("This program opens no database to import into; give the command to the silo's: squaremcp-silo import FOLDER", null);

    internal static partial Task PrepareAsync(WebApplication app) => Task.CompletedTask;

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The folder {folder} cannot be made. {refused.Message} Set SQUAREMCP__DataDirectory to one that may be lost, such as /tmp/squaremcp: mails wait there until they are sent.", refused);
        }
    }

    /// <summary>The database is backed up where it is.</summary>
    private sealed class SilosBackup : IBackup
    {
        public Task WriteAsync(HttpContext context) =>
            Api.Problems.Of(StatusCodes.Status501NotImplemented, "A cluster's database is backed up where it is: with squaremcp-silo backup FOLDER, by the CronJob squaremcp-backup, or with mariadb-dump or mysqldump (docs/operations.md, Backup).").ExecuteAsync(context);
    }
}
