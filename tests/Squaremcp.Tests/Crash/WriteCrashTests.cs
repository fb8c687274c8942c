namespace Squaremcp.Tests.Crash;

/// <summary>
/// The process dies at each named point of a write, and anywhere, two hundred times by seed; what it was asked is asked again. No write is done twice, none is forgotten, the chain verifies,
/// and usage equals audit equals what the platform counted.
/// </summary>
/// <remarks><c>SQUAREMCP_WRITE_CRASHES</c> (200) makes a run longer or shorter.</remarks>
[Trait("Category", "Slow")]
public sealed class WriteCrashTests(ITestOutputHelper log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly CrashPoint[] Points = [CrashPoint.BeforeSent, CrashPoint.AfterSent, CrashPoint.AfterThePlatformAnswered, CrashPoint.BeforeTheOutcome, CrashPoint.Anywhere];

    private static int Crashes => int.TryParse(Environment.GetEnvironmentVariable("SQUAREMCP_WRITE_CRASHES"), out var crashes) ? crashes : 200;

    [Fact]
    public async Task Cut_off_anywhere_no_write_is_done_twice_and_none_is_forgotten()
    {
        // A chain of crashes for each point, on one folder: what one leaves the next has to live with.
        await Parallel.ForEachAsync(Points, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = TestContext.Current.CancellationToken }, async (point, cancellationToken) =>
        {
            var folder = Directory.CreateTempSubdirectory("squaremcp-writes-").FullName;
            for (var n = 0; n < Crashes / Points.Length; n++)
            {
                var (code, output) = await RunAsync(folder, point, ((int)point * 1_000) + n, cancellationToken);
                Assert.True(code == CrashProcess.Killed, $"{point} {n}: it should have been killed, and ended with {code}:\n{output}");
            }

            var (_, told) = await RunAsync(folder, CrashPoint.Nowhere, 0, cancellationToken);
            Assert.True(told.Contains(WriteCrashChild.Whole, StringComparison.Ordinal), $"{point}: {told}");
            lock (Points)
            {
                log.WriteLine($"{point}: {File.ReadLines(Path.Combine(folder, "platform.log")).Count()} writes over {Crashes / Points.Length} crashes");
            }

            Directory.Delete(folder, recursive: true);
        });
    }

    private static Task<(int Code, string Output)> RunAsync(string folder, CrashPoint point, int seed, CancellationToken cancellationToken) =>
        CrashProcess.RunAsync(typeof(WriteCrashChild), nameof(WriteCrashChild.Writes_until_cut_off), WriteCrashChild.Variable, $"{folder}|{point}|{seed}", Patience, cancellationToken);
}
