using Squaremcp.Ledger;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Storage;

public class LedgerTests : StorageClaims
{
    private static readonly DateOnly Day = DateOnly.FromDateTime(DateTimeOffset.UnixEpoch.AddDays(20_000).UtcDateTime);

    [Fact]
    public async Task Entries_of_a_customer_are_numbered_from_one_without_gaps_whoever_appends()
    {
        await using var database = await NewAsync();

        var entries = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => database.AppendAsync(TestDatabase.Item($"cus_{i % 2}", isWrite: i % 3 == 0))));

        foreach (var customer in entries.GroupBy(entry => entry.CustomerId))
        {
            Assert.Equal(Enumerable.Range(1, 250).Select(n => (long)n), customer.Select(entry => entry.Seq).Order());
            Assert.True((await database.VerifyAsync(customer.Key)).Ok);
        }
    }

    [Fact]
    public async Task What_is_read_is_what_the_append_answered()
    {
        await using var database = await NewAsync();
        var odd = TestDatabase.Entry("cus_1") with { Client = "", Platform = null, Target = "über\0 \"note\" 📝", At = DateTimeOffset.UnixEpoch.AddTicks(123_456_789), ArgumentsHash = "ab" };

        var appended = await database.AppendAsync(new LedgerItem { Audit = odd });

        Assert.Equal(appended, Assert.Single((await database.PageAsync("cus_1")).Entries));
        Assert.Equal(odd.Target, appended.Target);
        Assert.Equal(12_345, appended.At.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Two_customers_never_mix()
    {
        await using var database = await NewAsync();
        await database.AppendAsync("cus_1", 3);
        await database.AppendAsync("cus_10", 2);

        Assert.All((await database.PageAsync("cus_1")).Entries, entry => Assert.Equal("cus_1", entry.CustomerId));
        Assert.Equal(2, (await database.PageAsync("cus_10")).Entries.Count);
        Assert.Empty((await database.PageAsync("CUS_1")).Entries);
        Assert.Equal(3, (await database.Reader.UsageAsync("cus_1", Day, Day, CancellationToken.None)).Calls);
        Assert.Empty(await database.Reader.KeysLastUsedAsync("cus_2", CancellationToken.None));
    }

    [Fact]
    public async Task A_call_counts_on_its_day_in_utc()
    {
        await using var database = await NewAsync();
        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        await database.AppendAsync(TestDatabase.Item("cus_1", at: midnight.AddMilliseconds(-1)));
        await database.AppendAsync(TestDatabase.Item("cus_1", at: midnight));
        await database.AppendAsync(TestDatabase.Item("cus_1", at: new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.FromHours(2))));

        var first = await database.Reader.UsageAsync("cus_1", new(2026, 3, 1), new(2026, 3, 1), CancellationToken.None);
        var both = await database.Reader.UsageAsync("cus_1", new(2026, 3, 1), new(2026, 3, 2), CancellationToken.None);

        Assert.Equal(2, first.Calls);
        Assert.Equal([2, 1], both.Days.Select(day => day.Calls));
    }

    [Fact]
    public async Task Usage_tells_calls_and_failures_by_tool_and_skips_what_reached_no_platform()
    {
        await using var database = await NewAsync();
        await database.AppendAsync(TestDatabase.Item("cus_1", "a"));
        await database.AppendAsync(TestDatabase.Item("cus_1", "a", failed: true));
        await database.AppendAsync(TestDatabase.Item("cus_1", "b"));
        await database.AppendAsync(new LedgerItem { Audit = TestDatabase.Entry("cus_1") });

        var usage = await database.Reader.UsageAsync("cus_1", Day, Day, CancellationToken.None);

        Assert.Equal(3, usage.Calls);
        Assert.Equal([new ToolUsage { Tool = "a", Calls = 2, Failed = 1 }, new ToolUsage { Tool = "b", Calls = 1, Failed = 0 }], usage.Tools);
        Assert.Equal(4, (await database.PageAsync("cus_1")).Entries.Count);
    }

    [Fact]
    public async Task Usage_over_a_senseless_span_is_refused_with_a_sentence()
    {
        await using var database = await NewAsync();

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => database.Reader.UsageAsync("cus_1", Day, Day.AddDays(-1), CancellationToken.None));

        Assert.Contains("the first not after the last", refused.Message);
    }

    [Fact]
    public async Task A_key_is_last_used_at_its_latest_call_even_if_an_older_one_is_written_later()
    {
        await using var database = await NewAsync();
        var late = DateTimeOffset.UnixEpoch.AddDays(20_001);
        await database.AppendAsync(TestDatabase.Item("cus_1", at: late));
        await database.AppendAsync(TestDatabase.Item("cus_1", at: late.AddHours(-1)));
        await database.AppendAsync(new LedgerItem { Audit = TestDatabase.Entry("cus_1") with { Actor = "admin" } });

        var used = await database.Reader.KeysLastUsedAsync("cus_1", CancellationToken.None);

        Assert.Equal(new Dictionary<string, DateTimeOffset> { ["key_1"] = late }, used);
    }

    [Fact]
    public async Task Numbers_go_on_after_a_restart()
    {
        var folder = TestDatabase.NewFolder();
        await using (var before = await OpenAsync(folder))
        {
            await before.AppendAsync("cus_1", 2);
        }

        await using var after = await OpenAsync(folder, ownsFolder: true);

        Assert.Equal(3, (await after.AppendAsync(TestDatabase.Item("cus_1"))).Seq);
        Assert.True((await after.VerifyAsync("cus_1")).Ok);
    }

    [Fact]
    public async Task An_entry_too_large_for_any_page_is_refused_and_takes_no_number()
    {
        await using var database = await NewAsync();

        await Assert.ThrowsAsync<ArgumentException>(() =>
            database.AppendAsync(new LedgerItem { Audit = TestDatabase.Entry("cus_1") with { Client = new string('x', 20_000) } }));

        Assert.Equal(1, (await database.AppendAsync(TestDatabase.Item("cus_1"))).Seq);
    }
}
