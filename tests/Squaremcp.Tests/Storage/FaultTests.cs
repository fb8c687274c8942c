using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;

namespace Squaremcp.Tests.Storage;

public sealed class FaultTests
{
    [Fact]
    public async Task An_entry_that_fails_takes_no_number_and_fails_alone()
    {
        await using var database = await TestDatabase.NewAsync(file => new SqliteStorageOptions
        {
            File = file,
            Applying = item =>
            {
                if (item is AppendItem { Item.Audit.Target: "bad" })
                {
                    throw new InvalidOperationException("injected");
                }
            },
        });

        var entries = await Task.WhenAll(Enumerable.Range(0, 300).Select(n => Try(database, n % 7 == 3 ? "bad" : "good")));

        Assert.All(entries.Select((entry, n) => (entry, n)), one => Assert.Equal(one.n % 7 == 3, one.entry is null));
        Assert.Equal(entries.Count(entry => entry is not null), await CountIfWhole(database));
    }

    [Fact]
    public async Task A_commit_that_fails_fails_what_it_held_and_numbers_go_on_without_a_gap()
    {
        var commits = 0;
        await using var database = await TestDatabase.NewAsync(file => new SqliteStorageOptions
        {
            File = file,
            BatchLimit = 10,
            Committing = _ =>
            {
                if (++commits % 3 == 0)
                {
                    throw new IOException("injected");
                }
            },
        });

        var entries = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Try(database, "good")));
        await Try(database, "good");
        await Try(database, "good");

        Assert.Contains(entries, entry => entry is null);
        var whole = await CountIfWhole(database);
        Assert.Equal(whole, (await database.Reader.UsageAsync("cus_1", DateOnly.FromDayNumber(739_000), DateOnly.FromDayNumber(739_700), CancellationToken.None)).Calls);
        Assert.True(whole >= entries.Count(entry => entry is not null), $"{whole} kept");
    }

    [Fact]
    public async Task A_full_disk_refuses_with_a_sentence_and_goes_on_when_there_is_room_again()
    {
        var pages = 40L;
        await using var database = await TestDatabase.NewAsync(file => new SqliteStorageOptions
        {
            File = file,
            Opened = opened => opened.Number($"PRAGMA max_page_count = {pages}"),
        });
        var accepted = 0;
        StorageException? refused = null;
        while (refused is null)
        {
            try
            {
                await database.AppendAsync(TestDatabase.Item("cus_1", isWrite: true));
                accepted++;
            }
            catch (StorageException failure)
            {
                refused = failure;
            }
        }

        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(accepted, await CountIfWhole(database));

        pages = 1_000_000;
        await Record.ExceptionAsync(() => database.AppendAsync(TestDatabase.Item("cus_1")));
        await using var reopened = await TestDatabase.OpenAsync(Path.GetDirectoryName(database.File)!);
        var next = await reopened.AppendAsync(TestDatabase.Item("cus_1"));
        Assert.Equal(next.Seq, await CountIfWhole(reopened));
    }

    [Fact]
    public async Task A_change_of_several_statements_is_undone_as_a_whole()
    {
        await using var database = await TestDatabase.NewAsync();
        using var services = new WriterOf(database.Options);

        await Assert.ThrowsAsync<InvalidOperationException>(() => services.Writer.WriteAsync(new HalfDone()).WaitAsync(TestDatabase.Patience));

        Assert.Empty(await database.Customers.ListAsync(null, 10, CancellationToken.None));
    }

    [Fact]
    public async Task A_commit_with_a_write_is_synced_and_one_of_reads_only_is_not()
    {
        var synchronous = new List<long>();
        await using var database = await TestDatabase.NewAsync(file => new SqliteStorageOptions
        {
            File = file,
            Committing = open => synchronous.Add(open.Number("PRAGMA synchronous")),
        });

        await database.AppendAsync(TestDatabase.Item("cus_1"));
        await database.AppendAsync(TestDatabase.Item("cus_1", isWrite: true));
        await database.AppendAsync(TestDatabase.Item("cus_1"));

        Assert.Equal([1, 2, 1], synchronous);
    }

    [Fact]
    public async Task What_waits_can_be_cancelled_and_too_much_waiting_is_refused()
    {
        using var hold = new ManualResetEventSlim();
        using var held = new SemaphoreSlim(0);
        await using var database = await TestDatabase.NewAsync(file => new SqliteStorageOptions
        {
            File = file,
            QueueLimit = 2,
            Applying = _ =>
            {
                held.Release();
                Assert.True(hold.Wait(TestDatabase.Patience), "the test did not let go");
            },
        });
        using var leaving = new CancellationTokenSource();
        var begun = database.Writer.AppendAsync(TestDatabase.Item("cus_1"), leaving.Token);
        Assert.True(await held.WaitAsync(TestDatabase.Patience), "the writer did not begin");
        var waiting = database.Writer.AppendAsync(TestDatabase.Item("cus_1"), leaving.Token);
        var staying = database.AppendAsync(TestDatabase.Item("cus_1"));

        var refused = await Assert.ThrowsAsync<StorageException>(() => database.AppendAsync(TestDatabase.Item("cus_1")));
        await leaving.CancelAsync();
        hold.Set();

        Assert.Contains("overloaded", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await begun).Seq);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(2, (await staying).Seq);
    }

    [Fact]
    public async Task Stopping_commits_what_waits_and_refuses_what_comes_after()
    {
        var folder = TestDatabase.NewFolder();
        var database = await TestDatabase.OpenAsync(folder);
        var writer = database.Writer;
        var appends = Enumerable.Range(0, 200).Select(_ => database.AppendAsync(TestDatabase.Item("cus_1"))).ToArray();

        await database.DisposeAsync();

        await Task.WhenAll(appends);
        var refused = await Assert.ThrowsAsync<StorageException>(() => writer.AppendAsync(TestDatabase.Item("cus_1"), CancellationToken.None));
        Assert.Contains("stopping", refused.Message, StringComparison.Ordinal);
        await using var again = await TestDatabase.OpenAsync(folder, ownsFolder: true);
        Assert.Equal(200, await CountIfWhole(again));
    }

    private static async Task<AuditEntry?> Try(TestDatabase database, string target)
    {
        try
        {
            return await database.AppendAsync(TestDatabase.Item("cus_1", target));
        }
        catch (Exception failure) when (failure is StorageException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<long> CountIfWhole(TestDatabase database)
    {
        var check = await database.VerifyAsync("cus_1");
        Assert.True(check.Ok, check.Reason);
        return check.Entries;
    }

    private sealed class HalfDone() : WriteItem<bool>(CancellationToken.None)
    {
        public override bool IsDurable => true;

        public override bool IsOneStatement => false;

        protected override bool Do(WriterSession session)
        {
            session.Database.Execute("INSERT INTO customers (id, email, name, plan, created_at) VALUES ('cus_1', 'a@example.com', 'Ada', 'free', 0)");
            throw new InvalidOperationException("injected");
        }
    }

    private sealed class WriterOf : IDisposable
    {
        private readonly Checkpointer checkpointer;

        public WriterOf(SqliteStorageOptions options)
        {
            checkpointer = new Checkpointer(options, Microsoft.Extensions.Logging.Abstractions.NullLogger<Checkpointer>.Instance);
            Writer = new Writer(options, checkpointer, Microsoft.Extensions.Logging.Abstractions.NullLogger<Writer>.Instance);
        }

        public Writer Writer { get; }

        public void Dispose()
        {
            Writer.Dispose();
            checkpointer.Dispose();
        }
    }
}
