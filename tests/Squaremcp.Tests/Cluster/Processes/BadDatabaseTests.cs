using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Cluster.Processes;

/// <summary>
/// The database of a cluster at work restarts, stands still, cannot be written or is full: calls meanwhile get a clear error that says what to do, nothing is half done, the silo's readiness has the reason,
/// and service comes back by itself.
/// </summary>
public sealed class BadDatabaseTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_restarts_under_load_costs_a_wait_and_nothing_that_was_answered()
    {
        const int Callers = 4;
        await using var at = await WorkingCluster.StartAsync();
        var (answered, errors, slowest) = (new ConcurrentBag<string>(), new ConcurrentBag<string>(), new ConcurrentBag<TimeSpan>());
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var written = new SemaphoreSlim(0);
        var callers = Enumerable.Range(0, Callers).Select(CallAsync).ToList();

        await WritesAsync(Callers * 5);
        for (var restart = 0; restart < 2; restart++)
        {
            await at.Cluster.Server.KillAsync();
            await at.Cluster.Server.RunningAsync();
            await WritesAsync(Callers * 10);
        }

        await over.CancelAsync();
        await Task.WhenAll(callers);
        await at.Silo.BecomesAsync(HttpStatusCode.OK, Token);

        output.WriteLine($"{answered.Count} writes answered, {errors.Count} errors, slowest {slowest.Max().TotalSeconds:0.0} s\n{string.Join('\n', errors.Distinct())}");
        var lines = at.Lines("log-*.md");
        Assert.Equal(lines.Count, lines.Distinct().Count());
        Assert.All(answered, line => Assert.Contains(line, lines));
        Assert.All(errors, text => Assert.True(WorkingCluster.SaysWhatToDo(text), text));
        Assert.True(await at.NumberAsync("SELECT count(*) FROM writes WHERE idempotency_key LIKE 'key-%' AND status = 'done'") >= answered.Count, "An answered write is not in the ledger as done.");
        await at.ChainIsWholeAsync();

        async Task CallAsync(int caller)
        {
            for (var number = 0; !over.IsCancellationRequested; number++)
            {
                var (line, began) = ($"- {caller} {number}", Stopwatch.StartNew());
                var (isError, text) = await at.AppendAsync($"log-{caller}.md", line, $"key-{caller}-{number}");
                slowest.Add(began.Elapsed);
                if (isError)
                {
                    errors.Add(text);
                    continue;
                }

                answered.Add(line);
                written.Release();
            }
        }

        async Task WritesAsync(int count)
        {
            while (written.Wait(0, Token))
            {
                // Those of before do not count.
            }

            for (var number = 0; number < count; number++)
            {
                Assert.True(await written.WaitAsync(TimeSpan.FromSeconds(60), Token), $"After {number} of {count} writes nothing was written for a minute: {string.Join('\n', errors.Distinct())}");
            }
        }
    }

    [Fact]
    public async Task While_the_database_is_read_only_nothing_is_sent_and_the_next_call_after_it_is_answered()
    {
        await using var at = await WorkingCluster.StartAsync();
        await at.SqlAsync("SET GLOBAL read_only = 1");

        await at.RefusedAsync("read-only");

        await at.SqlAsync("SET GLOBAL read_only = 0");
        await at.BackAsync();
    }

    [Fact]
    public async Task While_the_database_is_full_nothing_is_sent_and_the_next_call_after_it_is_answered()
    {
        Assert.SkipUnless(DatabasePrograms.Chosen.Server.EndsWith("mariadbd", StringComparison.Ordinal), "MySQL's undo has files of its own, so that small changes still fit where no table can grow.");

        // As a disk would be: no table has a file of its own, and theirs may not grow beyond that.
        await using var at = await WorkingCluster.StartAsync("--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:48M");
        await at.SqlAsync("CREATE DATABASE filler; CREATE TABLE filler.rows_of_it (id INT AUTO_INCREMENT PRIMARY KEY, what LONGBLOB) ENGINE = InnoDB");
        await at.FillAsync();

        await at.RefusedAsync("is full");

        // Room is added; where there is none at all, not even a table can be dropped.
        await at.Cluster.Server.RestartAsync("--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:96M");
        await at.BackAsync();
    }

    [Fact]
    public async Task While_the_database_stands_still_calls_wait_or_are_told_and_then_go_on()
    {
        await using var at = await WorkingCluster.StartAsync();
        at.Stop();
        try
        {
            // Shorter than a call's patience: it waits, and is answered.
            var waiting = at.AppendAsync("slow.md", "- short", "short");
            await at.Silo.SaysAsync(HttpStatusCode.ServiceUnavailable, Token, "did not answer within 5 seconds");
            Assert.False(waiting.IsCompleted, "The call was answered while its audit could not be written.");
            at.GoOn();
            var (isError, text) = await waiting;
            Assert.False(isError, text);

            // Longer: it is told, and nothing was sent.
            at.Stop();
            var began = Stopwatch.StartNew();
            (isError, text) = await at.AppendAsync("slow.md", "- long", "long");
            output.WriteLine($"told after {began.Elapsed.TotalSeconds:0.0} s: {text}");
            Assert.True(isError, text);
            Assert.True(WorkingCluster.SaysWhatToDo(text), text);
        }
        finally
        {
            at.GoOn();
        }

        await at.BackAsync();
        Assert.Single(at.Lines("slow.md"), line => line == "- short");
        Assert.InRange(at.Lines("slow.md").Count(line => line == "- long"), 0, 1);
    }

    [Fact]
    public async Task A_silo_that_is_told_to_end_while_its_database_is_gone_ends_before_Kubernetes_would_kill_it()
    {
        await using var at = await WorkingCluster.StartAsync();
        await at.Cluster.Server.KillAsync();
        await at.Silo.SaysAsync(HttpStatusCode.ServiceUnavailable, Token, "cannot be reached");

        var began = Stopwatch.StartNew();
        at.Silo.Tell();
        await at.Silo.EndsAsync(Token, TimeSpan.FromSeconds(90));

        Assert.Contains("could not sign off within", at.Silo.Output, StringComparison.Ordinal);
        output.WriteLine($"ended after {began.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_database_whose_clock_is_minutes_off_is_not_served_on_until_it_is_set()
    {
        await using var cluster = await ClusterRun.StartAsync(1);
        await WorkingCluster.AddUserAsync(cluster);
        await cluster.Server.RunAsync("mysql", "SET GLOBAL init_connect = 'SET timestamp = unix_timestamp() - 300'");
        var silo = await cluster.Silo(0, ("Cluster__ConnectionString", $"{WorkingCluster.ConnectionString(cluster)};Pooling=false"))
            .BecomesAsync(HttpStatusCode.ServiceUnavailable, Token, "seconds ahead of the database's. Set both by NTP");

        Assert.Matches("This machine's clock is 30[0-9] seconds ahead", silo.Output);
        Assert.Contains("The silo cannot start yet and tries again", silo.Output, StringComparison.Ordinal);
        await cluster.Server.RunAsync("mysql", "SET GLOBAL init_connect = ''");
        await silo.BecomesAsync(HttpStatusCode.OK, Token);
    }

    [Fact]
    public async Task A_connection_string_with_a_name_that_is_not_there_ends_the_silo_with_what_to_set()
    {
        await using var cluster = await ClusterRun.StartAsync(1);
        var silo = cluster.Silo(0, ("Cluster__ConnectionString", $"{cluster.Server.ConnectionString(cluster.Database)};Database=nowhere"));

        Assert.Equal(1, await silo.EndsAsync(Token));
        Assert.Contains("there is no such database on that server. Create it, or set SQUAREMCP__Cluster__ConnectionString", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_where_nobody_answers_is_told_and_tried_again_without_its_password()
    {
        await using var cluster = await ClusterRun.StartAsync(1);
        var silo = await cluster.Silo(0, ("Cluster__ConnectionString", $"{cluster.Server.ConnectionString(cluster.Database)};Port=1;Password=secret-of-mine"))
            .BecomesAsync(HttpStatusCode.ServiceUnavailable, Token, "cannot be reached. See that it runs, and that SQUAREMCP__Cluster__ConnectionString names it");

        await silo.PrintsAsync("tries again", Token);
        Assert.DoesNotContain("secret-of-mine", silo.Output, StringComparison.Ordinal);
    }
}
