using System.Diagnostics;
using System.Net;
using Squaremcp.Tests.Cluster.Processes;

namespace Squaremcp.Tests.Clients;

/// <summary>A frontend and the silo it is a client of. The silo is the installation's, as its database: it goes on until it is killed, or the folders are gone.</summary>
internal sealed partial class GatewayProcess
{
    /// <summary>How often <c>Crash/CrashTests</c> kills it: two processes start each time.</summary>
    internal const int Kills = 6;

    /// <summary>A verb is a client of the silos, which it joins first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ClusterProcess silo, frontend;

    private GatewayProcess(ClusterProcess silo, ClusterProcess frontend, Uri url) =>
        (this.silo, this.frontend, Url, Http) = (silo, frontend, url, frontend.Http);

    internal partial string Output => $"{silo.Output}\n{frontend.Output}";

    internal static async partial Task<GatewayProcess> StartAsync(GatewayFolders folders, CancellationToken cancellationToken, params string[] settings)
    {
        var cluster = await GatewayCluster.OfAsync(folders, SettingsOf(folders));
        var grains = await cluster.SiloAsync(settings, cancellationToken);
        var served = cluster.Frontend(settings);
        try
        {
            return new(grains, await served.BecomesAsync(HttpStatusCode.OK, cancellationToken), cluster.Url);
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    /// <summary>Both at once, the frontend first: none of its callers is told that the silo is gone.</summary>
    internal partial Task KillAsync() => Task.WhenAll(frontend.KillAsync(), silo.KillAsync());

    public partial ValueTask DisposeAsync() => frontend.DisposeAsync();

    /// <summary>What is no verb is the frontend itself, which waits for silos without any.</summary>
    private static async partial Task<ProcessStartInfo> CommandAsync(GatewayFolders folders, CancellationToken cancellationToken, params string[] arguments)
    {
        var cluster = await GatewayCluster.OfAsync(folders, SettingsOf(folders));
        if (!arguments[0].StartsWith("--", StringComparison.Ordinal))
        {
            await cluster.SiloAsync(null, cancellationToken);
        }

        return RunningProgram.Command(Program, folders.WorkingDirectory, cluster.OfFrontend, arguments);
    }
}
