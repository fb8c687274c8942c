using System.IO.Compression;
using System.Text.Json;
using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Commands;

/// <summary>The verbs that are about the data folder of one process: who holds it, its backup, and what moves into it.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly GatewayFolders folders = new();

    public void Dispose() => folders.Dispose();

    [Fact]
    public async Task A_folder_is_held_by_one_server()
    {
        await using var gateway = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken);

        Assert.Contains("is in use by process", await folders.RunAsync(1, "--urls", "http://127.0.0.1:0"), StringComparison.Ordinal);
        Assert.Contains("is in use by process", await folders.RunAsync(1, "restore", "nothing.zip"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_restores_to_the_same_chain()
    {
        var file = Path.Combine(folders.WorkingDirectory, "backup.zip");
        await folders.RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna");
        var before = await folders.RunAsync(0, "audit", "verify", "--json");
        await folders.RunAsync(0, "backup", file);
        await folders.RunAsync(0, "customer", "create", "--email", "b@example.org", "--name", "Bert");

        Assert.Contains("already holds an installation", await folders.RunAsync(1, "restore", file), StringComparison.Ordinal);
        Assert.Contains("there already", await folders.RunAsync(1, "backup", file), StringComparison.Ordinal);
        await folders.RunAsync(0, "restore", file, "--force");
        Assert.Equal(before, await folders.RunAsync(0, "audit", "verify", "--json"));
    }

    [Fact]
    public async Task What_is_asked_for_as_JSON_is_JSON()
    {
        var file = Path.Combine(folders.WorkingDirectory, "backup.zip");
        using var old = new GatewayFolders();
        await GatewayProcess.RunAsync(old, TestContext.Current.CancellationToken, "customer", "create", "--email", "a@example.org", "--name", "Anna");

        var imported = Json(await folders.RunAsync(0, "import", old.Data, "--json"));
        var written = Json(await folders.RunAsync(0, "backup", file, "--json"));
        var restored = Json(await folders.RunAsync(0, "restore", file, "--force", "--json"));

        Assert.True(imported.GetProperty("ok").GetBoolean());
        Assert.Equal((file, new FileInfo(file).Length), (written.GetProperty("file").GetString(), written.GetProperty("bytes").GetInt64()));
        Assert.Equal((file, folders.Data), (restored.GetProperty("backup").GetString(), restored.GetProperty("restored_to").GetString()));
    }

    [Fact]
    public async Task A_restore_cut_off_in_the_middle_is_done_by_whoever_opens_the_folder()
    {
        var (file, restoring) = (Path.Combine(folders.WorkingDirectory, "backup.zip"), Path.Combine(folders.Data, "restoring"));
        await folders.RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna");
        await folders.RunAsync(0, "backup", file);
        await folders.RunAsync(0, "customer", "create", "--email", "b@example.org", "--name", "Bert");
        await ZipFile.ExtractToDirectoryAsync(file, restoring, TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(restoring, "manifest.json"));
        File.Delete(Path.Combine(folders.Data, "squaremcp.db"));

        var customers = await folders.RunAsync(0, "customer", "list");

        Assert.Contains("Anna", customers, StringComparison.Ordinal);
        Assert.DoesNotContain("Bert", customers, StringComparison.Ordinal);
        Assert.False(Directory.Exists(restoring));
    }

    [Fact]
    public async Task Only_its_owner_may_read_a_backup()
    {
        var file = Path.Combine(folders.WorkingDirectory, "backup.zip");
        await folders.RunAsync(0, "backup", file);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), "The backup is open to others.");
        Assert.False(File.Exists($"{file}.part"));
    }

    [Fact]
    public async Task An_import_moves_another_folders_installation_here_unless_a_server_runs_there()
    {
        using var old = new GatewayFolders();
        await using (await GatewayProcess.StartAsync(old, TestContext.Current.CancellationToken))
        {
            Assert.Contains("is in use by process", await folders.RunAsync(1, "import", old.Data), StringComparison.Ordinal);
        }

        var (code, created) = await GatewayProcess.RunAsync(old, TestContext.Current.CancellationToken, "customer", "create", "--email", "a@example.org", "--name", "Anna");
        Assert.True(code == 0, created);
        var told = await folders.RunAsync(0, "import", old.Data);

        Assert.Matches(@"customers +1 +1  ok[\s\S]*audit chains +1 +1  ok[\s\S]*Everything is there", told);
        Assert.Contains("Anna", await folders.RunAsync(0, "customer", "list"), StringComparison.Ordinal);
        Assert.Contains("True", await folders.RunAsync(0, "audit", "verify"), StringComparison.Ordinal);
        Assert.Contains("moved here and verified before", await folders.RunAsync(0, "import", old.Data), StringComparison.Ordinal);
        Assert.Contains("both the folder to import and the one to import into", await folders.RunAsync(1, "import", folders.Data), StringComparison.Ordinal);
        Assert.Contains("needs the data folder", await folders.RunAsync(2, "import"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_backup_changes_nothing()
    {
        var file = Path.Combine(folders.WorkingDirectory, "backup.zip");
        await folders.RunAsync(0, "customer", "create", "--email", "a@example.org", "--name", "Anna");
        await folders.RunAsync(0, "backup", file);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Array.Clear(bytes, 200, 400);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        Assert.Contains("damaged", await folders.RunAsync(1, "restore", file, "--force"), StringComparison.Ordinal);
        Assert.Contains("Anna", await folders.RunAsync(0, "customer", "list"), StringComparison.Ordinal);
    }

    private static JsonElement Json(string output) => JsonElement.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)]);
}
