using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Tools;
using static Squaremcp.Tests.Storage.TestWrites;

namespace Squaremcp.Tests.Storage;

public class WriteLedgerTests : StorageClaims
{
    [Fact]
    public async Task A_write_is_on_disk_once_it_is_begun_and_ends_with_its_audit()
    {
        var folder = TestDatabase.NewFolder();
        var running = Write("wrt_1", key: "k") with { Deadline = DateTimeOffset.UnixEpoch.AddDays(30_000) };
        await using (var database = await OpenAsync(folder))
        {
            Assert.Equal(WriteVerdict.Begun, (await BeginAsync(database, running)).Verdict);
        }

        await using (var database = await OpenAsync(folder, ownsFolder: true))
        {
            Assert.Equal(running, await GetAsync(database, "wrt_1"));
            await database.AppendAsync(Ending("wrt_1", WriteStatus.Done, ToolOutcome.Success("""{"a":"ä"}""", untrusted: true)));

            var ended = await GetAsync(database, "wrt_1");
            Assert.Equal((WriteStatus.Done, Now, """{"a":"ä"}""", true), (ended!.Status, ended.EndedAt, ended.Outcome!.Content, ended.Outcome.Untrusted));
            Assert.Equal("wrt_1", Assert.Single((await database.PageAsync(Anna)).Entries).WriteId);
        }
    }

    [Theory]
    [InlineData("wrt_none")]
    [InlineData("wrt_ended")]
    public async Task An_end_without_its_write_takes_no_number_and_fails_alone(string id)
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_ended");
        await database.AppendAsync(Ending("wrt_ended", WriteStatus.Done));

