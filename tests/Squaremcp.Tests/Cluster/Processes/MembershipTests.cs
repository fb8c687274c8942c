using System.Net;
using System.Text.RegularExpressions;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>Who is taken for a silo: in the database's table of members, and by a frontend.</summary>
public sealed partial class MembershipTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Orleans keeps the rows of the last 25 that ended, so that whoever was voted out learns it.</summary>
    [Fact]
    public async Task Silos_that_were_killed_or_never_came_up_do_not_pile_up_among_the_members()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        Assert.Equal(0, await cluster.SiloVerb("migrate").EndsAsync(Token));
        await cluster.Server.RunAsync(cluster.Database, $"""
            INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime) VALUES
            {string.Concat(Enumerable.Range(1, 60).Select(number => $"('tests', '127.0.0.1', 1, {number}, 'dead', 'old', 6, 2, UTC_TIMESTAMP(6) - INTERVAL {number + 10} MINUTE, UTC_TIMESTAMP(6) - INTERVAL {number + 10} MINUTE),\n"))}
            ('tests', '127.0.0.1', 3, 1, 'half', 'old', 2, 4, UTC_TIMESTAMP(6) - INTERVAL 6 MINUTE, UTC_TIMESTAMP(6) - INTERVAL 6 MINUTE)
            """);

        var first = await cluster.Silo(0).BecomesAsync(HttpStatusCode.OK, Token);
        await cluster.Server.UntilAsync(cluster.Database, "SELECT SUM(Status = 3), SUM(Status <> 3 AND Status <> 6), COUNT(*) <= 27 FROM OrleansMembershipTable", "1\t0\t1\n");

        await first.KillAsync();
        await cluster.Silo(0).BecomesAsync(HttpStatusCode.OK, Token);
        Assert.Equal("1\n", await cluster.Server.RunAsync(cluster.Database, "SELECT COUNT(*) FROM OrleansMembershipTable WHERE Status = 3"));
    }

    [Fact]
    public async Task A_silo_that_was_slow_to_answer_a_frontend_is_counted_once()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        var silo = await cluster.Silo(0).BecomesAsync(HttpStatusCode.OK, Token);
        silo.Freeze();
        var frontend = cluster.Frontend(("Logging__LogLevel__Orleans.Runtime.Messaging", "Warning"));

        // Its system accepts connections meanwhile, and Orleans leaves each of them open.
        await frontend.PrintsAsync(TwoAttempts(), Token);
        silo.GoOn();
        await frontend.BecomesAsync(HttpStatusCode.OK, Token);

        Assert.Contains("Connected to 1 silos.", frontend.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Connected to 2 silos.", frontend.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_without_a_silo_ends_with_what_to_look_at()
    {
        await using var cluster = await ClusterRun.SharedAsync(1);
        var command = cluster.FrontendVerb("customer", "list");

        Assert.Equal(1, await command.EndsAsync(Token));
        Assert.Contains("No silo answered within", command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", command.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(warn: Orleans\.Runtime\.Messaging\.ConnectionManager[\s\S]*){2}", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex TwoAttempts();
}
