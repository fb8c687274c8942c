using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Storage.MySql;
using Squaremcp.Tests.Storage;
using Squaremcp.Tests.Support;
using Squaremcp.Tools;
using static Squaremcp.Tests.Storage.TestWrites;

namespace Squaremcp.Tests.Cluster.Storage;

/// <summary>Several silos on one database, and what becomes of changes when something on the way breaks.</summary>
public sealed class MySqlFaultTests(DatabaseServer server) : IDisposable
{
    private readonly string folder = TestDatabase.NewFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Two_silos_number_the_entries_of_the_same_customers_without_gap_or_duplicate()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();

        var entries = await Task.WhenAll(Enumerable.Range(0, 600).Select(n => (n % 2 == 0 ? one : other).AppendAsync(TestDatabase.Item($"cus_{n % 3}"))));

        foreach (var customer in entries.GroupBy(entry => entry.CustomerId))
        {
            Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), customer.Select(entry => entry.Seq).Order());
            Assert.Equal(200, (await one.VerifyAsync(customer.Key)).Entries);
            Assert.Equal(200, (await other.Reader.UsageAsync(customer.Key, Day, Day, CancellationToken.None)).Calls);
        }
    }

    [Fact]
    public async Task A_call_that_reaches_a_second_silo_while_the_first_commits_waits_for_it_and_does_not_begin()
    {
        var (isThere, mayCommit) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var other = await OpenAsync();
        await other.AppendAsync(TestDatabase.Item(Anna));
        await using var one = await OpenAsync(text => new()
        {
            ConnectionString = text,
            Committing = _ =>
            {
                isThere.TrySetResult();
                return mayCommit.Task;
            },
        });

        var first = BeginAsync(one, "wrt_1", key: "k");
        await isThere.Task.WaitAsync(TestDatabase.Patience);
        var second = BeginAsync(other, "wrt_2", key: "k");
        await server.UntilAsync(
            "mysql",
            $"SELECT count(*) FROM information_schema.innodb_trx JOIN information_schema.processlist ON id = trx_mysql_thread_id WHERE db = '{MySqlEngine.NameOf(folder)}' AND trx_state = 'LOCK WAIT'",
            "1\n");
        mayCommit.SetResult();

        Assert.Equal(WriteVerdict.Begun, (await first).Verdict);
        Assert.Equal((WriteVerdict.Same, "wrt_1"), await second is var admission ? (admission.Verdict, admission.Earlier?.Id) : default);
    }

    [Fact]
    public async Task A_change_that_fails_fails_alone_and_takes_no_number()
    {
        var isHeld = new TaskCompletionSource();
        await using var database = await OpenAsync(text => new() { ConnectionString = text, Committing = _ => isHeld.Task });
        var first = database.AppendAsync(TestDatabase.Item("cus_1"));
        var good = new[] { "cus_1", "cus_2" }.Select(customer => database.AppendAsync(TestDatabase.Item(customer))).ToList();
        var tooLong = database.AppendAsync(TestDatabase.Item("cus_1", target: new string('x', 300)));
        var notEntered = database.AppendAsync(Ending("wrt_none", WriteStatus.Done) with { Audit = TestDatabase.Entry("cus_1") });
        var last = database.AppendAsync(TestDatabase.Item("cus_1"));
        isHeld.SetResult();

        Assert.Contains("could not commit", (await Assert.ThrowsAsync<StorageException>(() => tooLong)).Message);
        Assert.Contains("was never entered", (await Assert.ThrowsAsync<StorageException>(() => notEntered)).Message);
        Assert.Equal([1, 2, 1, 3], (await Task.WhenAll([first, .. good, last])).Select(entry => entry.Seq));
        Assert.Equal(3, (await database.VerifyAsync("cus_1")).Entries);
    }

    [Fact]
    public async Task A_change_that_was_begun_in_part_leaves_nothing()
    {
        await using var database = await OpenAsync();
        await BeginAsync(database, "wrt_1");
        await database.AppendAsync(Ending("wrt_1", WriteStatus.Done, ToolOutcome.Success("{}")));

        // The answers older than a day are forgotten first; then the id is found taken.
        await Assert.ThrowsAsync<StorageException>(() => BeginAsync(database, Write("wrt_1", key: "k") with { At = Now.AddDays(3) }));

        Assert.Equal(1, database.Number("SELECT count(*) FROM writes WHERE outcome IS NOT NULL AND answered = 1"));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_not_done_twice()
    {
        var lost = 0;
        await using var database = await OpenAsync(text => new() { ConnectionString = text, Committed = _ => ++lost == 1 ? throw new IOException("injected") : Task.CompletedTask });

        Assert.Equal(1, (await database.AppendAsync(TestDatabase.Item("cus_1"))).Seq);
        Assert.Equal(2, (await database.AppendAsync(TestDatabase.Item("cus_1"))).Seq);

        Assert.Equal(2, (await database.VerifyAsync("cus_1")).Entries);
        Assert.Equal(2, (await database.Reader.UsageAsync("cus_1", Day, Day, CancellationToken.None)).Calls);
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_commit_costs_nothing_but_another_attempt()
    {
        var killed = 0;
        await using var database = await OpenAsync(text => new()
        {
            ConnectionString = text,
            Committing = async session =>
            {
                if (++killed == 1)
                {
                    await server.RunAsync("mysql", $"KILL {session.Connection.ServerThread}");
                }
            },
        });

        Assert.Equal(WriteVerdict.Begun, (await BeginAsync(database, "wrt_1", key: "k")).Verdict);
        Assert.Equal(2, killed);
    }

    [Fact]
    public async Task A_row_that_another_holds_too_long_is_waited_for()
    {
        await using var database = await OpenAsync();
        await database.AppendAsync(TestDatabase.Item("cus_1"));
        var name = MySqlEngine.NameOf(folder);

        // Longer than the five seconds that a statement of the writer waits.
        var holder = server.RunAsync(name, "START TRANSACTION; SELECT seq FROM audit_heads FOR UPDATE; SELECT sleep(7); COMMIT;");
        await server.UntilAsync(name, "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'SELECT sleep(7)%'", "1\n");

        Assert.Equal(2, (await database.AppendAsync(TestDatabase.Item("cus_1"))).Seq);
        await holder;
    }

    [Fact]
    public async Task Deadlocks_are_tried_again()
    {
        await using var database = await OpenAsync();
        database.Tamper("""
            CREATE TABLE tries (n INT NOT NULL) ENGINE = MyISAM;
            DELIMITER //
            CREATE TRIGGER deadlocks BEFORE INSERT ON audit FOR EACH ROW
            BEGIN
                INSERT INTO tries VALUES (1);
                IF (SELECT count(*) FROM tries) < 4 THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; END IF;
            END//
            """);

        Assert.Equal(1, (await database.AppendAsync(TestDatabase.Item("cus_1"))).Seq);
        Assert.Equal(4, database.Number("SELECT count(*) FROM tries"));
    }

    [Theory]
    [InlineData(1114, "is full")]
    [InlineData(1290, "is read-only")]
    [InlineData(1142, "does not let this user")]
    public async Task What_the_server_refuses_is_told_with_what_to_do(int code, string told)
    {
        await using var database = await OpenAsync(text => new() { ConnectionString = text, RetryFor = TimeSpan.FromSeconds(1) });
        database.Tamper($"CREATE TRIGGER refuses BEFORE INSERT ON commit_marks FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = {code}, MESSAGE_TEXT = 'stored-value'");

        var refused = await Assert.ThrowsAsync<StorageException>(() => database.AppendAsync(TestDatabase.Item("cus_1")));

        Assert.Contains(told, refused.Message);
        Assert.DoesNotContain("stored-value", refused.ToString());
        Assert.Contains(told, await database.Installation.CheckAsync(CancellationToken.None) ?? "nothing");
        database.Tamper("DROP TRIGGER refuses");
        Assert.Equal(1, (await database.AppendAsync(TestDatabase.Item("cus_1"))).Seq);
        Assert.Null(await database.Installation.CheckAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_server_that_is_killed_and_comes_back_has_all_that_was_answered_and_nothing_twice()
    {
        await using var own = await DatabaseServer.StartAsync();
        await using var database = await TestDatabase.OpenAsync(folder, new MySqlEngine(own), ownsFolder: false);
        var before = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => database.AppendAsync(TestDatabase.Item("cus_1"))));

        await own.KillAsync();
        var appends = Enumerable.Range(0, 50).Select(_ => database.AppendAsync(TestDatabase.Item("cus_1"))).ToList();
        var read = database.PageAsync("cus_1");
        Assert.Contains("cannot be reached", await database.Installation.CheckAsync(CancellationToken.None) ?? "nothing");
        await own.RunningAsync();

        Assert.Equal(Enumerable.Range(51, 50).Select(n => (long)n), (await Task.WhenAll(appends)).Select(entry => entry.Seq).Order());
        Assert.NotEmpty((await read).Entries);
        Assert.Equal(50, before.Length);
        Assert.Equal(100, (await database.VerifyAsync("cus_1")).Entries);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_told_within_the_time_that_was_set()
    {
        await using var own = await DatabaseServer.StartAsync();
        await using var database = await TestDatabase.OpenAsync(folder, new MySqlEngine(own, text => new() { ConnectionString = text, RetryFor = TimeSpan.FromSeconds(1) }), ownsFolder: false);
        await own.KillAsync();

        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<StorageException>(() => database.AppendAsync(TestDatabase.Item("cus_1")))).Message);
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<StorageException>(() => database.PageAsync("cus_1"))).Message);
    }

    [Theory]
    [InlineData("wrt_1 ")]
    [InlineData("wrt_ü")]
    [InlineData("WRT_1")]
    public async Task An_id_that_nothing_has_finds_nothing(string id)
    {
        await using var database = await OpenAsync();
        await BeginAsync(database, "wrt_1");

        Assert.Null(await GetAsync(database, id));
        Assert.Null(await database.Files.FindAsync(Anna, id, CancellationToken.None));
        Assert.Empty((await database.PageAsync(id)).Entries);
        Assert.Single((await ListAsync(database, new() { Before = "wrt_1ü" })).Writes);
    }

    private static DateOnly Day => DateOnly.FromDateTime(DateTimeOffset.UnixEpoch.AddDays(20_000).UtcDateTime);

    private Task<TestDatabase> OpenAsync(Func<string, MySqlStorageOptions>? options = null) => TestDatabase.OpenAsync(folder, new MySqlEngine(server, options), ownsFolder: false);
}
