using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Storage.Sqlite.Import;
using Squaremcp.Tests.Cluster.Import;
using Squaremcp.Tests.Import;
using Squaremcp.Tests.Support;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Cluster.Backup;

/// <summary>What cannot be backed up or restored is refused with what to do, and nothing is half there.</summary>
public sealed class RefusedBackupTests(DatabaseServer server) : IAsyncLifetime
{
    private readonly BackupBench backup = new();
    private SampleInstallation sample = null!;
    private MySqlImportBench cluster = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await MySqlImportBench.NewAsync(server);
        sample = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        await cluster.RunAsync(sample.Folder);
    }

    public ValueTask DisposeAsync()
    {
        backup.Dispose();
        sample?.Dispose();
        cluster?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("INSERT INTO schema_version VALUES (9999, '9999_future', 0)", "has schema version 9999, this program knows versions up to")]
    [InlineData("DELETE FROM schema_version WHERE version > 3", "has schema version 3, this program has version")]
    [InlineData("UPDATE installation SET name = 'another'", "belongs to the installation 'another'")]
    [InlineData("UPDATE import_progress SET done_at = NULL", "is not finished")]
    [InlineData("DROP TABLE schema_version", "does not have this program's tables")]
    [InlineData("UPDATE file_chunks SET sealed = x'00' WHERE seq = 1", "The row customer=cus_000000, file=fil_1, seq=1 of file_chunks in")]
    [InlineData("UPDATE audit SET outcome = 'refused' WHERE customer = 'cus_000001' AND seq = 2", "The row customer=cus_000001, seq=2 of audit in")]
    public async Task A_database_that_is_not_as_it_should_be_is_not_backed_up(string change, string says)
    {
        await cluster.RunSqlAsync(change);

        var refused = await Assert.ThrowsAsync<StorageException>(() => backup.BackupAsync(cluster));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(backup.File));
    }

    [Fact]
    public async Task What_the_vault_cannot_open_is_told_before_a_backup_writes_anything()
    {
        var refused = await Assert.ThrowsAsync<VaultException>(() => backup.BackupAsync(cluster, keyFile: backup.NewKeyFile()));

        Assert.Contains("the stored credentials need the one with", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was written.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["lock"], Directory.EnumerateFileSystemEntries(backup.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_secret_that_does_not_open_makes_a_backup_no_good()
    {
        await cluster.RunSqlAsync("UPDATE secrets SET sealed = repeat(x'00', 40) WHERE customer = 'cus_000002'");

        Assert.False(await backup.BackupAsync(cluster));
        Assert.Contains("customer=cus_000002, connection=obsidian/ångström, kind=credentials, version=1 does not open", backup.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(backup.File));
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_left_as_it_is()
    {
        Directory.CreateDirectory(backup.Folder);
        await File.WriteAllTextAsync(Path.Combine(backup.Folder, "vault.key"), "mine", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<StorageException>(() => backup.BackupAsync(cluster));

        Assert.Contains("is not empty: there is vault.key in it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["vault.key"], Directory.EnumerateFileSystemEntries(backup.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_restore_whose_vault_key_does_not_fit_writes_nothing()
    {
        await backup.BackupAsync(cluster);
        using var other = await MySqlImportBench.NewAsync(server);

        var refused = await Assert.ThrowsAsync<VaultException>(() => backup.RestoreAsync(other, keyFile: backup.NewKeyFile()));

        Assert.Contains("the stored credentials need the one with", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was written.", refused.Message, StringComparison.Ordinal);
        Assert.Equal("", await other.RunSqlAsync("SHOW TABLES"));
    }

    [Fact]
    public async Task A_restore_into_a_database_that_is_not_empty_is_refused()
    {
        await backup.BackupAsync(cluster);
        using var other = await MySqlImportBench.NewAsync(server);
        using var another = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        await other.RunAsync(another.Folder);
        await other.RunSqlAsync("DELETE FROM import_progress");

        var refused = await Assert.ThrowsAsync<StorageException>(() => backup.RestoreAsync(other, keyFile: cluster.KeyFile));

        Assert.Contains("holds an installation already: there are rows in vault_keys", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_is_not_as_it_was_written_is_not_restored()
    {
        await backup.BackupAsync(cluster);
        using var other = await MySqlImportBench.NewAsync(server);
        using (var database = Database.OpenForWriting(backup.File))
        {
            // No check of a row's form would notice it.
            database.Execute("UPDATE customers SET name = 'Somebody else' WHERE id = 'cus_000001'");
        }

        Assert.Contains("is not as the backup was written", await RefusedAsync(other), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(backup.Folder, BackupFolder.Manifest), "{", TestContext.Current.CancellationToken);
        Assert.Contains("cannot be read", await RefusedAsync(other), StringComparison.Ordinal);
        File.Delete(Path.Combine(backup.Folder, BackupFolder.Manifest));
        Assert.Contains("holds no backup", await RefusedAsync(other), StringComparison.Ordinal);
        Assert.Equal("", await other.RunSqlAsync("SHOW TABLES"));
    }

    private async Task<string> RefusedAsync(MySqlImportBench other) => (await Assert.ThrowsAsync<StorageException>(() => backup.RestoreAsync(other, keyFile: cluster.KeyFile))).Message;
}
