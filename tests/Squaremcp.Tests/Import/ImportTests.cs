using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Tests.Storage;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Import;

public sealed class ImportTests(ITestOutputHelper log)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_customers_and_fifty_thousand_entries_arrive_equal()
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        using var source = await SampleInstallation.NewAsync(customers: 1_000, entries: 50);
        using var target = new ImportBench();
        var built = clock.GetElapsedTime(began);
        began = clock.GetTimestamp();

        var report = await target.RunAsync(source.Folder);

        log.WriteLine($"built in {built.TotalSeconds:F1} s, imported and verified in {clock.GetElapsedTime(began).TotalSeconds:F1} s");
        Assert.True(report.Ok, string.Join('\n', report.Tables.Append(report.Chains).Append(report.Secrets).Where(check => !check.Ok)));
        Assert.Empty(target.DifferencesTo(source.File));
        Assert.Equal(new("audit chains", 1_000, 1_000, null), report.Chains);
        Assert.Equal(new("secrets opened", 1_000, 1_000, null), report.Secrets);
        Assert.InRange(report.Tables.Single(check => check.What == "audit").Target, 49_900, 50_000);
        Assert.All(report.Tables, check => Assert.True(check.Target > 0, $"{check.What} is empty in the sample, so nothing is known of it"));
    }

    [Fact]
    public async Task What_arrived_is_an_installation_that_goes_on()
    {
        using var source = await SampleInstallation.NewAsync(customers: 5, entries: 3);
        using var target = new ImportBench();
        await target.RunAsync(source.Folder);

        await using var services = SampleInstallation.Services(target.Folder);
        await services.GetRequiredService<IInstallation>().MigrateAsync(Token);
        await services.OpenVaultAsync(Token);
        using var secret = await services.GetRequiredService<IVault>().OpenAsync(SampleInstallation.Credentials("cus_000000"), 1, Token);
        var entry = await services.GetRequiredService<ILedgerWriter>().AppendAsync(TestDatabase.Item("cus_000000"), Token);
        var check = await services.GetRequiredService<ILedgerReader>().VerifyAsync("cus_000000", Token);

        Assert.Equal("token of cus_000000", secret?.RevealText());
        Assert.NotEqual(await File.ReadAllTextAsync(Path.Combine(source.Folder, "vault.key"), Token), await File.ReadAllTextAsync(Path.Combine(target.Folder, "vault.key"), Token));
        Assert.True(check.Ok, check.Reason);
        Assert.Equal(entry.Hash, check.Head);
    }

    [Fact]
    public async Task The_source_is_not_changed()
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        var before = await File.ReadAllBytesAsync(source.File, Token);
        using var target = new ImportBench();

        await target.RunAsync(source.Folder);

        Assert.Equal(before, await File.ReadAllBytesAsync(source.File, Token));
    }

    [Fact]
    public async Task Progress_counts_every_row_once_when_moving_and_says_what_is_left()
    {
        using var source = await SampleInstallation.NewAsync(customers: 20, entries: 5);
        using var target = new ImportBench();

        var report = await target.RunAsync(source.Folder, mostRows: ImportBench.FewRows);

        var moving = target.Told.Where(told => told.Doing == ImportStage.Moving).ToList();
        var rows = report.Tables.Sum(check => check.Source);
        Assert.Equal((rows, 0), (moving[^1].Run, moving[^1].Left));
        Assert.All(moving, told => Assert.Equal(rows, told.Run + told.Left));
        Assert.All(moving.GroupBy(told => told.Table), table => Assert.Equal(table.Last().Of, table.Last().Rows));
    }

    [Fact]
    public async Task An_import_that_was_completed_is_not_done_again()
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var target = new ImportBench();
        await target.RunAsync(source.Folder);
        target.Change("DELETE FROM customers");

        var again = await target.RunAsync(source.Folder);

        Assert.NotNull(again.FinishedBefore);
        Assert.True(again.Ok);
        Assert.Equal(["customers"], target.DifferencesTo(source.File));
    }
}
