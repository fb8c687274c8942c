using Microsoft.Extensions.Logging;
using Squaremcp.Silo.Cluster;
using Squaremcp.Silo.Operation;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster;

/// <summary>The clock of a silo at work, against a real database's.</summary>
public sealed class ClockWatchTests(DatabaseServer server)
{
    [Fact]
    public async Task A_clock_that_is_minutes_off_is_told_every_minute()
    {
        var database = await server.NewDatabaseAsync();
        var (time, log) = (new ManualTime(TimeProvider.System.GetUtcNow().AddDays(-1)), new LogLines());
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var watch = new ClockWatch(new OrleansSchema(server.ConnectionString(database), "tests"), time, loggers.CreateLogger<ClockWatch>());
        await watch.StartAsync(TestContext.Current.CancellationToken);

        // Until it waits for the minute, which nobody is told, one passes for nothing.
        var told = log.Of("seconds behind the database's. Set both by NTP");
        while (!told.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await server.RunAsync(database, "SELECT 1");
        }

        await told;
        await watch.StopAsync(TestContext.Current.CancellationToken);
        Assert.Matches("This machine's clock is [78][0-9]{4} seconds behind", string.Join('\n', log.Lines));
    }
}
