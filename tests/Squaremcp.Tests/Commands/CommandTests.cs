using System.IO.Compression;
using System.Text.Json;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Commands;

/// <summary>The program's verbs, run as an operator runs them.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly GatewayFolders folders = new();

    public void Dispose() => folders.Dispose();

    [Fact]
    public async Task Without_a_server_a_command_opens_the_folder_itself()
    {
        var created = await RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna", "--json");
        var id = JsonElement.Parse(created).GetProperty("id").GetString()!;
        var key = JsonElement.Parse(await RunAsync(0, "key", "create", "--customer", id, "--name", "laptop", "--json"));
        await RunAsync(0, "connect", "obsidian", "--customer", id, "--vault", "notes", "--create");

        Assert.StartsWith("sq_", key.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.Contains("Anna", await RunAsync(0, "customer", "list"), StringComparison.Ordinal);
        Assert.Contains("Start it first", await RunAsync(1, "connect", "fax", "--customer", id), StringComparison.Ordinal);
        Assert.Contains("suspended", await RunAsync(0, "customer", "suspend", "--customer", id, "--reason", "Looked into."), StringComparison.Ordinal);
        Assert.Contains("Looked into.", await RunAsync(0, "customer", "list"), StringComparison.Ordinal);
        Assert.Contains("resumed", await RunAsync(0, "customer", "resume", "--customer", id), StringComparison.Ordinal);
        var begun = JsonElement.Parse(await RunAsync(0, "customer", "impersonate", "--customer", id, "--operator", "Olga", "--reason", "ticket 7", "--minutes", "5", "--json"));
        Assert.StartsWith("sqi_", begun.GetProperty("token").GetString(), StringComparison.Ordinal);
        Assert.Contains("ended", await RunAsync(0, "impersonation", "end", "--customer", id, "--id", begun.GetProperty("id").GetString()!), StringComparison.Ordinal);
        Assert.Contains("ticket 7", await RunAsync(0, "impersonation", "list", "--customer", id), StringComparison.Ordinal);
        Assert.Contains("email", await RunAsync(0, "member", "list", "--customer", id), StringComparison.Ordinal);
        Assert.Contains("laptop", await RunAsync(0, "key", "list", "--customer", id), StringComparison.Ordinal);
        await RunAsync(0, "key", "revoke", "--customer", id, "--id", key.GetProperty("id").GetString()!);
        Assert.Contains("True", await RunAsync(0, "audit", "verify"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_a_running_server_a_command_is_its_client()
    {
        await using var gateway = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken);
        var customer = JsonElement.Parse(await RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna", "--json")).GetProperty("id").GetString()!;

        Assert.Contains("Anna", await RunAsync(0, "customer", "list"), StringComparison.Ordinal);
        Assert.Contains("There is no such platform", await RunAsync(1, "connect", "fax", "--customer", customer), StringComparison.Ordinal);
        Assert.Contains("is in use by process", await RunAsync(1, "--urls", "http://127.0.0.1:0"), StringComparison.Ordinal);
        Assert.Contains("is in use by process", await RunAsync(1, "restore", "nothing.zip"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_asks_the_gateway_as_clients_do_and_tells_how_one_fared()
    {
        await using var gateway = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken);
        using var asked = await gateway.Http.PostAsync(new Uri("/register", UriKind.Relative), new StringContent("""{"client_name":"Lost app","redirect_uris":["lost://callback"]}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        var told = await RunAsync(0, "doctor");

        Assert.Equal(9, told.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
        Assert.Matches("Lost app[\\s\\S]*lost://callback", told);
        Assert.Contains("ok ", await RunAsync(0, "doctor", "--url", $"{gateway.Url}mcp"), StringComparison.Ordinal);
        Assert.Contains("must be the gateway's address", await RunAsync(2, "doctor", "--url", "gateway"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_restores_to_the_same_chain()
    {
        var file = Path.Combine(folders.WorkingDirectory, "backup.zip");
        await RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna");
        var before = await RunAsync(0, "audit", "verify", "--json");
        await RunAsync(0, "backup", file);
        await RunAsync(0, "customer", "create", "--email", "b@example.org", "--name", "Bert");

        Assert.Contains("already holds an installation", await RunAsync(1, "restore", file), StringComparison.Ordinal);
        Assert.Contains("there already", await RunAsync(1, "backup", file), StringComparison.Ordinal);
        await RunAsync(0, "restore", file, "--force");
        Assert.Equal(before, await RunAsync(0, "audit", "verify", "--json"));
    }

    [Fact]
    public async Task What_is_asked_for_as_JSON_is_JSON()
    {
        var file = Path.Combine(folders.WorkingDirectory, "backup.zip");
        using var old = new GatewayFolders();
        await GatewayProcess.RunAsync(old, TestContext.Current.CancellationToken, "customer", "create", "--email", "a@example.org", "--name", "Anna");

        var imported = Json(await RunAsync(0, "import", old.Data, "--json"));
        var written = Json(await RunAsync(0, "backup", file, "--json"));
        var restored = Json(await RunAsync(0, "restore", file, "--force", "--json"));

        Assert.True(imported.GetProperty("ok").GetBoolean());
        Assert.Equal((file, new FileInfo(file).Length), (written.GetProperty("file").GetString(), written.GetProperty("bytes").GetInt64()));
        Assert.Equal((file, folders.Data), (restored.GetProperty("backup").GetString(), restored.GetProperty("restored_to").GetString()));
    }

    [Fact]
    public async Task A_restore_cut_off_in_the_middle_is_done_by_whoever_opens_the_folder()
    {
        var (file, restoring) = (Path.Combine(folders.WorkingDirectory, "backup.zip"), Path.Combine(folders.Data, "restoring"));
        await RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna");
        await RunAsync(0, "backup", file);
        await RunAsync(0, "customer", "create", "--email", "b@example.org", "--name", "Bert");
        await ZipFile.ExtractToDirectoryAsync(file, restoring, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(restoring, "manifest.json"));
        File.Delete(Path.Combine(folders.Data, "squaremcp.db"));

        var customers = await RunAsync(0, "customer", "list");

        Assert.Contains("Anna", customers, StringComparison.Ordinal);
        Assert.DoesNotContain("Bert", customers, StringComparison.Ordinal);
        Assert.False(Directory.Exists(restoring));
    }

    [Fact]
    public async Task Only_its_owner_may_read_a_backup()
    {
        var file = Path.Combine(folders.WorkingDirectory, "backup.zip");
        await RunAsync(0, "backup", file);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), "The backup is open to others.");
        Assert.False(File.Exists($"{file}.part"));
    }

    [Fact]
    public async Task An_import_moves_another_folders_installation_here_unless_a_server_runs_there()
    {
        using var old = new GatewayFolders();
        await using (await GatewayProcess.StartAsync(old, TestContext.Current.CancellationToken))
        {
            Assert.Contains("is in use by process", await RunAsync(1, "import", old.Data), StringComparison.Ordinal);
        }

        var (code, created) = await GatewayProcess.RunAsync(old, TestContext.Current.CancellationToken, "customer", "create", "--email", "a@example.org", "--name", "Anna");
        Assert.True(code == 0, created);
        var told = await RunAsync(0, "import", old.Data);

        Assert.Matches(@"customers +1 +1  ok[\s\S]*audit chains +1 +1  ok[\s\S]*Everything is there", told);
        Assert.Contains("Anna", await RunAsync(0, "customer", "list"), StringComparison.Ordinal);
        Assert.Contains("True", await RunAsync(0, "audit", "verify"), StringComparison.Ordinal);
        Assert.Contains("moved here and verified before", await RunAsync(0, "import", old.Data), StringComparison.Ordinal);
        Assert.Contains("both the folder to import and the one to import into", await RunAsync(1, "import", folders.Data), StringComparison.Ordinal);
        Assert.Contains("needs the data folder", await RunAsync(2, "import"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_backup_changes_nothing()
    {
        var file = Path.Combine(folders.WorkingDirectory, "backup.zip");
        await RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna");
        await RunAsync(0, "backup", file);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Array.Clear(bytes, 200, 400);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        Assert.Contains("damaged", await RunAsync(1, "restore", file, "--force"), StringComparison.Ordinal);
        Assert.Contains("Anna", await RunAsync(0, "customer", "list"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "key revoke --customer", "--help")]
    [InlineData(0, "key revoke --customer", "customer", "create", "--help")]
    [InlineData(2, "There is no command", "frobnicate")]
    [InlineData(2, "There is no option --colour", "customer", "list", "--colour", "red")]
    [InlineData(2, "needs --email", "customer", "create")]
    [InlineData(2, "needs a value", "customer", "create", "--email")]
    [InlineData(1, "e-mail address", "customer", "create", "--email", "x", "--name", "X")]
    [InlineData(1, "no customer", "key", "list", "--customer", "cus_x")]
    public async Task A_command_says_what_is_wrong_and_exits_so(int exitCode, string says, params string[] arguments) =>
        Assert.Contains(says, await RunAsync(exitCode, arguments), StringComparison.Ordinal);

    /// <summary>The object among what was printed; what is told beside it stands before and after, on standard error.</summary>
    private static JsonElement Json(string output) => JsonElement.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)]);

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        var (code, output) = await GatewayProcess.RunAsync(folders, TestContext.Current.CancellationToken, arguments);
        Assert.True(code == exitCode, $"exit code {code}: {output}");
        return output;
    }
}
