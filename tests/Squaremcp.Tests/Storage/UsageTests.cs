using Squaremcp.Storage;
using static Squaremcp.Tests.Storage.TestWrites;

namespace Squaremcp.Tests.Storage;

/// <summary>Each call counts in the month, day and minute that its time lies in, to the millisecond, before and after a restart.</summary>
public class UsageTests : StorageClaims
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Milliseconds from midnight on the first of March at which it is asked; calls of that month, day and minute.</summary>
    public static TheoryData<int, int, int, int> Boundaries => new()
    {
        { -1, 3, 2, 1 },
        { 0, 4, 3, 2 },
        { 59_999, 4, 3, 2 },
        { 60_000, 4, 3, 1 },
        { 120_000, 4, 3, 0 },
        { 86_400_000, 4, 1, 0 },
    };

    [Theory]
    [MemberData(nameof(Boundaries))]
    public async Task A_call_counts_in_the_periods_of_its_time(int asked, int month, int day, int minute)
    {
        var folder = TestDatabase.NewFolder();
        await using (var database = await OpenAsync(folder))
        {
            // In February two days before its end, two hours and a millisecond; in March its first millisecond, the last of its first minute, the next, and the second day.
            foreach (var at in new[] { -90_000_000, -7_200_000, -1, 0, 59_999, 60_000, 86_400_000 + 7_200_000 })
            {
                await database.AppendAsync(Used(Midnight.AddMilliseconds(at), "key_1", "home", isSend: true));
            }

            Check(await database.Usage.UsedAsync(Anna, Midnight.AddMilliseconds(asked), CancellationToken.None));
        }

        await using (var database = await OpenAsync(folder, ownsFolder: true))
        {
            Check(await database.Usage.UsedAsync(Anna, Midnight.AddMilliseconds(asked), CancellationToken.None));
        }

        void Check(UsedSoFar used)
        {
            Assert.Equal((month, minute), (used.Month, used.Minute));
            Assert.Equal(new(month, day, minute, Sends: day), used.Keys["key_1"]);
            Assert.Equal(new(month, day, minute, Sends: day), used.Connections["stub/home"]);
        }
    }

    [Fact]
    public async Task Counters_equal_what_was_appended_from_many_callers_and_only_sends_are_sends()
    {
        await using var database = await NewAsync();
        await Task.WhenAll(Enumerable.Range(0, 600).Select(n => Task.Run(() => database.AppendAsync(n % 3 == 0
            ? Used(Midnight, "key_1", "home", isSend: true)
            : n % 3 == 1 ? Used(Midnight, "key_2", "home", isSend: false) : Used(Midnight, "admin", "work", isSend: false) with { Usage = null }))));

        var used = await database.Usage.UsedAsync(Anna, Midnight, CancellationToken.None);

        Assert.Equal((400, 400), (used.Month, used.Minute));
        Assert.Equal(new(200, 200, 200, 200), used.Keys["key_1"]);
        Assert.Equal(new(200, 200, 200, 0), used.Keys["key_2"]);
        Assert.Equal(new(400, 400, 400, 200), used.Connections["stub/home"]);
        Assert.Equal(["key_1", "key_2"], used.Keys.Keys.Order());
        Assert.Equal("stub/home", Assert.Single(used.Connections.Keys));
    }

    [Fact]
    public async Task Refused_calls_in_their_thousands_do_not_hide_those_that_count()
    {
        await using var database = await NewAsync();
        await database.AppendAsync(Used(Midnight, "key_1", "home", isSend: false));
        await Task.WhenAll(Enumerable.Range(0, 8_000).Select(_ => database.AppendAsync(Used(Midnight.AddSeconds(1), "key_1", "home", isSend: false) with { Usage = null })));

        Assert.Equal(1, (await database.Usage.UsedAsync(Anna, Midnight.AddSeconds(2), CancellationToken.None)).Minute);
    }

    [Fact]
    public async Task What_another_product_counted_is_reported_and_counts_against_nothing()
    {
        await using var database = await TestDatabase.NewAsync();
        await database.AppendAsync(Used(Midnight, "key_1", "home", isSend: true));
        await database.AppendAsync(Used(Midnight, "admin", "home", isSend: false) with
        {
            Usage = null,
            Imported = [new() { Day = new(2026, 2, 28), Tool = "nodejs/a", Calls = 5, Failed = 2 }, new() { Day = new(2026, 3, 1), Tool = "nodejs/a", Calls = 7, Failed = 0 }, new() { Day = new(2026, 3, 1), Tool = "nodejs/b", Calls = 1, Failed = 1 }],
        });

        var report = await database.Reader.UsageAsync(Anna, new(2026, 2, 1), new(2026, 3, 31), CancellationToken.None);
        var used = await database.Usage.UsedAsync(Anna, Midnight, CancellationToken.None);

        Assert.Equal([(5, 2), (9, 1)], report.Days.Select(day => (day.Calls, day.Failed)));
        Assert.Equal([("nodejs/a", 12, 2), ("nodejs/b", 1, 1)], report.Tools.Where(tool => tool.Tool.Contains('/', StringComparison.Ordinal)).Select(tool => (tool.Tool, tool.Calls, tool.Failed)));
        Assert.Equal((1, 1), (used.Month, used.Keys["key_1"].Month));
        Assert.True((await database.Reader.VerifyAsync(Anna, CancellationToken.None)).Ok);
    }
}
