using Squaremcp.Storage.Sqlite;
using Squaremcp.Tests.Crash;

namespace Squaremcp.Tests.Import;

/// <summary><c>kill -9</c> within the transaction of a batch.</summary>
[Trait("Category", "Slow")]
public sealed class KillTests
{
    internal const string Variable = "SQUAREMCP_TESTS_IMPORT_KILL";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData("vault_keys", 1)]
    [InlineData("grain_state", 2)]
    [InlineData("audit", 10)]
    [InlineData("file_chunks", 1)]
    public async Task Killed_within_a_batch_the_next_run_goes_on_and_ends_equal(string table, int batch)
    {
        using var source = await SampleInstallation.NewAsync(customers: 20, entries: 5);
        using var target = new ImportBench();

        var (code, output) = await CrashProcess.RunAsync(
            typeof(KillChild), nameof(KillChild.Imports_until_killed), Variable, $"{source.Folder}|{target.Folder}|{table}|{batch}", Patience, TestContext.Current.CancellationToken);

        Assert.True(code == CrashProcess.Killed, $"It should have been killed, and ended with {code}:\n{output}");
        Assert.Equal((batch - 1) * ImportBench.FewRows, Count(target, table));
        var report = await target.RunAsync(source.Folder);
        Assert.True(report.Ok);
        Assert.Empty(target.DifferencesTo(source.File));
    }

    private static long Count(ImportBench target, string table)
    {
        using var database = Database.OpenForWriting(target.File);
        return database.Number($"SELECT count(*) FROM {table}");
    }
}

/// <summary>The process that is killed.</summary>
public sealed class KillChild
{
    [Fact(Explicit = true), Trait("Category", "Child")]
    public async Task Imports_until_killed()
    {
        var told = (Environment.GetEnvironmentVariable(KillTests.Variable) ?? throw new InvalidOperationException($"{nameof(KillTests)} starts this.")).Split('|');
        var left = int.Parse(told[3]);
        using var target = new ImportBench(told[1]);
        await target.RunAsync(told[0], mostRows: ImportBench.FewRows, committing: batch =>
        {
            if (batch.Table.Name == told[2] && --left == 0)
            {
                System.Diagnostics.Process.GetCurrentProcess().Kill();
                Thread.CurrentThread.Join();
            }
        });
    }
}
