using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>A whole cluster on this machine: a MariaDB, silos and frontends, each a process. Skipped where MariaDB is not installed.</summary>
internal sealed class ClusterRun : IAsyncDisposable
{
    private const int LowestPort = 20_000, Ports = 12_000;

    internal const string AdminKey = "admin-key-of-the-tests-0123456789";

    private static int lastPort = RandomNumberGenerator.GetInt32(Ports);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("squaremcp-cluster-");
    private readonly List<ClusterProcess> processes = [];
    private readonly (int Silo, int Gateway)[] ports;
    private readonly Dictionary<string, string> common;
    private int ways;

    private ClusterRun(MariaDbServer server, string database, int silos)
    {
        (Server, Database) = (server, database);
        ports = [.. Enumerable.Range(0, silos).Select(_ => (FreePort(), FreePort()))];
        Vaults = folder.CreateSubdirectory("vaults").FullName;
        File.WriteAllText(KeyFile, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        common = new()
        {
            ["Cluster__ClusterId"] = "tests",
            ["CursorKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Platforms__Obsidian__VaultRoot"] = Vaults,
            ["PublicOrigin"] = "http://127.0.0.1:3456",
        };
    }

    internal MariaDbServer Server { get; }

    internal string Database { get; }

    internal string Vaults { get; }

    private string KeyFile => Path.Combine(folder.FullName, "vault.key");

    /// <param name="silos">How many there may be.</param>
    /// <param name="arguments">More of the database server's.</param>
    internal static async Task<ClusterRun> StartAsync(int silos = 2, params string[] arguments)
    {
        var server = await MariaDbServer.StartAsync(arguments);
        return new(server, await server.NewDatabaseAsync(), silos);
    }

    /// <param name="number">From 0.</param>
    internal ClusterProcess Silo(int number, params (string Name, string Value)[] more) => Started("squaremcp-silo", [], new(common)
    {
        ["Cluster__ConnectionString"] = Server.ConnectionString(Database),
        ["Cluster__AdvertisedAddress"] = "127.0.0.1",
        ["Cluster__SiloPort"] = Text(ports[number].Silo),
        ["Cluster__GatewayPort"] = Text(ports[number].Gateway),
        ["Vault__KeyFile"] = KeyFile,
    }, more);

    internal ClusterProcess SiloVerb(params string[] verb) => Started("squaremcp-silo", verb, new(common) { ["Cluster__ConnectionString"] = Server.ConnectionString(Database), ["Vault__KeyFile"] = KeyFile }, []);

    internal ClusterProcess Frontend(params (string Name, string Value)[] more) => Started("squaremcp", [], new(common)
    {
        ["Cluster__Gateways"] = string.Join(',', ports.Select(port => $"127.0.0.1:{port.Gateway}")),
        ["AdminApiKey"] = AdminKey,
    }, more);

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

        await Server.DisposeAsync();
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

    private ClusterProcess Started(string program, string[] arguments, Dictionary<string, string> settings, (string Name, string Value)[] more)
    {
        settings["DataDirectory"] = folder.CreateSubdirectory($"data-{Interlocked.Increment(ref ways)}").FullName;
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        var process = new ClusterProcess(program, new($"http://127.0.0.1:{FreePort()}"), folder.FullName, settings, arguments);
        processes.Add(process);
        return process;
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Other processes must know it beforehand, so it cannot be left to the system at the bind; and it is none that the system gives to others meanwhile (32768 and up).</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = LowestPort + (int)((uint)Interlocked.Increment(ref lastPort) % Ports);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it; the next.
            }
        }
    }
}
