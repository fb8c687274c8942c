using System.Net.Http.Json;
using System.Text.Json;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>A whole cluster on this machine: a database server, silos and frontends, each a process. Skipped where no database server is installed.</summary>
internal sealed class ClusterRun : IAsyncDisposable
{
    /// <summary>What its addresses are told to be, whatever ports frontends have.</summary>
    internal const string Origin = "http://127.0.0.1:3456";

    internal const string AdminKey = "admin-key-of-the-tests-0123456789";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("squaremcp-cluster-");
    private readonly List<ClusterProcess> processes = [];
    private readonly ClusterSetup settings;
    private readonly bool isShared;
    private int ways;

    private ClusterRun(DatabaseServer server, string database, int silos, bool isShared)
    {
        (Server, Database, this.isShared) = (server, database, isShared);
        Vaults = folder.CreateSubdirectory("vaults").FullName;
        settings = new(server.ConnectionString(database), folder.FullName, Vaults, Origin, silos);
    }

    internal DatabaseServer Server { get; }

    internal string Database { get; }

    internal string Vaults { get; }

    internal byte[] CursorKey => settings.CursorKey;

    /// <summary>With a server of its own, which the test may stop.</summary>
    /// <param name="silos">How many there may be.</param>
    /// <param name="arguments">More of the database server's.</param>
    internal static async Task<ClusterRun> StartAsync(int silos = 2, params string[] arguments)
    {
        var server = await DatabaseServer.StartAsync(arguments);
        return new(server, await server.NewDatabaseAsync(), silos, isShared: false);
    }

    /// <summary>With a database on the server that all tests share, which goes on.</summary>
    /// <param name="silos">How many there may be.</param>
    internal static async Task<ClusterRun> SharedAsync(int silos = 2)
    {
        var server = await DatabaseServer.SharedAsync();
        return new(server, await server.NewDatabaseAsync(), silos, isShared: true);
    }

    /// <param name="number">From 0.</param>
    internal ClusterProcess Silo(int number, params (string Name, string Value)[] more) => Started("squaremcp-silo", [], settings.OfSilo(number), more);

    internal ClusterProcess SiloVerb(params string[] verb) => Started("squaremcp-silo", verb, settings.OfSiloVerb, []);

    internal ClusterProcess Frontend(params (string Name, string Value)[] more) => Started("squaremcp", [], settings.OfFrontend, more);

    internal ClusterProcess FrontendVerb(params string[] verb) => Started("squaremcp", verb, settings.OfFrontend, []);

    /// <summary>A customer with a vault connected, by way of one frontend; good at every frontend.</summary>
    internal async Task<ClusterTenant> TenantAsync(ClusterProcess frontend, CancellationToken cancellationToken)
    {
        var id = await AskAsync(frontend, HttpMethod.Post, "/api/v1/admin/customers", new { email = "owner@example.org", name = "Tests", plan = "enterprise" }, null, "id", cancellationToken);
        var key = await AskAsync(frontend, HttpMethod.Post, $"/api/v1/admin/customers/{id}/keys", new { name = "tests" }, null, "key", cancellationToken);
        Directory.CreateDirectory(Path.Combine(Vaults, id));
        await AskAsync(frontend, HttpMethod.Put, "/api/v1/connections/obsidian/default", new { vault = id }, id, "id", cancellationToken);
        return new(id, key, Path.Combine(Vaults, id));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        if (!isShared)
        {
            await Server.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    private static async Task<string> AskAsync(ClusterProcess frontend, HttpMethod method, string path, object body, string? customer, string wanted, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("x-api-key", AdminKey);
        if (customer is not null)
        {
            request.Headers.Add("X-Square-Customer", customer);
        }

        using var answer = await frontend.Http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}: {text}\n{frontend.Output}");
        return JsonElement.Parse(text).GetProperty(wanted).GetString()!;
    }

    private ClusterProcess Started(string program, string[] arguments, Dictionary<string, string> told, (string Name, string Value)[] more)
    {
        told["DataDirectory"] = folder.CreateSubdirectory($"data-{Interlocked.Increment(ref ways)}").FullName;
        foreach (var (name, value) in more)
        {
            told[name] = value;
        }

        var process = new ClusterProcess(program, new($"http://127.0.0.1:{FreePort.Next()}"), folder.FullName, told, arguments);
        processes.Add(process);
        return process;
    }
}
