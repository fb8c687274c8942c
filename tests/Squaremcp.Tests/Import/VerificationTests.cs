using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Import;

/// <summary>What is not in the target as it was in the source is noticed, and the target stays closed.</summary>
public sealed class VerificationTests
{
    [Theory]
    [InlineData("DELETE FROM customers WHERE id = 'cus_000001'", "customers", "id=cus_000001 is missing")]
    [InlineData("DELETE FROM customers WHERE id = 'cus_000003'", "customers", "id=cus_000003 is missing")]
    [InlineData("UPDATE customers SET email = 'x' WHERE id = 'cus_000001'", "customers", "id=cus_000001 has another email")]
    [InlineData("INSERT INTO recipients VALUES ('cus_000001', 'a/b', x'00', 0)", "recipients", "customer=cus_000001, connection=a/b, recipient=00 is not in the source")]
    [InlineData("UPDATE grain_state SET payload = x'7b7d' WHERE grain_key = 'cus_000002'", "grain_state", "grain_type=square-customer, grain_key=cus_000002, state_name=customer has another payload")]
    [InlineData("UPDATE file_chunks SET sealed = zeroblob(100029) WHERE seq = 1", "file_chunks", "customer=cus_000000, file=fil_1, seq=1 has another sealed")]
    [InlineData("UPDATE audit SET outcome = 'refused' WHERE customer = 'cus_000001' AND seq = 2", "audit chains", "cus_000001: Entry 2 is not as it was written.")]
    [InlineData("DELETE FROM audit WHERE customer = 'cus_000001' AND seq = 3", "audit chains", "cus_000001: the chain ends at entry 2, its head says 3")]
    [InlineData("DELETE FROM audit WHERE customer = 'cus_000001' AND seq = 1", "audit chains", "cus_000001: Entry 1 is missing.")]
    [InlineData("UPDATE audit SET customer = 'cus_000001x' WHERE customer = 'cus_000001' AND seq = 3", "audit chains", "cus_000001: the chain ends at entry 2, its head says 3")]
    [InlineData("INSERT INTO audit SELECT 'cus_x', seq, at, actor, action, target, outcome, call_id, via, client, platform, account, duration_ms, arguments_hash, prev_hash, hash, summary, counted, write_id, form FROM audit WHERE customer = 'cus_000001'", "audit chains", "cus_x has entries and no head")]
    [InlineData("UPDATE secrets SET sealed = zeroblob(40) WHERE customer = 'cus_000001'", "secrets opened", "customer=cus_000001, connection=obsidian/ångström, kind=credentials, version=1 does not open")]
    public async Task A_difference_is_named_and_the_target_stays_closed(string change, string what, string problem)
    {
        using var source = await SampleInstallation.NewAsync(customers: 4, entries: 3);
        using var target = new ImportBench();

        var report = await target.RunAsync(source.Folder, inner => new CuttingTarget(inner, beforeVerification: () => target.Change(change)));

        var check = report.Tables.Append(report.Chains).Append(report.Secrets).Single(check => check.What == what);
        Assert.False(report.Ok);
        Assert.False(check.Ok);
        Assert.Equal(problem, check.Problem);
        await using var services = SampleInstallation.Services(target.Folder);
        await Assert.ThrowsAsync<StorageException>(() => services.GetRequiredService<IInstallation>().MigrateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_person_is_told_the_rate_and_what_is_left_once_a_second_and_the_verdict_at_the_end()
    {
        var (clock, output) = (new ManualTime(), new StringWriter());
        var printer = new ImportPrinter(output, TextWriter.Null, json: false, ImportWords.Import, clock);
        printer.Report(new(ImportStage.Moving, "customers", 0, 1_000, 0, 51_000));
        clock.Advance(TimeSpan.FromMilliseconds(999));
        printer.Report(new(ImportStage.Moving, "audit", 1_000, 50_000, 2_000, 49_000));
        clock.Advance(TimeSpan.FromMilliseconds(1_001));
        printer.Report(new(ImportStage.Moving, "audit", 20_000, 50_000, 21_000, 30_000));
        printer.Print("here", "there", new() { Tables = [new("customers", 1_000, 1_000, null), new("audit", 50_000, 49_999, null)], Chains = new("audit chains", 1_000, 999, "cus_1: Entry 7 is missing.") });

        Assert.Equal(
            """
            moved     customers           0 of 1,000 rows, 51,000 left in all
            moved     audit               20,000 of 50,000 rows, 10,500 rows/s, 30,000 left in all, about 3 s
                                        source        target
            customers                    1,000         1,000  ok
            audit                       50,000        49,999  the numbers differ
            audit chains                 1,000           999  cus_1: Entry 7 is missing.
            secrets opened                   0             0  ok
            The import is not good: no server starts on the target. Nothing was changed in the source.

            """,
            output.ToString(),
            ignoreLineEndingDifferences: true);
    }
}
