using Squaremcp.Embedded;
using Squaremcp.Ledger;
using Squaremcp.Publishing;

namespace Squaremcp.Tests.Grains.Publishing;

/// <summary>A publish that is cut off: between its steps, inside each of them, and by a host that loses, refuses and doubles calls. It is never posted twice, and never left without an end.</summary>
public sealed class PublishCrashTests
{
    private static readonly string[] Calls = ["initialize", "append", "finalize", "status", "post"];

    /// <summary>A publish saves its state 14 times; the last of these never comes.</summary>
    public static TheoryData<int> Saves => [.. Enumerable.Range(0, 16)];

    public static TheoryData<int> Seeds => TestGrains.Seeds(20);

    public static TheoryData<int> MoreSeeds => TestGrains.Seeds(180, first: 21);

    public static TheoryData<string> Points => [.. Calls.SelectMany(call => new[] { $"before {call}", $"after {call}" })];

    [Theory]
    [MemberData(nameof(Saves))]
    public async Task Cut_off_before_any_save_it_goes_on_and_is_not_posted_twice(int saves)
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Polls = 2;
        bench.Gateway.States.DieAfter(saves);
        await bench.CallAsync();
        bench.Gateway.States.Live();
        await bench.Gateway.RestartAsync();

        await AssertEndedAsync(bench);
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Killed_in_the_middle_of_a_step_it_ends_and_is_not_posted_twice(string point)
    {
        await using var bench = await PublishBench.StartAsync();
        (var isKilled, bench.Site.Polls) = (false, 2);
        var hung = new TaskCompletionSource();
        bench.Site.Meanwhile = at => at == point && !isKilled && (isKilled = true) ? hung.Task : Task.CompletedTask;
        await bench.CallAsync();
        Assert.True(isKilled);
        await bench.Gateway.KillAsync();

        await AssertEndedAsync(bench);
        hung.SetException(new IOException("killed"));
        Assert.Equal(point.EndsWith("post", StringComparison.Ordinal) ? WriteStatus.Unknown : WriteStatus.Done, bench.Gateway.Ledger.Writes.Single().Status);
        Assert.Single(bench.Site.Calls, call => call == "post");
    }

    [Fact]
    public async Task Its_reminder_finishes_what_nobody_asks_about()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Polls = 30;
        var id = (await bench.CallAsync()).PublishId!;
        await bench.Gateway.RestartAsync();
        bench.Site.Polls = 0;

        // Looked at in the ledger alone: nothing calls the grain but its reminder.
        await bench.TickedAsync(() => bench.Gateway.Ledger.Writes.Single().Status == WriteStatus.Done, "the write to be done");
        Assert.Equal(WriteStatus.Done, (await bench.ViewAsync(id)).Status);
        Assert.Single(bench.Site.Posts);
    }

    [Fact]
    public async Task What_was_prepared_and_never_entered_leaves_nothing()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Gateway.Ledger.IsBroken = true;
        await bench.Gateway.Grains.GetGrain<IPublishGrain>("pub_never").Prepare(Order(bench), default);
        bench.Gateway.Ledger.IsBroken = false;

        await bench.TickedAsync(() => bench.Gateway.Reminders.All.Count == 0, "the reminder to go");
        Assert.DoesNotContain("video_publish", bench.Gateway.States.Dump(), StringComparison.Ordinal);
        Assert.Empty(bench.Site.Calls);
    }

    [Fact]
    public async Task What_was_entered_and_never_started_ends_as_failed_with_nothing_sent()
    {
        await using var bench = await PublishBench.StartAsync();
        var order = Order(bench);
        await bench.Gateway.Grains.GetGrain<IPublishGrain>(PublishIds.OfWrite(order.Write.Id)).Prepare(order, default);
        await bench.Gateway.Ledger.BeginAsync(new() { Write = order.Write, Owner = Squaremcp.Storage.NewWrite.Publish }, default);

        await bench.TickedAsync(() => bench.Gateway.Ledger.Writes.Single().Status == WriteStatus.Failed, "the write to fail");
        Assert.Empty(bench.Site.Calls);
        Assert.DoesNotContain(bench.Gateway.Ledger.Items, item => item.Usage is not null);
    }

    [Fact]
    public async Task An_end_that_cannot_be_recorded_is_told_only_once_it_is()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Meanwhile = at =>
        {
            bench.Gateway.Ledger.IsBroken |= at == "after post";
            return Task.CompletedTask;
        };
        await bench.CallAsync();
        Assert.Equal(WriteStatus.Sent, bench.Gateway.Ledger.Writes.Single().Status);
        bench.Gateway.Ledger.IsBroken = false;

        await bench.TickedAsync(() => bench.Gateway.Ledger.Writes.Single().Status == WriteStatus.Done, "the write to be done");
        Assert.Single(bench.Site.Posts);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task On_a_host_that_loses_refuses_and_doubles_calls_it_is_never_posted_twice_and_always_ends(int seed) => PublishAsync(seed);

    [Theory, Trait("Category", "Slow")]
    [MemberData(nameof(MoreSeeds))]
    public Task On_no_such_host_is_it_posted_twice(int seed) => PublishAsync(seed);

    private static async Task PublishAsync(int seed)
    {
        await using var bench = await PublishBench.StartAsync(new Faults(seed) { LoseAnswer = 0.06, Reject = 0.06, SecondActivation = 0.06, StaleEtag = 0.06, Reorder = 0.2 });
        bench.Site.Polls = 1;
        await Record.ExceptionAsync(() => bench.CallAsync(PublishBench.Keyed));
        await bench.CalmAsync();

        await AssertEndedAsync(bench);
    }

    private static async Task AssertEndedAsync(PublishBench bench)
    {
        if (bench.Gateway.Ledger.Writes.Count > 0)
        {
            await bench.WrittenAsync(write => write.Status != WriteStatus.Sent, "every write to end");
        }

        var write = bench.Gateway.Ledger.Writes.SingleOrDefault();
        var posts = bench.Site.Posts.Count;
        Assert.True(posts <= 1, $"posted {posts} times");
        Assert.True(write is not null || posts == 0, "posted, and not in the ledger");
        Assert.True(write?.Status != WriteStatus.Done || posts == 1, "done, and not posted");
        Assert.True(write?.Status != WriteStatus.Failed || posts == 0, "failed, and posted");
        Assert.True(bench.Gateway.Ledger.Items.Count(item => item.Usage is not null) <= 1, "counted twice");
        Assert.Equal(write is null ? 0 : 1, bench.Gateway.Ledger.Of("publish.end").Count());
        if (write is not null)
        {
            // As it is on disk, whatever an activation that somebody else went past remembers.
            await bench.Gateway.RestartAsync();
            var view = await bench.EndedAsync(PublishIds.OfWrite(write.Id));
            Assert.Equal(write.Status, view.Status);
        }
    }

    private static PublishOrder Order(PublishBench bench)
    {
        var now = bench.Gateway.Clock.GetUtcNow();
        return new()
        {
            Write = new()
            {
                Id = Ids.New("wrt", now),
                CustomerId = TestGateway.Anna,
                Tool = "video_publish",
                Platform = "video",
                Account = "default",
                Status = WriteStatus.Sent,
                At = now,
                Deadline = now.AddDays(1),
                CallId = "call_1",
                Actor = "admin",
                ArgumentsHash = new string('0', 64),
            },
            Arguments = PublishBench.Arguments,
            ConnectionId = "con_1",
            Via = "rest",
            Deadline = now.AddHours(1),
        };
    }
}
