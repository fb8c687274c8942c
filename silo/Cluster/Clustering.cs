using System.Net;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.Hosting;
using Squaremcp.Settings;
using Squaremcp.Silo.Operation;

namespace Squaremcp.Silo.Cluster;

/// <summary>How silos find each other, and how long they take to believe that one is gone.</summary>
internal static class Clustering
{
    private const string Invariant = "MySql.Data.MySqlConnector";

    /// <summary>
    /// A silo that does not answer three probes, each of about two seconds, is voted out: some six seconds. Orleans' defaults take about twelve (facts of a run: 12.5 s); with one second and two probes it was 0.7 s,
    /// and a garbage collection or a busy node of that length would have thrown a healthy silo out. Calls to what it held fail until then, which is what the frontends repeat over (docs/decisions, the cluster's timings).
    /// </summary>
    internal static readonly TimeSpan Probe = TimeSpan.FromSeconds(2);

    internal const int MissedProbes = 3;

    /// <summary>
    /// How often a silo tells the dashboard how it is, always; and how often, while somebody looks, the whole cluster is asked what is in memory. The dashboard's 100 last values are then eight minutes rather than under two.
    /// Calls are counted only while somebody looks, and for a minute after.
    /// </summary>
    private static readonly TimeSpan Counted = TimeSpan.FromSeconds(5);

    internal static void Configure(ISiloBuilder silo, GatewaySettings settings)
    {
        var cluster = settings.Cluster;
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        silo.Configure<EndpointOptions>(options =>
        {
            (options.SiloPort, options.GatewayPort) = (cluster.SiloPort, cluster.GatewayPort);
            if (cluster.AdvertisedAddress is { } address)
            {
                options.AdvertisedIPAddress = IPAddress.Parse(address);
                var listen = IPAddress.IsLoopback(options.AdvertisedIPAddress) ? options.AdvertisedIPAddress : IPAddress.Any;
                (options.SiloListeningEndpoint, options.GatewayListeningEndpoint) = (new(listen, cluster.SiloPort), new(listen, cluster.GatewayPort));
            }
        });
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            (options.ProbeTimeout, options.NumMissedProbesLimit) = (Probe, MissedProbes);
            // What gossip did not bring is read from the table; and who has not said that it lives for half a minute is no obstacle to joining.
            (options.TableRefreshTimeout, options.IAmAliveTablePublishTimeout) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
            options.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });
        silo.Configure<SiloMessagingOptions>(options => (options.ResponseTimeout, options.SystemResponseTimeout) = (Deadlines.Customer, TimeSpan.FromSeconds(10)));
        silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = Drain.Calls);
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, cluster.ConnectionString!));
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, cluster.ConnectionString!));
        silo.Services.AddGrainStorage("Default", (services, _) => services.GetRequiredService<IGrainStorage>());
        silo.AddActivityPropagation();
        silo.AddIncomingGrainCallFilter<Failures>();
        if (cluster.Dashboard)
        {
            silo.AddDashboard(options => (options.CounterUpdateIntervalMs, options.HideTrace) = ((int)Counted.TotalMilliseconds, true));
        }
    }
}
