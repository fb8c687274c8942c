using System.Net;
using Squaremcp.Tests.Clients;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>An installation with folders of its own as a cluster: a database on the server that all tests share, ports that stay, and one silo for as long as it is wanted.</summary>
internal sealed class GatewayCluster : IDisposable
{
    private readonly GatewayFolders folders;
    private readonly ClusterSetup settings;
    private readonly IReadOnlyDictionary<string, string> more;
    private readonly Uri siloUrl = new($"http://127.0.0.1:{FreePort.Next()}");
    private ClusterProcess? silo;
    private string[] given = [];

    private GatewayCluster(GatewayFolders folders, DatabaseServer server, string database, IReadOnlyDictionary<string, string> more)
    {
        (this.folders, this.more) = (folders, more);
        settings = new(server.ConnectionString(database), folders.Root, folders.Vaults, Url.GetLeftPart(UriPartial.Authority), silos: 1);
        Directory.CreateDirectory(folders.Vaults);
    }

    /// <summary>Of the frontend.</summary>
    internal Uri Url { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    internal Dictionary<string, string> OfFrontend => With(settings.OfFrontend, folders.Data);

    /// <summary>The one of these folders, which end it. The test is skipped where no database server is installed.</summary>
    /// <param name="more">Settings of both programs.</param>
    internal static async Task<GatewayCluster> OfAsync(GatewayFolders folders, IReadOnlyDictionary<string, string> more)
    {
        if (folders.Engine is not GatewayCluster cluster)
        {
            var server = await DatabaseServer.SharedAsync();
            folders.Engine = cluster = new(folders, server, await server.NewDatabaseAsync(), more);
        }

        return cluster;
    }

    /// <summary>The silo, ready. One that was started with other arguments ends first.</summary>
    /// <param name="arguments">Null for whatever there are.</param>
    internal async Task<ClusterProcess> SiloAsync(string[]? arguments, CancellationToken cancellationToken)
    {
        if (silo is { HasEnded: false } && (arguments is null || given.SequenceEqual(arguments)))
        {
            return silo;
        }

        await EndAsync();
        given = arguments ?? given;
        silo = new("squaremcp-silo", siloUrl, folders.WorkingDirectory, With(settings.OfSilo(0), Path.Combine(folders.Root, "silo")), given);
        return await silo.BecomesAsync(HttpStatusCode.OK, cancellationToken);
    }

    internal ClusterProcess Frontend(string[] arguments) => new(GatewayProcess.Program, Url, folders.WorkingDirectory, OfFrontend, arguments);

    public void Dispose() => EndAsync().AsTask().Wait();

    private async ValueTask EndAsync()
    {
        if (silo is not null)
        {
            await silo.DisposeAsync();
            silo = null;
        }
    }

    /// <summary>Orleans' own warnings tell how slow this machine is, and that a silo that was killed is gone.</summary>
    private Dictionary<string, string> With(Dictionary<string, string> told, string data)
    {
        foreach (var (name, value) in more)
        {
            told[name] = value;
        }

        (told["DataDirectory"], told["Logging__LogLevel__Orleans"]) = (data, "Error");
        return told;
    }
}
