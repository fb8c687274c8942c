using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Storage.Sqlite.Import;
using Squaremcp.Tests.Support;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Import;

/// <summary>What a cluster's backup writes, here from another data folder: the folder knows nothing of where its rows come from.</summary>
public sealed class BackupFolderTests : IAsyncLifetime
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("squaremcp-backup-");
    private SampleInstallation sample = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(root.FullName, "backup");

    private string KeyFile => Path.Combine(sample.Folder, "vault.key");

    public async ValueTask InitializeAsync() => sample = await SampleInstallation.NewAsync(customers: 5, entries: 3);

    public ValueTask DisposeAsync()
    {
        sample?.Dispose();
        root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_holds_everything_but_the_keys_and_only_its_owner_may_read_it()
    {
        var (isGood, said, _) = await BackupAsync(json: false);

        Assert.True(isGood, said);
        Assert.Matches("No key is in it. The stored credentials open only with the vault's key file with the fingerprint [0-9a-f]{16}: keep that apart", said);
        Assert.Equal(["lock", "manifest.json", "squaremcp.db"], Names());
        Assert.DoesNotContain(await File.ReadAllTextAsync(KeyFile, Token), await File.ReadAllTextAsync(Path.Combine(Folder, "squaremcp.db"), Token), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "squaremcp.db"), Token))), Manifest().GetProperty("squaremcp.db").GetString());
        using var bench = new ImportBench(Folder);
        Assert.Empty(bench.DifferencesTo(sample.File));
        Assert.All(["manifest.json", "squaremcp.db"], name => Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(Folder, name)) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), name));
    }

    [Fact]
    public async Task With_the_key_beside_it_a_server_opens_it()
    {
        await BackupAsync(json: false);
        File.Copy(KeyFile, Path.Combine(Folder, "vault.key"));
        await using var services = SampleInstallation.Services(Folder);
        await services.GetRequiredService<IInstallation>().MigrateAsync(Token);
        await services.OpenVaultAsync(Token);

        using var secret = await services.GetRequiredService<IVault>().OpenAsync(SampleInstallation.Credentials("cus_000001"), 1, Token);

        Assert.Equal("token of cus_000001", secret?.RevealText());
    }

    [Fact]
    public async Task What_was_cut_off_has_another_name_and_is_written_anew()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "unfinished.db"), "half", Token);
        await File.WriteAllTextAsync(Path.Combine(Folder, "manifest.json"), "{", Token);
        Assert.Throws<StorageException>(() => SqliteSource.Open(Folder));

        Assert.True((await BackupAsync(json: false)).IsGood);

        Assert.Equal(["lock", "manifest.json", "squaremcp.db"], Names());
    }

    [Fact]
    public async Task Two_at_once_and_what_is_there_already_are_refused()
    {
        using (DataFolder.Open(Folder))
        {
            Assert.Contains("is in use by", (await Assert.ThrowsAsync<StorageException>(() => BackupAsync(json: false))).Message, StringComparison.Ordinal);
        }

        await BackupAsync(json: false);
        var before = Manifest().ToString();
        Assert.Contains("is not empty: there is squaremcp.db in it", (await Assert.ThrowsAsync<StorageException>(() => BackupAsync(json: false))).Message, StringComparison.Ordinal);
        Assert.Equal(before, Manifest().ToString());
    }

    [Fact]
    public async Task A_key_that_does_not_fit_is_told_before_anything_is_written()
    {
        var other = Path.Combine(root.FullName, "other.key");
        await File.WriteAllTextAsync(other, new string('A', 43), Token);

        var refused = await Assert.ThrowsAsync<VaultException>(() => BackupAsync(json: false, other));

        Assert.EndsWith("Nothing was written.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["lock"], Names());
    }

    [Fact]
    public async Task As_JSON_it_is_one_object_and_the_rest_goes_aside()
    {
        var (_, said, aside) = await BackupAsync(json: true);

        var told = JsonElement.Parse(said);
        Assert.True(told.GetProperty("ok").GetBoolean());
        Assert.Equal(sample.Folder, told.GetProperty("source").GetString());
        Assert.Equal(Folder, told.GetProperty("target").GetString());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("finished_before").ValueKind);
        Assert.Equal([.. MovedTables.All.Select(table => table.Name), "audit chains", "secrets opened"], told.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("what").GetString()!));
        Assert.All(told.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("ok").GetBoolean()));
        Assert.Equal("local", Assert.Single(told.GetProperty("vault_keys").EnumerateArray()).GetProperty("provider").GetString());
        Assert.StartsWith($"backing up {sample.Folder} to {Folder}", aside, StringComparison.Ordinal);
        Assert.Contains("No key is in it.", aside, StringComparison.Ordinal);
    }

    private async Task<(bool IsGood, string Said, string Aside)> BackupAsync(bool json, string? keyFile = null)
    {
        using var source = SqliteSource.Open(sample.Folder);
        var (output, aside, clock) = (new StringWriter(), new StringWriter(), new ManualTime());
        var isGood = await InstallationMove.BackupAsync(source, Folder, [new LocalKeyFile(keyFile ?? KeyFile)], new(output, aside, json, ImportWords.Backup, clock), clock, Token);
        return (isGood, output.ToString(), aside.ToString());
    }

    private IEnumerable<string?> Names() => Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private JsonElement Manifest() => JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, "manifest.json")));
}
