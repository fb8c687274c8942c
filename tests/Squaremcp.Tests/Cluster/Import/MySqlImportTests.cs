using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Storage.MySql;
using Squaremcp.Tests.Import;
using Squaremcp.Tests.Storage;
using Squaremcp.Tests.Support;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Cluster.Import;

/// <summary>A SQLite installation moves into a cluster's database.</summary>
public sealed class MySqlImportTests(DatabaseServer server, ITestOutputHelper log)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_customers_and_fifty_thousand_entries_arrive_equal()
    {
        using var source = await SampleInstallation.NewAsync(customers: 1_000, entries: 50);
        using var target = await MySqlImportBench.NewAsync(server);
        var began = TimeProvider.System.GetTimestamp();

        var report = await target.RunAsync(source.Folder);

        log.WriteLine($"imported and verified in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s");
        Assert.True(report.Ok, string.Join('\n', report.Tables.Append(report.Chains).Append(report.Secrets).Where(check => !check.Ok)));
        Assert.All(report.Tables, check => Assert.True(check.Target > 0, $"{check.What} is empty in the sample, so nothing is known of it"));
        Assert.Equal($"{source.Number("SELECT count(*) FROM writes WHERE outcome IS NOT NULL")}", await target.FirstAsync("SELECT count(*) FROM writes WHERE answered = 1"));
    }

    [Fact]
    public async Task What_arrived_is_an_installation_that_goes_on()
    {
        using var source = await SampleInstallation.NewAsync(customers: 5, entries: 3);
        using var target = await MySqlImportBench.NewAsync(server);
        await target.RunAsync(source.Folder);
        await using var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new ManualTime())
            .AddMySqlStorage(target.Options).AddVault(new("local"), target.KeyFile).BuildServiceProvider();

        await services.GetRequiredService<IInstallation>().MigrateAsync(Token);
        await services.OpenVaultAsync(Token);
        using var secret = await services.GetRequiredService<IVault>().OpenAsync(SampleInstallation.Credentials("cus_000000"), 1, Token);
        var entry = await services.GetRequiredService<ILedgerWriter>().AppendAsync(TestDatabase.Item("cus_000000"), Token);
        var check = await services.GetRequiredService<ILedgerReader>().VerifyAsync("cus_000000", Token);

        Assert.Equal("token of cus_000000", secret?.RevealText());
        Assert.True(check.Ok, check.Reason);
        Assert.Equal(entry.Hash, check.Head);
    }

    [Fact]
    public async Task Reminders_are_Orleans_own_and_tick_when_they_were_due()
    {
        using var source = await SampleInstallation.NewAsync(customers: 5, entries: 3);
        using var target = await MySqlImportBench.NewAsync(server);
        await target.RunAsync(source.Folder);
        var grain = GrainId.Create("square-publish", "cus_000000/pub_1");

        Assert.Equal(
            $"square-publish/cus_000000/pub_1\tgo on\t2024-10-04 00:01:00.000000\t60000\t{(int)grain.GetUniformHashCode()}\t{MySqlImportBench.Service}\n",
            await target.RunSqlAsync("SELECT GrainId, ReminderName, StartTime, Period, GrainHash, ServiceId FROM OrleansRemindersTable WHERE ReminderName = 'go on'"));
        Assert.Equal(grain, GrainId.Parse("square-publish/cus_000000/pub_1"));
    }

    [Fact]
    public async Task Cut_off_after_any_batch_it_goes_on_and_ends_equal()
    {
        using var source = await SampleInstallation.NewAsync(customers: 20, entries: 3);
        using var target = await MySqlImportBench.NewAsync(server);
        var runs = 1;
        while (await CutAsync(target, source, batches: 2))
        {
            runs++;
        }

        Assert.True(runs > 20, $"{runs} runs are too few for a cut in the middle of tables.");
        Assert.NotNull((await target.RunAsync(source.Folder)).FinishedBefore);
    }

    [Fact]
    public async Task Cut_off_within_a_batch_nothing_of_it_is_there()
    {
        using var source = await SampleInstallation.NewAsync(customers: 20, entries: 3);
        using var target = await MySqlImportBench.NewAsync(server);
        await Assert.ThrowsAsync<CutException>(() => target.RunAsync(source.Folder, mostRows: ImportBench.FewRows, committing: batch => CutAt(batch, MovedTables.Audit)));

        Assert.Equal("0", await target.FirstAsync("SELECT count(*) FROM audit"));
        Assert.Equal("0", await target.FirstAsync("SELECT count(*) FROM import_progress WHERE step = 'audit'"));
        Assert.True((await target.RunAsync(source.Folder)).Ok);
    }

    [Fact]
    public async Task No_silo_starts_on_what_is_not_finished()
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var target = await MySqlImportBench.NewAsync(server);
        await CutAsync(target, source, batches: 3);
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddMySqlStorage(target.Options).BuildServiceProvider();

        var refused = await Assert.ThrowsAsync<StorageException>(() => services.GetRequiredService<IInstallation>().MigrateAsync(Token));

        Assert.Contains("\"squaremcp-silo import\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_empty_is_refused_and_so_is_a_row_that_somebody_else_wrote()
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var target = await MySqlImportBench.NewAsync(server);
        await CutAsync(target, source, batches: 3);
        await target.RunSqlAsync("INSERT INTO usage_daily VALUES ('cus_000002', '2024-10-04', 'obsidian_read_note', 7, 0)");

        var row = await Assert.ThrowsAsync<StorageException>(() => target.RunAsync(source.Folder));
        await target.RunSqlAsync("DELETE FROM import_progress");
        var taken = await Assert.ThrowsAsync<StorageException>(() => target.RunAsync(source.Folder));

        Assert.StartsWith("The row customer=cus_000002, day=2024-10-04, tool=obsidian_read_note of usage_daily is in ", row.Message, StringComparison.Ordinal);
        Assert.Contains("holds an installation already: there are rows in vault_keys", taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_does_not_fit_is_named()
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var target = await MySqlImportBench.NewAsync(server);
        source.Change($"UPDATE customers SET email = '{new string('x', 400)}' WHERE id = 'cus_000002'");

        var refused = await Assert.ThrowsAsync<StorageException>(() => target.RunAsync(source.Folder));

        Assert.StartsWith("The row id=cus_000002 of customers does not fit into ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE customers SET email = 'x' WHERE id = 'cus_000001'", "customers", "id=cus_000001 has another email")]
    [InlineData("UPDATE OrleansRemindersTable SET StartTime = StartTime + INTERVAL 1 SECOND WHERE ReminderName = 'renew'", "reminders", "grain_type=square-credential, grain_key=cus_000000/x/Default, name=renew has another due_at")]
    [InlineData("UPDATE grain_state SET payload = '{}' WHERE grain_key = 'cus_000002'", "grain_state", "grain_type=square-customer, grain_key=cus_000002, state_name=customer has another payload")]
    [InlineData("UPDATE audit SET outcome = 'refused' WHERE customer = 'cus_000001' AND seq = 2", "audit chains", "cus_000001: Entry 2 is not as it was written.")]
    [InlineData("DELETE FROM secrets WHERE customer = 'cus_000003'", "secrets", "customer=cus_000003, connection=obsidian/ångström, kind=credentials, version=1 is missing")]
    public async Task A_difference_is_named(string change, string what, string problem)
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var target = await MySqlImportBench.NewAsync(server);

        var report = await target.RunAsync(source.Folder, inner => new CuttingTarget(inner, beforeVerification: () => target.RunSqlAsync(change).GetAwaiter().GetResult()));

        Assert.False(report.Ok);
        Assert.Equal(problem, report.Tables.Append(report.Chains).Append(report.Secrets).Single(check => check.What == what).Problem);
    }

    private static void CutAt(ImportBatch batch, MovedTable table)
    {
        if (batch.Table == table)
        {
            throw new CutException();
        }
    }

    private static async Task<bool> CutAsync(MySqlImportBench target, SampleInstallation source, int batches)
    {
        try
        {
            await target.RunAsync(source.Folder, inner => new CuttingTarget(inner, batches), ImportBench.FewRows);
            return false;
        }
        catch (CutException)
        {
            return true;
        }
    }
}
