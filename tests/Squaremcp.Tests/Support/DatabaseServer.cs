using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Squaremcp.Tests.Support;

[assembly: AssemblyFixture(typeof(DatabaseServer))]

namespace Squaremcp.Tests.Support;

/// <summary>
/// A real database server (<see cref="DatabasePrograms"/>) in a folder of its own, started by the first test that asks for it and gone after the last. As a fixture it is shared, and each test takes a database of its own;
/// a test that stops, kills or fills its server makes one with <see cref="StartAsync"/>.
/// </summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    /// <summary>Ends the server when the test's process ends, however it does: then its input closes.</summary>
    private const string Keeper = """exec 3<&0; "$@" </dev/null 3<&- & server=$!; echo $server; cat <&3 >/dev/null; kill -9 $server 2>/dev/null; wait $server""";

    /// <summary>MySQL lets its first user in from <c>localhost</c> alone, which is no name of an address.</summary>
    private const string FirstUser = """
        CREATE USER IF NOT EXISTS root@'127.0.0.1';
        GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly DatabasePrograms Programs = DatabasePrograms.Chosen;

    private readonly SemaphoreSlim once = new(1);
    private readonly StringBuilder log = new();
    private string[] arguments;
    private DirectoryInfo? folder;
    private Process? keeper;
    private int databases;

    public DatabaseServer()
        : this([])
    {
    }

    /// <param name="arguments">More of the server's, as <c>--max-connections=10</c>.</param>
    private DatabaseServer(string[] arguments) => this.arguments = arguments;

    /// <summary>On 127.0.0.1; the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>Of the server's process; of another after a restart.</summary>
    public int ProcessId { get; private set; }

    public string Socket => Path.Combine(folder!.FullName, "server.sock");

    /// <summary>What the server has said so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <summary>What tells all texts apart, by the server's name for it.</summary>
    public static string Collation => Programs.Collation;

    /// <summary>Skips the test where no database server is installed.</summary>
    public static void Require() => Assert.SkipUnless(Programs.AreInstalled, $"There is no {Programs.Server}: apt-get install mariadb-server mariadb-client");

    /// <summary>A server of the test's own. The test is skipped where none is installed.</summary>
    public static async Task<DatabaseServer> StartAsync(params string[] arguments)
    {
        var server = new DatabaseServer(arguments);
        return await server.RunningAsync();
    }

    /// <summary>The one that all tests share, for those that cannot be given it. The test is skipped where none is installed.</summary>
    public static async Task<DatabaseServer> SharedAsync()
    {
        var shared = await TestContext.Current.GetFixture<DatabaseServer>() ?? throw new InvalidOperationException("A database is wanted where no test class is.");
        return await shared.RunningAsync();
    }

    /// <summary>The server, listening. The test is skipped where none is installed.</summary>
    public async Task<DatabaseServer> RunningAsync()
    {
        Require();
        await once.WaitAsync();
        try
        {
            if (folder is null)
            {
                await InstallAsync();
            }

            if (keeper is null)
            {
                await LaunchAsync();
            }
        }
        catch
        {
            await EndAsync();
            throw;
        }
        finally
        {
            once.Release();
        }

        return this;
    }

    /// <summary>An empty database that nobody else uses.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> NewDatabaseAsync(string? collation = null)
    {
        await RunningAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await RunAsync("mysql", $"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE {collation ?? Collation}");
        return name;
    }

    /// <summary>For MySqlConnector, as the server's first user, whose password is empty.</summary>
    public string ConnectionString(string database) => ConnectionString(database, "root", "");

    /// <inheritdoc cref="ConnectionString(string)"/>
    public string ConnectionString(string database, string user, string password) =>
        string.Create(CultureInfo.InvariantCulture, $"Server=127.0.0.1;Port={Port};User ID={user};Password={password};Database={database}");

    /// <summary>Runs SQL through the server's client, which ends at the first error.</summary>
    /// <returns>What it answered: rows as lines, columns between tabs, no headings.</returns>
    /// <exception cref="InvalidOperationException">The server refused; its words.</exception>
    public async Task<string> RunAsync(string database, string sql)
    {
        var (code, answer, error) = await ToolAsync(sql, Programs.Client, "--no-defaults", "--user=root", $"--socket={Socket}", "--default-character-set=utf8mb4", "--batch", "--skip-column-names", $"--database={database}");
        return code == 0 ? answer : throw new InvalidOperationException($"{error.Trim()}\n{sql}");
    }

    /// <summary>Asks until the answer is this one.</summary>
    public async Task UntilAsync(string database, string sql, string answer)
    {
        for (var late = Task.Delay(Patience); await RunAsync(database, sql) is var told && told != answer;)
        {
            Assert.False(late.IsCompleted, $"waited {Patience} for {answer} from {sql}; it is {told}");
        }
    }

    /// <summary>A database as SQL.</summary>
    /// <param name="arguments">Of <c>mysqldump</c>, the database last.</param>
    public async Task<string> DumpAsync(params string[] arguments)
    {
        var (code, answer, error) = await ToolAsync("", Programs.Dump, ["--no-defaults", "--user=root", $"--socket={Socket}", .. arguments]);
        return code == 0 ? answer : throw new InvalidOperationException($"{Programs.Dump}: {error.Trim()}");
    }

    /// <summary>As <c>kill -9</c>, and waits for its end. <see cref="RunningAsync"/> starts it again on the same data and port.</summary>
    public async Task KillAsync()
    {
        await once.WaitAsync();
        try
        {
            await EndAsync();
        }
        finally
        {
            once.Release();
        }
    }

    /// <summary>As an operator gives it other settings.</summary>
    /// <param name="others">In place of those it was started with.</param>
    public async Task RestartAsync(params string[] others)
    {
        await KillAsync();
        arguments = others;
        await RunningAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        folder?.Delete(recursive: true);
        once.Dispose();
    }

    private async Task EndAsync()
    {
        if (keeper is not null)
        {
            keeper.StandardInput.Close();
            await keeper.WaitForExitAsync().WaitAsync(Patience);
            keeper.Dispose();
            keeper = null;
        }
    }

    private static string[] AsThisUser => Environment.UserName == "root" ? ["--user=root"] : [];

    private async Task InstallAsync()
    {
        var made = Directory.CreateTempSubdirectory("squaremcp-database-");
        var (code, answer, error) = await ToolAsync("", Programs.Installer, ["--no-defaults", .. AsThisUser, .. Programs.Install, $"--datadir={Path.Combine(made.FullName, "data")}"]);
        if (code != 0)
        {
            made.Delete(recursive: true);
            throw new InvalidOperationException($"{Programs.Installer}: {answer}\n{error}");
        }

        await File.WriteAllTextAsync(Path.Combine(made.FullName, "first.sql"), FirstUser);
        folder = made;
        Port = FreePort();
    }

    private async Task LaunchAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new Process
        {
            StartInfo = new("/bin/sh", [
                "-c", Keeper, "keeper", Programs.Server, "--no-defaults", .. AsThisUser, $"--datadir={Path.Combine(folder!.FullName, "data")}", "--tmpdir=" + folder.FullName,
                $"--port={Port}", "--bind-address=127.0.0.1", $"--socket={Socket}", "--skip-name-resolve", "--innodb-buffer-pool-size=64M",
                $"--init-file={Path.Combine(folder.FullName, "first.sql")}", .. Programs.Arguments, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        started.ErrorDataReceived += (_, told) =>
        {
            lock (log)
            {
                log.AppendLine(told.Data);
            }

            if (told.Data is null || told.Data.Contains("Aborting", StringComparison.Ordinal))
            {
                ready.TrySetException(new InvalidOperationException($"The database server did not start:\n{Log}"));
            }
            else if (told.Data.Contains("ready for connections", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        started.Start();
        keeper = started;
        ProcessId = int.Parse((await started.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        started.BeginErrorReadLine();
        await ready.Task.WaitAsync(Patience);
    }

    private static async Task<(int Code, string Answer, string Error)> ToolAsync(string input, string program, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardInputEncoding = new UTF8Encoding(false) },
        };
        process.Start();
        var (answer, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await answer, await error);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
