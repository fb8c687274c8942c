using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Frontend.Operation;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Storage.MySql;
using Squaremcp.Storage.MySql.Import;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Storage.Sqlite.Import;
using Squaremcp.Tests.Cluster.Import;
using Squaremcp.Tests.Import;
using Squaremcp.Tests.Storage;
using Squaremcp.Tests.Support;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Cluster.Backup;

/// <summary>A cluster's database goes to a folder while it is in use, and comes back from it.</summary>
public sealed class MySqlBackupTests(DatabaseServer server, ITestOutputHelper log) : IDisposable
{
    private readonly BackupBench backup = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => backup.Dispose();

    [Fact]
    public async Task A_thousand_customers_and_fifty_thousand_entries_go_out_and_back_equal()
    {
        using var sample = await SampleInstallation.NewAsync(customers: 1_000, entries: 50);
        using var cluster = await MySqlImportBench.NewAsync(server);
        using var other = await MySqlImportBench.NewAsync(server);
        await cluster.RunAsync(sample.Folder);

        var began = TimeProvider.System.GetTimestamp();
        Assert.True(await backup.BackupAsync(cluster, clock: new ManualTime(DateTimeOffset.UnixEpoch.AddDays(20_000))), backup.Said);
        var written = TimeProvider.System.GetElapsedTime(began);
        Assert.Equal(["reminders"], DifferencesTo(sample.File));
        Assert.Equal(sample.Number("SELECT sum(due_at) FROM reminders"), Number("SELECT sum(due_at) FROM reminders"));
        began = TimeProvider.System.GetTimestamp();
        Assert.True(await backup.RestoreAsync(other, keyFile: cluster.KeyFile), backup.Said);

        log.WriteLine($"backed up in {written.TotalSeconds:F1} s, restored in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s");
        Assert.Equal(await TotalsAsync(cluster), await TotalsAsync(other));
        Assert.True(Number("SELECT count(*) FROM audit") > 49_000);
    }

