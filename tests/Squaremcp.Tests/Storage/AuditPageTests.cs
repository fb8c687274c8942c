using Squaremcp.Ledger;
using Squaremcp.Storage.Sqlite;

namespace Squaremcp.Tests.Storage;

public sealed class AuditPageTests
{
    [Fact]
    public async Task Paging_while_entries_are_appended_has_no_gap_and_no_duplicate()
    {
        await using var database = await TestDatabase.NewAsync();
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
        await using var database = await TestDatabase.NewAsync();
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
        await using var database = await TestDatabase.NewAsync();
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
        await using var database = await TestDatabase.NewAsync();
        await database.AppendAsync(new LedgerItemOf(TestDatabase.Entry("cus_1") with { Action = "key.issue" }).Item);
        await Task.WhenAll(Enumerable.Range(0, AuditPages.MostLookedAt + 10).Select(_ => database.AppendAsync(TestDatabase.Item("cus_1"))));
        var query = new AuditQuery { Action = "key.issue", Limit = 5 };

        var first = await database.PageAsync("cus_1", query);
        var second = await database.PageAsync("cus_1", query with { Before = first.Next });

        Assert.Empty(first.Entries);
        Assert.Equal(1, Assert.Single(second.Entries).Seq);
        Assert.Null(second.Next);
    }

    private sealed record LedgerItemOf(AuditEntry Entry)
    {
        public Squaremcp.Storage.LedgerItem Item => new() { Audit = Entry };
    }
}
