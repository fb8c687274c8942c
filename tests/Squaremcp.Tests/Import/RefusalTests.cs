using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite.Import;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Import;

/// <summary>What cannot be imported is refused before anything is moved, or by table and key.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private readonly ImportBench target = new();
    private SampleInstallation source = null!;

    public async ValueTask InitializeAsync() => source = await SampleInstallation.NewAsync(customers: 4, entries: 3);

    public ValueTask DisposeAsync()
    {
        source.Dispose();
        target.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_source_in_use_is_refused_naming_who_has_it()
    {
        using var server = DataFolder.Open(source.Folder);
        await File.WriteAllTextAsync(server.File("run.json"), """{"pid":4711}""", TestContext.Current.CancellationToken);

        Assert.StartsWith($"The data folder {source.Folder} is in use by process 4711. Stop that one, or import a restored backup of it.", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_is_held_while_it_is_imported()
    {
        using var held = SqliteSource.Open(source.Folder);

        Assert.Throws<StorageException>(() => DataFolder.Open(source.Folder));
    }

    [Theory]
    [InlineData("DELETE FROM schema_version WHERE version > 9", "start this version's server on it once")]
    [InlineData("INSERT INTO schema_version VALUES (4711, 'later', 0)", "has schema version 4711, this program knows versions up to")]
    [InlineData("DROP TABLE schema_version", "no such table: schema_version")]
    [InlineData("INSERT INTO import_progress (step, source, moved) VALUES ('import', 'x', 0)", "An import into")]
    public async Task A_source_that_this_program_does_not_know_is_refused(string change, string says)
    {
        source.Change(change);

        Assert.Contains(says, await RefusedAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(target.File));
    }

    [Fact]
    public async Task A_folder_without_an_installation_is_refused_and_not_made()
    {
        var missing = Path.Combine(source.Folder, "none");

        var refused = await Assert.ThrowsAsync<StorageException>(() => target.RunAsync(missing));

        Assert.Contains("holds no installation", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task A_restore_that_was_cut_off_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(source.Folder, "restoring"));

        Assert.Contains("A restore into", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_is_not_empty_is_refused_naming_what_is_there()
    {
        using var other = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        File.Copy(other.File, target.File);

        Assert.Contains("holds an installation already: there are rows in vault_keys", await RefusedAsync(), StringComparison.Ordinal);
        Assert.Empty(target.DifferencesTo(other.File));
    }

    [Fact]
    public async Task A_target_of_another_import_is_refused()
    {
        using var other = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        await target.RunAsync(other.Folder);

        Assert.Contains("was imported from another source", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_target_is_refused()
    {
        await target.RunAsync(source.Folder);
        target.Change("INSERT INTO schema_version VALUES (4711, 'later', 0)");

        Assert.Contains("has schema version 4711", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_key_whose_file_is_lost_is_refused()
    {
        File.Delete(Path.Combine(source.Folder, "vault.key"));

        var refused = await Assert.ThrowsAsync<VaultException>(() => target.RunAsync(source.Folder));

        Assert.Contains(Path.Combine(source.Folder, "vault.key"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_key_of_a_provider_that_is_not_configured_is_refused()
    {
        source.Change("UPDATE vault_keys SET provider = 'aws-kms'");

        var refused = await Assert.ThrowsAsync<VaultException>(() => target.RunAsync(source.Folder));

        Assert.Contains("wrapped by aws-kms, which is not configured here", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE customers SET plan = 'gold' WHERE id = 'cus_000002'", "The row id=cus_000002 of customers ", "its plan is not one this program knows")]
    [InlineData("UPDATE customers SET name = CAST(x'ff41' AS TEXT) WHERE id = 'cus_000002'", "The row id=cus_000002 of customers ", "its name is not what belongs there")]
    [InlineData("UPDATE customers SET created_at = 'today' WHERE id = 'cus_000002'", "The row id=cus_000002 of customers ", "its created_at is not what belongs there")]
    [InlineData("UPDATE secrets SET nonce = x'00' WHERE customer = 'cus_000001'", "The row customer=cus_000001, connection=obsidian/ångström, kind=credentials, version=1 of secrets ", "too short to be sealed")]
    [InlineData("UPDATE grain_state SET payload = x'7b' WHERE grain_key = 'cus_000001'", "The row grain_type=square-customer, grain_key=cus_000001, state_name=customer of grain_state ", "its payload is not JSON")]
    [InlineData("UPDATE reminders SET period = 0 WHERE name = 'renew'", "The row grain_type=square-credential, grain_key=cus_000000/x/Default, name=renew of reminders ", "its period is not positive")]
    [InlineData("UPDATE audit SET outcome = 'refused' WHERE customer = 'cus_000001' AND seq = 2", "The row customer=cus_000001, seq=2 of audit ", "the entry is not as it was written")]
    [InlineData("UPDATE audit SET at = 9000000000000000000 WHERE customer = 'cus_000001' AND seq = 2", "The row customer=cus_000001, seq=2 of audit ", "its time is out of range")]
    [InlineData("DELETE FROM audit WHERE customer = 'cus_000001' AND seq = 2", "The row customer=cus_000001, seq=3 of audit ", "entry 2 is missing before it")]
    [InlineData("UPDATE audit_heads SET hash = x'00' WHERE customer = 'cus_000001'", "The row customer=cus_000001 of audit_heads ", "hash is not 32 bytes long")]
    [InlineData("UPDATE usage_daily SET day = 'Monday' WHERE customer = 'cus_000001'", "The row customer=cus_000001, day=Monday, tool=obsidian_read_note of usage_daily ", "its day is no date")]
    [InlineData("UPDATE writes SET status = 'lost' WHERE customer = 'cus_000001' AND id = 'wrt_1'", "The row customer=cus_000001, id=wrt_1 of writes ", "its status is not one this program knows")]
    [InlineData("UPDATE file_chunks SET sealed = x'00' WHERE seq = 1", "The row customer=cus_000000, file=fil_1, seq=1 of file_chunks ", "too short to be sealed")]
    public async Task A_damaged_row_is_named_by_table_and_key(string damage, string row, string why)
    {
        source.Change(damage);

        var refused = await RefusedAsync();

        Assert.StartsWith(row, refused, StringComparison.Ordinal);
        Assert.Contains(why, refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_page_is_named_by_table()
    {
        var pages = await File.ReadAllBytesAsync(source.File, TestContext.Current.CancellationToken);
        Array.Clear(pages, 4096, pages.Length - 8192);
        await File.WriteAllBytesAsync(source.File, pages, TestContext.Current.CancellationToken);

        Assert.Contains("malformed", await RefusedAsync(), StringComparison.Ordinal);
    }

    private async Task<string> RefusedAsync() => (await Assert.ThrowsAsync<StorageException>(() => target.RunAsync(source.Folder))).Message;
}