        var wrong = database.AppendAsync(Ending(id, WriteStatus.Failed));
        var right = database.AppendAsync(TestDatabase.Item(Anna));
        await Assert.ThrowsAsync<StorageException>(() => wrong);
        Assert.Equal(2, (await right).Seq);
        Assert.True((await database.VerifyAsync(Anna)).Ok);
        Assert.Equal(WriteStatus.Done, (await GetAsync(database, "wrt_ended"))!.Status);
    }

    [Fact]
    public async Task Of_many_at_once_with_one_key_one_begins()
    {
        await using var database = await NewAsync();
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 64).Select(n => Task.Run(() => BeginAsync(database, $"wrt_{n}", key: "k"))));

        Assert.Single(verdicts, one => one.Verdict == WriteVerdict.Begun);
        Assert.Equal(63, verdicts.Count(one => one is { Verdict: WriteVerdict.Same, Earlier.Status: WriteStatus.Sent }));
    }

    [Fact]
    public async Task A_key_belongs_to_its_tool_arguments_and_customer()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1", key: "k");

        Assert.Equal(WriteVerdict.Conflict, (await BeginAsync(database, Write("wrt_2", key: "k") with { ArgumentsHash = new('b', 64) })).Verdict);
        Assert.Equal(WriteVerdict.Begun, (await BeginAsync(database, Write("wrt_3", key: "k") with { Tool = "other" })).Verdict);
        Assert.Equal(WriteVerdict.Begun, (await BeginAsync(database, Write("wrt_4", key: "k") with { CustomerId = "cus_bert" })).Verdict);
        Assert.Equal(WriteVerdict.Begun, (await BeginAsync(database, Write("wrt_5", key: "k") with { At = Now.AddHours(24).AddSeconds(1) })).Verdict);
    }

    [Fact]
    public async Task A_failed_write_frees_its_key_and_stands_in_nobodys_way()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1", key: "k");
        await database.AppendAsync(Ending("wrt_1", WriteStatus.Failed));

        Assert.Equal(WriteVerdict.Begun, (await BeginAsync(database, "wrt_2", key: "k")).Verdict);
    }

    [Fact]
    public async Task An_equal_call_without_key_is_a_repeat_while_the_first_is_sent_or_unknown()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1");

        Assert.Equal((WriteVerdict.Repeated, "wrt_1"), await VerdictAsync(Write("wrt_2")));
        Assert.Equal((WriteVerdict.Begun, null), await VerdictAsync(Write("wrt_3", key: "k")));
        Assert.Equal((WriteVerdict.Begun, null), await VerdictAsync(Write("wrt_4") with { ArgumentsHash = new('b', 64) }));
        await database.AppendAsync(Ending("wrt_1", WriteStatus.Unknown));
        await database.AppendAsync(Ending("wrt_3", WriteStatus.Done));
        Assert.Equal((WriteVerdict.Repeated, "wrt_1"), await VerdictAsync(Write("wrt_5")));
        Assert.Equal((WriteVerdict.Begun, null), await VerdictAsync(Write("wrt_6") with { At = Now.AddMinutes(15).AddSeconds(1) }));

        async Task<(WriteVerdict, string?)> VerdictAsync(WriteRecord write)
        {
            var admission = await BeginAsync(database, write);
            return (admission.Verdict, admission.Earlier?.Id);
        }
    }

    [Fact]
    public async Task Repeat_enters_an_equal_call()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1");

        Assert.Equal(WriteVerdict.Begun, (await database.Writes.BeginAsync(new() { Write = Write("wrt_2"), Owner = "me", Repeat = true }, CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task Past_its_deadline_a_sent_write_is_unknown_wherever_it_is_seen()
    {
        await using var database = await NewAsync();
        var long_ago = database.Clock.GetUtcNow().AddHours(-1);
        await BeginAsync(database, Write("wrt_1", key: "k") with { At = long_ago, Deadline = long_ago.AddMinutes(1) });

        Assert.Equal(WriteStatus.Unknown, (await GetAsync(database, "wrt_1"))!.Status);
        Assert.Equal(WriteStatus.Unknown, Assert.Single((await ListAsync(database, new() { Status = WriteStatus.Unknown })).Writes).Status);
        Assert.Empty((await ListAsync(database, new() { Status = WriteStatus.Sent })).Writes);
        Assert.Equal(WriteStatus.Unknown, (await BeginAsync(database, Write("wrt_2", key: "k") with { At = long_ago.AddMinutes(30) })).Earlier!.Status);
        Assert.Equal(WriteStatus.Failed, (await ResolveAsync(database, "wrt_1", done: false))!.Status);
    }

    [Fact]
    public async Task What_another_owner_left_is_settled_once_and_audited()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1");
        await BeginAsync(database, Write("wrt_2") with { CustomerId = "cus_bert" });
        await database.Writes.BeginAsync(new() { Write = Write("wrt_mine", key: "k"), Owner = "this process" }, CancellationToken.None);

        Assert.Equal(2, await database.Writes.SettleAsync(null, "this process", Now.AddMinutes(1), CancellationToken.None));
        Assert.Equal(0, await database.Writes.SettleAsync(null, "this process", Now.AddMinutes(1), CancellationToken.None));
        Assert.Equal((WriteStatus.Unknown, Now.AddMinutes(1)), ((await GetAsync(database, "wrt_1"))!.Status, (await GetAsync(database, "wrt_1"))!.EndedAt));
        var audit = Assert.Single((await database.PageAsync(Anna)).Entries);
        Assert.Equal(("write.unknown", "stub_write", "outcome_unknown", "system", "wrt_1", false), (audit.Action, audit.Target, audit.Outcome, audit.Actor, audit.WriteId, audit.Counted));
        Assert.True((await database.VerifyAsync("cus_bert")).Ok);
    }

    [Fact]
    public async Task Of_one_customer_only_what_is_past_its_deadline_is_settled()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1");
        await BeginAsync(database, Write("wrt_2", key: "k") with { Deadline = Now.AddHours(1) });

        Assert.Equal(1, await database.Writes.SettleAsync(Anna, null, Now.AddMinutes(5), CancellationToken.None));
    }

    [Fact]
    public async Task A_persons_word_is_taken_on_unknown_writes_only()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1", key: "k");
        await database.AppendAsync(Ending("wrt_1", WriteStatus.Unknown, ToolOutcome.Failed(FailureKind.OutcomeUnknown, "?")));

        var resolved = await ResolveAsync(database, "wrt_1", done: true);
        Assert.Equal((WriteStatus.Done, "key_1", null), (resolved!.Status, resolved.ResolvedBy, resolved.Outcome));
        Assert.Null(await ResolveAsync(database, "wrt_1", done: false));
        Assert.Null(await ResolveAsync(database, "wrt_none", done: false));
        Assert.Equal(["write.resolve", "tool.call"], (await database.PageAsync(Anna)).Entries.Select(entry => entry.Action));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task What_a_crash_left_uncounted_is_counted_when_a_person_says_it_was_done(bool done, int calls)
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1");
        await database.Writes.SettleAsync(null, "this process", Now.AddMinutes(1), CancellationToken.None);
        await ResolveAsync(database, "wrt_1", done);

        var month = await database.Usage.UsedAsync(Anna, database.Clock.GetUtcNow(), CancellationToken.None);
        Assert.Equal(calls, month.Month);
        Assert.Equal(done, (await database.PageAsync(Anna)).Entries[0].Counted);
    }

    [Fact]
    public async Task What_was_counted_is_not_counted_again()
    {
        await using var database = await NewAsync();
        var now = database.Clock.GetUtcNow();
        await BeginAsync(database, "wrt_1");
        await database.AppendAsync(Ending("wrt_1", WriteStatus.Unknown) with { Audit = TestDatabase.Entry(Anna) with { At = now, WriteId = "wrt_1" } });
        await ResolveAsync(database, "wrt_1", done: true);

        Assert.Equal(1, (await database.Usage.UsedAsync(Anna, now, CancellationToken.None)).Month);
    }

    [Fact]
    public async Task Answers_are_forgotten_after_a_day()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1", key: "k");
        await database.AppendAsync(Ending("wrt_1", WriteStatus.Done, ToolOutcome.Success("{}")));
        await BeginAsync(database, Write("wrt_2", key: "l") with { At = Now.AddHours(23) });
        Assert.NotNull((await GetAsync(database, "wrt_1"))!.Outcome);
        await BeginAsync(database, Write("wrt_3", key: "m") with { At = Now.AddHours(25) });

        Assert.Null((await GetAsync(database, "wrt_1"))!.Outcome);
    }

    [Fact]
    public async Task An_answer_older_than_a_day_is_not_told_even_if_it_was_not_yet_forgotten()
    {
        await using var database = await NewAsync();
        var now = database.Clock.GetUtcNow();
        await BeginAsync(database, Write("wrt_1") with { At = now });
        await database.AppendAsync(Ending("wrt_1", WriteStatus.Done, ToolOutcome.Success("{}")) with { Audit = TestDatabase.Entry(Anna) with { At = now } });
        database.Clock.Advance(TimeSpan.FromHours(24));
        Assert.NotNull((await GetAsync(database, "wrt_1"))!.Outcome);
        database.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null((await GetAsync(database, "wrt_1"))!.Outcome);
    }

    [Fact]
    public async Task An_answer_kept_by_another_version_of_the_program_is_read()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1", key: "k");
        database.Tamper("""UPDATE writes SET status = 'done', outcome = '{"failure":{"kind":"rate_limited","message":"Wait – ü.","retry_after":60},"from_the_future":[1]}'""");

        var earlier = (await BeginAsync(database, "wrt_2", key: "k")).Earlier!;

        Assert.Equal(new ToolFailure { Kind = FailureKind.RateLimited, Message = "Wait – ü.", RetryAfter = 60 }, earlier.Outcome!.Failure);
    }

    [Fact]
    public async Task Answers_are_forgotten_faster_than_they_come()
    {
        await using var database = await NewAsync();
        foreach (var n in Enumerable.Range(0, 50))
        {
            await BeginAsync(database, $"wrt_{n}", key: $"k{n}");
            await database.AppendAsync(Ending($"wrt_{n}", WriteStatus.Done, ToolOutcome.Success("{}")));
        }

        foreach (var n in Enumerable.Range(50, 3))
        {
            await BeginAsync(database, Write($"wrt_{n}", key: $"k{n}") with { At = Now.AddHours(25) });
        }

        Assert.Equal(0, database.Number("SELECT count(*) FROM writes WHERE outcome IS NOT NULL"));
    }

    [Fact]
    public async Task Windows_end_to_the_millisecond()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1", key: "k");
        await BeginAsync(database, Write("wrt_2") with { ArgumentsHash = new('b', 64) });

        Assert.Equal(WriteVerdict.Same, (await BeginAsync(database, Write("wrt_3", key: "k") with { At = Now.AddHours(24).AddMilliseconds(-1) })).Verdict);
        Assert.Equal(WriteVerdict.Repeated, (await BeginAsync(database, Write("wrt_4") with { ArgumentsHash = new('b', 64), At = Now.AddMinutes(15).AddMilliseconds(-1) })).Verdict);
        Assert.Equal(WriteVerdict.Begun, (await BeginAsync(database, Write("wrt_5") with { ArgumentsHash = new('b', 64), At = Now.AddMinutes(15) })).Verdict);
        Assert.Equal(WriteVerdict.Begun, (await BeginAsync(database, Write("wrt_6", key: "k") with { At = Now.AddHours(24) })).Verdict);
    }

    [Fact]
    public async Task A_call_with_a_key_that_is_not_known_to_have_ended_stops_an_equal_one_without()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1", key: "k");

        Assert.Equal((WriteVerdict.Repeated, "wrt_1"), await BeginAsync(database, "wrt_2") is var admission ? (admission.Verdict, admission.Earlier!.Id) : default);
    }

    [Fact]
    public async Task An_outcome_that_comes_after_it_was_settled_changes_nothing()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_1");
        await database.Writes.SettleAsync(Anna, null, Now.AddMinutes(2), CancellationToken.None);

        await Assert.ThrowsAsync<StorageException>(() => database.AppendAsync(Ending("wrt_1", WriteStatus.Done)));
        Assert.Equal(WriteStatus.Unknown, (await GetAsync(database, "wrt_1"))!.Status);
        Assert.Equal("write.unknown", Assert.Single((await database.PageAsync(Anna)).Entries).Action);
    }

    [Fact]
    public async Task More_than_are_settled_at_once_are_settled()
    {
        await using var database = await NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 2_100).Select(n => BeginAsync(database, Write($"wrt_{n}", key: $"k{n}") with { CustomerId = $"cus_{n % 3}" })));

        Assert.Equal(2_100, await database.Writes.SettleAsync(null, "me", Now, CancellationToken.None));
        Assert.Equal(700, (await database.VerifyAsync("cus_1")).Entries);
    }

    [Fact]
    public async Task Writes_page_newest_first()
    {
        await using var database = await NewAsync();
        for (var i = 0; i < 5; i++)
        {
            await BeginAsync(database, $"wrt_{i}", key: $"k{i}");
        }

        var first = await ListAsync(database, new() { Limit = 2 });
        Assert.Equal(["wrt_4", "wrt_3"], first.Writes.Select(write => write.Id));
        Assert.Equal(["wrt_2", "wrt_1", "wrt_0"], (await ListAsync(database, new() { Limit = 3, Before = first.Next })).Writes.Select(write => write.Id));
        Assert.Equal("wrt_2", Assert.Single((await ListAsync(database, new() { IdempotencyKey = "k2" })).Writes).Id);
        Assert.Empty((await database.Writes.ListAsync("cus_bert", new(), CancellationToken.None)).Writes);
        Assert.Null(await database.Writes.GetAsync("cus_bert", "wrt_1", CancellationToken.None));
    }

    [Fact]
    public async Task Use_is_counted_by_month_day_and_minute_for_customer_key_and_connection()
    {
        var folder = TestDatabase.NewFolder();
        var now = new DateTimeOffset(2026, 11, 21, 10, 30, 30, TimeSpan.Zero);
        await using (var database = await OpenAsync(folder))
        {
            foreach (var at in new[] { now.AddMonths(-1), now.AddDays(-1), now.AddMinutes(-1), now.AddSeconds(-5), now })
            {
                await database.AppendAsync(Used(at, "key_1", "home", isSend: true));
            }

            await database.AppendAsync(Used(now, "key_2", "work", isSend: false));
            await database.AppendAsync(Used(now, "key_2", "work", isSend: false) with { Usage = null });
        }

        await using (var database = await OpenAsync(folder, ownsFolder: true))
        {
            var used = await database.Usage.UsedAsync(Anna, now, CancellationToken.None);

            Assert.Equal((5, 3), (used.Month, used.Minute));
            Assert.Equal(new(4, 3, 2, 3), used.Keys["key_1"]);
            Assert.Equal(new(4, 3, 2, 3), used.Connections["stub/home"]);
            Assert.Equal(new(1, 1, 1, 0), used.Connections["stub/work"]);
            Assert.Equal((0, 0), ((await database.Usage.UsedAsync("cus_bert", now, CancellationToken.None)).Month, (await database.Usage.UsedAsync("cus_bert", now, CancellationToken.None)).Minute));
        }
    }

    [Fact]
    public async Task Entries_of_the_first_form_still_verify()
    {
        await using var database = await NewAsync();
        var old = AuditChain.Link(TestDatabase.Entry(Anna), 1, AuditChain.Genesis) with { Form = 1 };
        old = old with { Hash = AuditChain.Hash(old, AuditChain.Genesis) };
        database.Tamper($"INSERT INTO audit (customer, seq, at, actor, action, target, outcome, call_id, via, client, platform, account, duration_ms, prev_hash, hash) VALUES ('{Anna}', 1, {old.At.ToUnixTimeMilliseconds()}, "
            + $"'key_1', 'tool.call', 'obsidian_read_note', 'ok', 'cal_1', 'mcp', 'claude-code 2.1', 'obsidian', 'default', 12, zeroblob(32), x'{old.Hash}'); INSERT INTO audit_heads VALUES ('{Anna}', 1, x'{old.Hash}')");
        await database.AppendAsync(Anna, 2);

        Assert.Equal([2, 2, 1], (await database.PageAsync(Anna)).Entries.Select(entry => entry.Form));
        var check = await database.VerifyAsync(Anna);
        Assert.True(check.Ok, check.Reason);
        database.Tamper("UPDATE audit SET summary = 'x' WHERE seq = 1");
        Assert.Equal(1, (await database.VerifyAsync(Anna)).BrokenAt);
    }
}
