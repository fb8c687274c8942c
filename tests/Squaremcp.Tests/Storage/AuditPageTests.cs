using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;

namespace Squaremcp.Tests.Storage;

public class AuditPageTests : StorageClaims
{
    [Fact]
    public async Task Paging_while_entries_are_appended_has_no_gap_and_no_duplicate()
    {
        await using var database = await NewAsync();
        await database.AppendAsync("cus_1", 101);
        var seen = new List<long>();
        var query = new AuditQuery { Limit = 10 };

        while (true)
        {
            var page = await database.PageAsync("cus_1", query);
            seen.AddRange(page.Entries.Select(entry => entry.Seq));
            await database.AppendAsync("cus_1", 3);
            if (page.Next is null)
            {
                break;
            }

            query = query with { Before = page.Next };
        }

        Assert.Equal(Enumerable.Range(1, 101).Reverse().Select(n => (long)n), seen);
    }

    [Fact]
    public async Task A_page_holds_at_most_200_rows()
    {
        await using var database = await NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 201).Select(_ => database.AppendAsync(TestDatabase.Item("cus_1"))));

        var page = await database.PageAsync("cus_1");

        Assert.Equal(200, page.Entries.Count);
        Assert.Equal(2, page.Next);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => database.PageAsync("cus_1", new AuditQuery { Limit = 201 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => database.PageAsync("cus_1", new AuditQuery { Limit = 0 }));
    }

    [Fact]
    public async Task A_page_holds_at_most_256_KB_and_the_rest_follows()
    {
        await using var database = await NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ =>
            database.AppendAsync(new LedgerItemOf(TestDatabase.Entry("cus_1") with { Client = new string('ü', 7_000) }).Item)));

        var first = await database.PageAsync("cus_1");
        var second = await database.PageAsync("cus_1", new AuditQuery { Before = first.Next, Limit = 200 });

        Assert.InRange(first.Entries.Count, 15, 18);
        Assert.True(first.Entries.Sum(AuditSize.Of) <= 256 * 1024);
        Assert.Equal(first.Entries[^1].Seq - 1, second.Entries[0].Seq);
    }

    [Fact]
    public async Task A_rare_action_is_found_over_short_pages()
    {
        await using var database = await NewAsync();
        await database.AppendAsync(new LedgerItemOf(TestDatabase.Entry("cus_1") with { Action = "key.issue" }).Item);
        await Task.WhenAll(Enumerable.Range(0, AuditPages.MostLookedAt + 10).Select(_ => database.AppendAsync(TestDatabase.Item("cus_1"))));
        var query = new AuditQuery { Action = "key.issue", Limit = 5 };

        var first = await database.PageAsync("cus_1", query);
        var second = await database.PageAsync("cus_1", query with { Before = first.Next });

        Assert.Empty(first.Entries);
        Assert.Equal(1, Assert.Single(second.Entries).Seq);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Each_filter_keeps_what_it_names_and_they_add_up()
    {
        await using var database = await NewAsync();
        var entry = TestDatabase.Entry("cus_1");
        AuditEntry[] unlike = [entry with { Actor = "admin" }, entry with { Action = "key.issue" }, entry with { Target = "stub_send" }, entry with { Outcome = "refused" }, entry with { Platform = null }, entry with { Platform = "stub" }];
        foreach (var one in unlike)
        {
            await database.AppendAsync(new LedgerItemOf(one).Item);
        }

        await database.AppendAsync(new LedgerItemOf(entry).Item);
        await database.AppendAsync(new LedgerItemOf(entry with { Target = "stub_send", Outcome = "refused" }).Item);

        Assert.Equal([1], await SeqsAsync(database, new() { Actor = "admin" }));
        Assert.Equal([2], await SeqsAsync(database, new() { Action = "key.issue" }));
        Assert.Equal([8, 3], await SeqsAsync(database, new() { Target = "stub_send" }));
        Assert.Equal([8, 4], await SeqsAsync(database, new() { Outcome = "refused" }));
        Assert.Equal([6], await SeqsAsync(database, new() { Platform = "stub" }));
        Assert.Equal([8], await SeqsAsync(database, new() { Target = "stub_send", Outcome = "refused", Platform = "obsidian", Actor = "key_1", Action = "tool.call" }));
        Assert.Empty(await SeqsAsync(database, new() { Platform = "Stub" }));
    }

    [Fact]
    public async Task From_is_included_and_to_is_not_and_a_clock_set_back_hides_nothing()
    {
        await using var database = await NewAsync();
        var noon = DateTimeOffset.UnixEpoch.AddDays(20_000).AddHours(12);
        foreach (var minutes in new[] { -120, -1, 0, 30, -20, 60, 90, 40, 300, 301 })
        {
            await database.AppendAsync(TestDatabase.Item("cus_1", at: noon.AddMinutes(minutes)));
        }

        Assert.Equal([8, 6, 4, 3], await SeqsAsync(database, new() { From = noon, To = noon.AddMinutes(90) }));
        Assert.Equal([5, 2, 1], await SeqsAsync(database, new() { To = noon }));
        Assert.Equal([10], await SeqsAsync(database, new() { From = noon.AddMinutes(301) }));
        Assert.Equal([4], await SeqsAsync(database, new() { From = noon.AddMinutes(1), To = noon.AddMinutes(31), Before = 6 }));
        Assert.Equal(10, (await SeqsAsync(database, new() { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue })).Count);
    }

    [Fact]
    public async Task A_stretch_of_time_in_a_long_trail_is_one_page()
    {
        await using var database = await NewAsync();
        var start = DateTimeOffset.UnixEpoch.AddDays(20_000);
        await Task.WhenAll(Enumerable.Range(0, 3 * AuditPages.MostLookedAt).Select(n => database.AppendAsync(TestDatabase.Item("cus_1", at: start.AddMinutes(n)))));
        var query = new AuditQuery { From = start.AddMinutes(7_000), To = start.AddMinutes(7_003), Limit = 10 };

        var page = await database.PageAsync("cus_1", query);

        Assert.Equal([7_003, 7_002, 7_001], page.Entries.Select(entry => entry.Seq));
        Assert.Null(page.Next);
    }

    private static async Task<IReadOnlyList<long>> SeqsAsync(TestDatabase database, AuditQuery query) =>
        [.. (await database.PageAsync("cus_1", query)).Entries.Select(entry => entry.Seq)];

    private sealed record LedgerItemOf(AuditEntry Entry)
    {
        public Squaremcp.Storage.LedgerItem Item => new() { Audit = Entry };
    }
}
