using Squaremcp.Ledger;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Tools;
using static Squaremcp.Tests.Storage.TestWrites;

namespace Squaremcp.Tests.Storage;

public class WritePageTests : StorageClaims
{
    [Fact]
    public async Task A_rare_status_is_found_over_short_pages_and_a_key_at_once()
    {
        await using var database = await NewAsync();
        await BeginAsync(database, "wrt_00000", key: "rare");
        await database.AppendAsync(Ending("wrt_00000", WriteStatus.Failed));
        await Task.WhenAll(Enumerable.Range(1, WritePages.MostLookedAt + 10).Select(n => BeginAsync(database, $"wrt_{n:00000}", key: $"k{n}")));
        var query = new WriteQuery { Status = WriteStatus.Failed, Limit = 5 };

        var first = await ListAsync(database, query);
        var second = await ListAsync(database, query with { Before = first.Next });

        Assert.Empty(first.Writes);
        Assert.Equal("wrt_00000", Assert.Single(second.Writes).Id);
        Assert.Null(second.Next);
        Assert.Equal("wrt_00000", Assert.Single((await ListAsync(database, new() { IdempotencyKey = "rare", Limit = 1 })).Writes).Id);
    }

    [Fact]
    public async Task A_page_holds_at_most_256_KB_and_no_answers_and_the_rest_follows()
    {
        await using var database = await NewAsync();
        foreach (var n in Enumerable.Range(0, 40))
        {
            await BeginAsync(database, Write($"wrt_{n:00}", key: $"k{n}") with { Summary = new string('ü', 7_000) });
            await database.AppendAsync(Ending($"wrt_{n:00}", WriteStatus.Done, ToolOutcome.Success($"\"{new string('x', 100_000)}\"")));
        }

        var first = await ListAsync(database, new() { Limit = 200 });
        var second = await ListAsync(database, new() { Limit = 200, Before = first.Next });

        Assert.InRange(first.Writes.Count, 15, 18);
        Assert.Equal($"wrt_{40 - first.Writes.Count - 1:00}", second.Writes[0].Id);
        Assert.All(first.Writes, write => Assert.Null(write.Outcome));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task A_page_has_1_to_200_writes(int limit)
    {
        await using var database = await NewAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ListAsync(database, new() { Limit = limit }));
    }

    [Fact]
    public async Task Many_writes_of_a_customer_make_no_other_write_slower()
    {
        await using var database = await TestDatabase.NewAsync();
        using var open = Database.OpenForWriting(database.File);

        Assert.Contains("writes_by_key (customer=? AND tool=? AND idempotency_key=? AND at>?)", Plan(open, BeginItem.SameKeySql), StringComparison.Ordinal);
        Assert.Contains("writes_open (customer=? AND tool=? AND arguments_hash=? AND at>?)", Plan(open, BeginItem.SameCallSql), StringComparison.Ordinal);
        Assert.Contains("writes_answered (customer=? AND ended_at<?)", Plan(open, BeginItem.ForgetSql), StringComparison.Ordinal);
        Assert.All([BeginItem.SameKeySql, BeginItem.SameCallSql, BeginItem.ForgetSql], sql => Assert.DoesNotContain("SCAN writes", Plan(open, sql), StringComparison.Ordinal));
    }

    private static string Plan(Database database, string sql)
    {
        var steps = new List<string>();
        using var row = database.Prepare($"EXPLAIN QUERY PLAN {sql}");
        while (row.Read())
        {
            steps.Add(row.Text(3));
        }

        return string.Join('\n', steps);
    }
}
