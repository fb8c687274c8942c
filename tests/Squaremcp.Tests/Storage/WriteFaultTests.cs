using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Tools;
using static Squaremcp.Tests.Storage.TestWrites;

namespace Squaremcp.Tests.Storage;

public sealed class WriteFaultTests
{
    [Fact]
    public async Task A_write_whose_commit_fails_was_never_begun()
    {
        await using var database = await FailingAsync(out var fails);
        fails.Now = true;
        await Assert.ThrowsAsync<StorageException>(() => BeginAsync(database, "wrt_1", key: "k"));
        fails.Now = false;

        Assert.Null(await GetAsync(database, "wrt_1"));
        Assert.Equal(WriteVerdict.Begun, (await BeginAsync(database, "wrt_2", key: "k")).Verdict);
    }

    [Fact]
    public async Task An_end_whose_commit_fails_leaves_no_outcome_no_audit_and_no_usage()
    {
        await using var database = await FailingAsync(out var fails);
        await BeginAsync(database, Write("wrt_1", key: "k") with { Deadline = database.Clock.GetUtcNow().AddMinutes(1) });
        fails.Now = true;
        await Assert.ThrowsAsync<StorageException>(() => database.AppendAsync(Ending("wrt_1", WriteStatus.Done, ToolOutcome.Success("{}"))));
        fails.Now = false;

        Assert.Equal((WriteStatus.Sent, null), ((await GetAsync(database, "wrt_1"))!.Status, (await GetAsync(database, "wrt_1"))!.Outcome));
        Assert.Empty((await database.PageAsync(Anna)).Entries);
        Assert.Equal(0, (await database.Usage.UsedAsync(Anna, Now, CancellationToken.None)).Month);

        await database.AppendAsync(Ending("wrt_1", WriteStatus.Done, ToolOutcome.Success("{}")));
        Assert.Equal(1, (await database.Usage.UsedAsync(Anna, Now, CancellationToken.None)).Month);
        Assert.True((await database.VerifyAsync(Anna)).Ok);
    }

    [Fact]
    public async Task What_could_not_be_settled_or_resolved_stays_for_the_next_time()
    {
        await using var database = await FailingAsync(out var fails);
        await BeginAsync(database, "wrt_1");
        fails.Now = true;
        await Assert.ThrowsAsync<StorageException>(() => database.Writes.SettleAsync(null, "me", Now, CancellationToken.None));
        await Assert.ThrowsAsync<StorageException>(() => ResolveAsync(database, "wrt_1", done: true));
        fails.Now = false;

        Assert.Empty((await database.PageAsync(Anna)).Entries);
        Assert.Equal(1, await database.Writes.SettleAsync(null, "me", Now, CancellationToken.None));
        Assert.Equal(WriteStatus.Done, (await ResolveAsync(database, "wrt_1", done: true))!.Status);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_written_takes_the_end_of_its_write_with_it()
    {
        await using var database = await TestDatabase.NewAsync();
        await BeginAsync(database, Write("wrt_1") with { Deadline = database.Clock.GetUtcNow().AddMinutes(1) });
        await database.AppendAsync(Anna, 1);
        database.Tamper("CREATE TRIGGER refuses BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'injected'); END");
        await Assert.ThrowsAsync<StorageException>(() => database.AppendAsync(Ending("wrt_1", WriteStatus.Done)));
        database.Tamper("DROP TRIGGER refuses");

        Assert.Equal(WriteStatus.Sent, (await GetAsync(database, "wrt_1"))!.Status);
        Assert.Equal(2, (await database.AppendAsync(Ending("wrt_1", WriteStatus.Done))).Seq);
        Assert.True((await database.VerifyAsync(Anna)).Ok);
    }

    [Fact]
    public async Task An_end_is_synced_and_names_its_write_whatever_its_caller_said()
    {
        var synchronous = new List<long>();
        await using var database = await TestDatabase.NewAsync(file => new SqliteStorageOptions { File = file, Committing = open => synchronous.Add(open.Number("PRAGMA synchronous")) });
        await BeginAsync(database, "wrt_1");
        var end = Ending("wrt_1", WriteStatus.Done);

        Assert.Equal("wrt_1", (await database.AppendAsync(end with { IsWrite = false, Audit = end.Audit with { WriteId = null } })).WriteId);
        Assert.Equal([2, 2], synchronous);
    }

    [Fact]
    public async Task Of_two_processes_with_one_key_one_begins()
    {
        var folder = TestDatabase.NewFolder();
        await using var one = await TestDatabase.OpenAsync(folder, ownsFolder: true);
        await using var other = await TestDatabase.OpenAsync(folder);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 64).Select(n => Task.Run(() => BeginAsync(n % 2 == 0 ? one : other, $"wrt_{n}", key: "k"))));

        Assert.Single(verdicts, admission => admission.Verdict == WriteVerdict.Begun);
    }

    [Theory]
    [InlineData("")]
    [InlineData("256")]
    [InlineData("long summary")]
    public async Task What_no_page_could_hold_is_refused(string what)
    {
        await using var database = await TestDatabase.NewAsync();
        var write = what switch
        {
            "256" => Write("wrt_1", key: new string('k', 256)),
            "long summary" => Write("wrt_1") with { Summary = new string('x', 20_000) },
            _ => Write("wrt_1", key: what),
        };

        await Assert.ThrowsAsync<ArgumentException>(() => BeginAsync(database, write));
    }

    private static Task<TestDatabase> FailingAsync(out Switch fails)
    {
        var failing = fails = new();
        return TestDatabase.NewAsync(file => new SqliteStorageOptions
        {
            File = file,
            Committing = _ =>
            {
                if (failing.Now)
                {
                    throw new IOException("injected");
                }
            },
        });
    }

    private sealed class Switch
    {
        public bool Now { get; set; }
    }
}
