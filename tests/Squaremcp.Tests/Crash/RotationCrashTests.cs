using Squaremcp.Storage.Sqlite;

namespace Squaremcp.Tests.Crash;

/// <summary><c>kill -9</c> in the middle of a rotation of the vault's key: the next start ends it, and no secret is lost or left behind.</summary>
[Trait("Category", "Slow")]
public sealed class RotationCrashTests(ITestOutputHelper log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(RotationCut.BeforeTheWrite, 5)]
    [InlineData(RotationCut.DuringTheWrite, 10)]
    [InlineData(RotationCut.AfterTheWrite, 16)]
    public async Task Killed_half_way_the_rotation_ends_at_the_next_start_and_every_secret_opens(RotationCut cut, int batch)
    {
        var folder = Directory.CreateTempSubdirectory("squaremcp-rotation-").FullName;
        var (code, output) = await RunAsync(folder, cut, batch);
        Assert.True(code == CrashProcess.Killed, $"It should have been killed, and ended with {code}:\n{output}");

        var moved = PercentMoved(folder);
        log.WriteLine($"killed {cut} of batch {batch}, {moved} % moved");
        Assert.InRange(moved, 10, 90);

        var (_, told) = await RunAsync(folder, RotationCut.Nowhere, 0);
        Assert.True(told.Contains(RotationCrashChild.Whole, StringComparison.Ordinal), told);
        Assert.Equal(100, PercentMoved(folder));
        Directory.Delete(folder, recursive: true);
    }

    private static Task<(int Code, string Output)> RunAsync(string folder, RotationCut cut, int batch) =>
        CrashProcess.RunAsync(typeof(RotationCrashChild), nameof(RotationCrashChild.Rotates_until_killed), RotationCrashChild.Variable, $"{folder}|{cut}|{batch}", Patience, TestContext.Current.CancellationToken);

    /// <summary>How many of the secrets are under the newest key there is, in percent.</summary>
    private static long PercentMoved(string folder)
    {
        using var database = Database.OpenForReading(Directory.EnumerateFiles(Path.Combine(folder, "data"), "*.db").Single());
        return database.Number("SELECT count(*) FILTER (WHERE wrap_key = (SELECT max(id) FROM vault_keys)) * 100 / count(*) FROM secrets");
    }
}