    [Fact]
    public async Task What_is_written_meanwhile_is_not_in_it_and_nothing_waits_for_it()
    {
        using var sample = await SampleInstallation.NewAsync(customers: 20, entries: 5);
        using var cluster = await MySqlImportBench.NewAsync(server);
        await cluster.RunAsync(sample.Folder);
        await using var services = Serving(cluster);
        await services.OpenVaultAsync(Token);
        var (before, written) = (await cluster.FirstAsync("SELECT count(*) FROM audit"), 0);

        var isGood = await backup.BackupAsync(cluster, source => new WatchedSource(source, async _ =>
        {
            var customer = SampleInstallation.Customer(written++ % 20);
            await services.GetRequiredService<ILedgerWriter>().AppendAsync(TestDatabase.Item(customer), Token).WaitAsync(TestDatabase.Patience, Token);
            await services.GetRequiredService<IVault>().PutAsync(SampleInstallation.Credentials(customer), Secret.OfText("renewed"), Token);
        }));

        Assert.True(isGood, backup.Said);
        Assert.True(written > 50, $"{written} writes are too few to have been in between.");
        Assert.Equal(before, Number("SELECT count(*) FROM audit").ToString(CultureInfo.InvariantCulture));
        Assert.Equal(20, Number("SELECT count(*) FROM secrets"));
        Assert.Equal(written + long.Parse(before, CultureInfo.InvariantCulture), long.Parse(await cluster.FirstAsync("SELECT count(*) FROM audit"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Cut_off_anywhere_there_is_no_backup_and_the_next_begins_anew()
    {
        using var sample = await SampleInstallation.NewAsync(customers: 20, entries: 5);
        using var cluster = await MySqlImportBench.NewAsync(server);
        await cluster.RunAsync(sample.Folder);
        foreach (var table in MovedTables.All)
        {
            await Assert.ThrowsAsync<CutException>(() => backup.BackupAsync(cluster, source => new WatchedSource(source, read => read == table ? throw new CutException() : Task.CompletedTask)));
            Assert.False(File.Exists(backup.File));
            Assert.Contains("holds no installation", Assert.Throws<StorageException>(() => SqliteSource.Open(backup.Folder)).Message, StringComparison.Ordinal);
        }

        Assert.True(await backup.BackupAsync(cluster), backup.Said);
        Assert.Equal(["lock", "manifest.json", "squaremcp.db"], Directory.EnumerateFileSystemEntries(backup.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["reminders"], DifferencesTo(sample.File));
    }

    [Fact]
    public async Task A_server_that_goes_away_meanwhile_is_told_with_what_to_do()
    {
        using var sample = await SampleInstallation.NewAsync(customers: 5, entries: 3);
        await using var own = await DatabaseServer.StartAsync();
        using var cluster = await MySqlImportBench.NewAsync(own);
        await cluster.RunAsync(sample.Folder);

        var cut = await Assert.ThrowsAsync<StorageException>(() => backup.BackupAsync(cluster, source => new WatchedSource(source, table => table == MovedTables.Audit ? own.KillAsync() : Task.CompletedTask)));
        await own.RunningAsync();

        Assert.Contains("cannot be reached", cut.Message, StringComparison.Ordinal);
        Assert.Contains("it begins anew", cut.Message, StringComparison.Ordinal);
        Assert.True(await backup.BackupAsync(cluster), backup.Said);
    }

    [Fact]
    public async Task A_restore_that_is_cut_off_goes_on_and_no_silo_starts_before_it_is_done()
    {
        using var sample = await SampleInstallation.NewAsync(customers: 20, entries: 5);
        using var cluster = await MySqlImportBench.NewAsync(server);
        using var other = await MySqlImportBench.NewAsync(server);
        await cluster.RunAsync(sample.Folder);
        await backup.BackupAsync(cluster);

        await Assert.ThrowsAsync<CutException>(() => backup.RestoreAsync(other, target => new CuttingTarget(target, cutAfter: 4), cluster.KeyFile));
        await using (var services = Serving(other))
        {
            var refused = await Assert.ThrowsAsync<StorageException>(() => services.GetRequiredService<IInstallation>().MigrateAsync(Token));
            Assert.Contains("\"squaremcp-silo restore\"", refused.Message, StringComparison.Ordinal);
        }

        Assert.True(await backup.RestoreAsync(other, keyFile: cluster.KeyFile), backup.Said);
        Assert.Equal(await TotalsAsync(cluster), await TotalsAsync(other));
        Assert.True(await backup.RestoreAsync(other, keyFile: cluster.KeyFile));
        Assert.Contains("was restored here and verified before", backup.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_vaults_key_beside_it_one_process_goes_on_from_it()
    {
        using var sample = await SampleInstallation.NewAsync(customers: 5, entries: 3);
        using var cluster = await MySqlImportBench.NewAsync(server);
        await cluster.RunAsync(sample.Folder);
        await backup.BackupAsync(cluster);
        await using (var locked = SampleInstallation.Services(backup.Folder))
        {
            await locked.GetRequiredService<IInstallation>().MigrateAsync(Token);
            Assert.Contains("Without it the stored credentials cannot be opened", (await Assert.ThrowsAsync<VaultException>(() => locked.OpenVaultAsync(Token))).Message, StringComparison.Ordinal);
        }

        File.Copy(cluster.KeyFile, Path.Combine(backup.Folder, "vault.key"));
        await using var services = SampleInstallation.Services(backup.Folder);
        await services.GetRequiredService<IInstallation>().MigrateAsync(Token);
        await services.OpenVaultAsync(Token);
        using var secret = await services.GetRequiredService<IVault>().OpenAsync(SampleInstallation.Credentials("cus_000000"), 1, Token);
        var entry = await services.GetRequiredService<ILedgerWriter>().AppendAsync(TestDatabase.Item("cus_000000"), Token);

        Assert.Equal("token of cus_000000", secret?.RevealText());
        Assert.Equal(entry.Hash, (await services.GetRequiredService<ILedgerReader>().VerifyAsync("cus_000000", Token)).Head);
    }

    [Fact]
    public async Task A_backup_of_one_process_unpacked_is_restored_into_a_cluster_under_its_own_key()
    {
        using var sample = await SampleInstallation.NewAsync(customers: 5, entries: 3);
        using var cluster = await MySqlImportBench.NewAsync(server);
        var zip = $"{backup.Folder}.zip";
        await File.WriteAllTextAsync(Path.Combine(sample.Folder, "cursor.key"), new string('A', 43), Token);
        await BackupFile.WriteAsync(zip, [.. new[] { BackupFile.Database, BackupFile.CursorKey, BackupFile.VaultKey }.Select(name => (name, Path.Combine(sample.Folder, name)))], Token);
        await System.IO.Compression.ZipFile.ExtractToDirectoryAsync(zip, backup.Folder, Token);

        Assert.True(await backup.RestoreAsync(cluster), backup.Said);

        await using var services = Serving(cluster);
        await services.OpenVaultAsync(Token);
        using var secret = await services.GetRequiredService<IVault>().OpenAsync(SampleInstallation.Credentials("cus_000003"), 1, Token);
        Assert.Equal("token of cus_000003", secret?.RevealText());
        Assert.NotEqual(await File.ReadAllTextAsync(Path.Combine(backup.Folder, "vault.key"), Token), await File.ReadAllTextAsync(cluster.KeyFile, Token));
    }

    [Fact]
    public async Task A_reminder_is_due_when_it_would_have_ticked_next()
    {
        using var sample = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var cluster = await MySqlImportBench.NewAsync(server);
        await cluster.RunAsync(sample.Folder);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_728_000_060_000 + (10 * 60_000) + 1);

        await backup.BackupAsync(cluster, clock: new ManualTime(now));

        Assert.Equal(1_728_000_060_000 + (11 * 60_000), Number("SELECT due_at FROM reminders WHERE name = 'go on'"));
        Assert.Equal(5_000, OrleansReminders.Due(first: 5_000, period: 1_000, now: 4_000));
        Assert.Equal(5_000, OrleansReminders.Due(first: 5_000, period: 1_000, now: 5_000));
        Assert.Equal(6_000, OrleansReminders.Due(first: 5_000, period: 1_000, now: 5_001));
    }

    private static ServiceProvider Serving(MySqlImportBench cluster) => new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
        .AddMySqlStorage(cluster.Options).AddVault(new("local"), cluster.KeyFile).BuildServiceProvider();

    /// <summary>A line for each table: how many rows, and a sum over what tells them apart.</summary>
    private static async Task<string> TotalsAsync(MySqlImportBench cluster) => await cluster.RunSqlAsync("""
        SELECT count(*), sum(crc32(concat(customer, seq, hex(hash), at, outcome))) FROM audit;
        SELECT count(*), sum(crc32(concat(customer, seq, hex(hash)))) FROM audit_heads;
        SELECT count(*), sum(crc32(concat(customer, connection, version, hex(sealed)))) FROM secrets;
        SELECT count(*), sum(crc32(concat(grain_type, grain_key, state_name, hex(payload)))) FROM grain_state;
        SELECT count(*), sum(crc32(concat(customer, id, status, answered))) FROM writes;
        SELECT count(*), sum(crc32(concat(id, email, name, plan))) FROM customers;
        SELECT count(*), sum(crc32(concat(customer, file, seq, hex(sealed)))) FROM file_chunks;
        SELECT count(*), sum(calls) FROM usage_daily;
        SELECT count(*), sum(GrainHash) FROM OrleansRemindersTable;
        """);

    private IReadOnlyList<string> DifferencesTo(string sample)
    {
        using var bench = new ImportBench(backup.Folder);
        return bench.DifferencesTo(sample);
    }

    private long Number(string sql)
    {
        using var database = Database.OpenForReading(backup.File);
        return database.Number(sql);
    }
}
