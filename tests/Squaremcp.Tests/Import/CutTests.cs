using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;

namespace Squaremcp.Tests.Import;

/// <summary>An import that is cut off goes on where it was, and ends as one that was not.</summary>
public sealed class CutTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cut_off_after_every_batch_it_goes_on_and_ends_equal()
    {
        using var source = await SampleInstallation.NewAsync(customers: 20, entries: 5);
        using var target = new ImportBench();
        var runs = 1;
        while (await CutAsync(target, source, batches: 1))
        {
            runs++;
        }

        var batches = target.Told.Where(told => told.Doing == ImportStage.Moving).Select(told => told.Table).ToList();
        Assert.Empty(target.DifferencesTo(source.File));
        Assert.Equal(MovedTables.All.Select(table => table.Name), batches.Distinct());
        Assert.True(batches.Count > 40, $"{batches.Count} batches are too few for a cut in the middle of tables.");
        Assert.Equal(batches.Count, runs);
    }

    [Fact]
    public async Task Cut_off_within_a_batch_nothing_of_it_is_there()
    {
        using var source = await SampleInstallation.NewAsync(customers: 20, entries: 5);
        foreach (var table in MovedTables.All)
        {
            using var target = new ImportBench();
            await Assert.ThrowsAsync<CutException>(() => target.RunAsync(source.Folder, mostRows: ImportBench.FewRows, committing: batch => CutAt(batch, table)));
            Assert.Equal(0, Count(target, table.Name));
            Assert.True((await target.RunAsync(source.Folder)).Ok);
            Assert.Empty(target.DifferencesTo(source.File));
        }
    }

    [Fact]
    public async Task No_server_starts_on_what_is_not_finished()
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var target = new ImportBench();
        await CutAsync(target, source, batches: 3);
        await using var services = SampleInstallation.Services(target.Folder);

        var refused = await Assert.ThrowsAsync<StorageException>(() => services.GetRequiredService<IInstallation>().MigrateAsync(Token));

        Assert.Contains("\"squaremcp import\" again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_a_server_changed_meanwhile_is_refused()
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var target = new ImportBench();
        await CutAsync(target, source, batches: 3);
        source.Change("UPDATE grain_state SET etag = 'other' WHERE grain_key = 'cus_000003'");

        var refused = await Assert.ThrowsAsync<StorageException>(() => target.RunAsync(source.Folder));

        Assert.Contains("a server ran on this source since", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_somebody_else_wrote_is_refused_where_it_differs_and_taken_where_it_does_not()
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var target = new ImportBench();
        await CutAsync(target, source, batches: 3);
        target.Change($"ATTACH '{source.File}' AS source; INSERT INTO usage_daily SELECT * FROM source.usage_daily WHERE customer IN ('cus_000001', 'cus_000002'); UPDATE usage_daily SET calls = 7 WHERE customer = 'cus_000002'");

        var refused = await Assert.ThrowsAsync<StorageException>(() => target.RunAsync(source.Folder));

        Assert.StartsWith("The row customer=cus_000002, day=2024-10-04, tool=obsidian_read_note of usage_daily is in ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("with another calls", refused.Message, StringComparison.Ordinal);
        target.Change("DELETE FROM usage_daily WHERE customer = 'cus_000002'");
        Assert.True((await target.RunAsync(source.Folder)).Ok);
    }

    private static void CutAt(ImportBatch batch, MovedTable table)
    {
        if (batch.Table == table)
        {
            throw new CutException();
        }
    }

    private static async Task<bool> CutAsync(ImportBench target, SampleInstallation source, int batches)
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

    private static long Count(ImportBench target, string table)
    {
        using var database = Squaremcp.Storage.Sqlite.Database.OpenForReading(target.File);
        return database.Number($"SELECT count(*) FROM {table}");
    }
}
