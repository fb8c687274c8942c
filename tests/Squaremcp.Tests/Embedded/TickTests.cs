using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Squaremcp.Embedded;
using Squaremcp.Tests.Grains.Host;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Embedded;

public sealed class TickTests
{
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Less than a call may take.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(20);

    private readonly Gates gates = new();
    private readonly Ticks ticks = new();
    private readonly LogLines log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ticks_missed_while_the_process_was_down_come_once_at_start_and_the_beat_stays()
    {
        await using var grains = await StartAsync();
        var start = grains.Clock.GetUtcNow();
        await SetAsync(grains, "a");
        await grains.RestartAsync(TimeSpan.FromHours(3));

        Assert.Equal((start + TimeSpan.FromHours(3)).UtcDateTime, (await ticks.NextAsync()).Status.CurrentTickTime);
        await grains.Reminders.MovedAsync();
        Assert.Equal(start + TimeSpan.FromMinutes(185), Assert.Single(grains.Reminders.All).DueAt);
        Assert.Equal(0, ticks.Waiting);
    }

    [Fact]
    public async Task A_tick_waits_for_the_call_that_runs()
    {
        await using var grains = await StartAsync();
        await SetAsync(grains, "busy");
        await SetAsync(grains, "free", Due + TimeSpan.FromMilliseconds(1));
        grains.Clock.Advance(Due - Moment);
        var held = Alarm(grains, "busy").Hold("h", Token);
        await gates.Of("h began");
        grains.Clock.Advance(Moment + TimeSpan.FromSeconds(1));

        // Due later, so sent after the other's.
        Assert.Equal("free", (await ticks.NextAsync()).Key);
        Assert.Equal(0, ticks.Waiting);
        gates.Open("h");
        Assert.Equal("busy", (await ticks.NextAsync()).Key);
        await held;
    }

    [Fact]
    public async Task A_tick_runs_beside_a_call_that_interleaves_and_other_calls_wait_for_it()
    {
        await using var grains = await StartAsync();
        await Alarm(grains, "a").Set("held", Due, Period, Token);
        grains.Clock.Advance(Due - Moment);
        var interleaved = Alarm(grains, "a").HoldInterleaved("h", Token);
        await gates.Of("h began");
        grains.Clock.Advance(Moment);
        await ticks.NextAsync();

        var waiting = Alarm(grains, "a").Hold("w", Token);
        gates.Open("w");
        gates.Open("h");
        await interleaved;
        Assert.False(waiting.IsCompleted);
        gates.Open("held");
        await waiting;
    }

    [Fact]
    public async Task A_tick_counts_only_when_it_has_run()
    {
        await using var grains = await StartAsync();
        await Alarm(grains, "a").Set("held", Due, Period, Token);
        grains.Clock.Advance(Due);
        await ticks.NextAsync();
        var before = Assert.Single(grains.Reminders.All);
        gates.Open("held");
        await grains.Reminders.MovedAsync();

        Assert.Equal(before.FirstAt, before.DueAt);
        Assert.Equal(before.FirstAt + Period, Assert.Single(grains.Reminders.All).DueAt);
    }

    [Fact]
    public async Task A_tick_that_throws_is_logged_and_comes_again_after_its_period()
    {
        await using var grains = await StartAsync();
        await SetAsync(grains, "a");
        ticks.FailNext();
        await TickAsync(grains, Due);

        Assert.Contains(log.Lines, line => line.Contains("The reminder alarm of test-alarm/a failed", StringComparison.Ordinal));
        await TickAsync(grains, Period);
        Assert.Equal(0, ticks.Waiting);
    }

    [Fact]
    public async Task A_tick_that_hangs_holds_up_no_other_grain()
    {
        await using var grains = await StartAsync();
        await Alarm(grains, "a").Set("held", Due, Period, Token);
        await SetAsync(grains, "b", Due + Moment);
        grains.Clock.Advance(Due);
        Assert.Equal("a", (await ticks.NextAsync()).Key);
        grains.Clock.Advance(Moment);

        Assert.Equal("b", (await ticks.NextAsync()).Key);
        gates.Open("held");
    }

    [Fact]
    public async Task A_removed_reminder_comes_no_more()
    {
        await using var grains = await StartAsync();
        await SetAsync(grains, "gone");
        await SetAsync(grains, "stays");
        await Alarm(grains, "gone").Stop("alarm", Token);
        grains.Clock.Advance(Due);

        Assert.Equal("stays", (await ticks.NextAsync()).Key);
        await grains.Reminders.MovedAsync();
        Assert.Equal(0, ticks.Waiting);
    }

    [Fact]
    public async Task A_reminder_registered_again_comes_at_its_new_time()
    {
        await using var grains = await StartAsync();
        await SetAsync(grains, "a", TimeSpan.FromHours(2));
        await SetAsync(grains, "a");

        await TickAsync(grains, Due);
    }

    [Fact]
    public async Task A_reminder_registered_again_by_its_own_tick_keeps_its_new_time()
    {
        await using var grains = await StartAsync();
        await Alarm(grains, "a").Set("held", Due, Period, Token);
        grains.Clock.Advance(Due);
        await ticks.NextAsync();
        var old = Assert.Single(grains.Reminders.All);
        await grains.Reminders.SaveAsync(old with { Tag = "new", DueAt = old.DueAt.AddDays(1) });
        gates.Open("held");
        await grains.Reminders.MovedAsync();

        Assert.Equal(old.DueAt.AddDays(1), Assert.Single(grains.Reminders.All).DueAt);
    }

    [Fact]
    public async Task Many_that_are_due_at_once_all_come()
    {
        await using var grains = await StartAsync();
        for (var n = 0; n < 150; n++)
        {
            await SetAsync(grains, $"a{n}");
        }

        grains.Clock.Advance(Due);
        var came = new HashSet<string>();
        for (var n = 0; n < 150; n++)
        {
            Assert.True(came.Add((await ticks.NextAsync()).Key));
        }
    }

    [Fact]
    public async Task Where_the_store_fails_it_is_asked_again_after_ten_seconds()
    {
        await using var grains = await StartAsync();
        await SetAsync(grains, "a");
        grains.Reminders.FailNext(1);
        grains.Clock.Advance(Due);
        await log.Of("could not be read or moved on");

        await TickAsync(grains, TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task A_reminder_of_a_grain_class_that_is_no_more_is_logged_and_holds_up_no_other()
    {
        await using var grains = await StartAsync();
        await SetAsync(grains, "a");
        var known = Assert.Single(grains.Reminders.All);
        await grains.Reminders.SaveAsync(known with { Grain = GrainId.Create("gone", "b"), DueAt = known.DueAt.AddSeconds(-1) });

        await TickAsync(grains, Due);
        await grains.Reminders.MovedAsync();
        Assert.Contains(log.Lines, line => line.Contains("The reminder alarm of gone/b failed", StringComparison.Ordinal));
        Assert.All(grains.Reminders.All, one => Assert.True(one.DueAt > grains.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_tick_can_come_to_a_second_activation()
    {
        await using var grains = await StartAsync(new Faults(1) { SecondActivation = 1 });
        await SetAsync(grains, "a");
        grains.Clock.Advance(Due);
        var first = await ticks.NextAsync();
        await grains.Reminders.MovedAsync();
        grains.Clock.Advance(Period);

        Assert.NotSame(first.Activation, (await ticks.NextAsync()).Activation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Whatever_fails_a_reminder_goes_on(int seed)
    {
        await using var grains = await StartAsync(new Faults(seed) { LoseAnswer = 0.3, Reject = 0.3, SecondActivation = 0.3, Reorder = 0.3 });
        while (grains.Reminders.All.Count == 0)
        {
            await Record.ExceptionAsync(() => SetAsync(grains, "a"));
        }

        for (var n = 0; n < 30; n++)
        {
            grains.Clock.Advance(n == 0 ? Due : Period);
            await grains.Reminders.MovedAsync();
        }

        Assert.InRange(ticks.Waiting, 10, 30);
    }

    [Fact]
    public async Task Call_filters_see_ticks()
    {
        var seen = new TaskCompletionSource<string>();
        await using var grains = await TestGrains.StartAsync(services => services.AddSingleton(gates).AddSingleton(ticks).AddGrainCallFilter(new Listening(seen)));
        await SetAsync(grains, "a");
        grains.Clock.Advance(Due);

        Assert.Equal("test-alarm/a ReceiveReminder", await seen.Task.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task Grains_with_reminders_do_not_start_without_a_store()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new ManualTime())
            .AddEmbeddedGrains(options => options.Assemblies.Add(typeof(AlarmGrain).Assembly));
        await using var provider = services.BuildServiceProvider();

        Assert.Contains(nameof(IReminderStore), Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IGrainFactory>()).Message, StringComparison.Ordinal);
    }

    private static IAlarmGrain Alarm(TestGrains grains, string key) => grains.Grains.GetGrain<IAlarmGrain>(key);

    private static Task SetAsync(TestGrains grains, string key, TimeSpan? due = null) => Alarm(grains, key).Set("alarm", due ?? Due, Period, Token);

    /// <summary>Lets time pass until a tick has come and counts.</summary>
    private async Task<DateTimeOffset> TickAsync(TestGrains grains, TimeSpan after)
    {
        grains.Clock.Advance(after);
        var tick = await ticks.NextAsync();
        await grains.Reminders.MovedAsync();
        return new(tick.Status.CurrentTickTime);
    }

    private Task<TestGrains> StartAsync(Faults? faults = null) =>
        TestGrains.StartAsync(services => services.AddSingleton(gates).AddSingleton(ticks).AddSingleton<ILoggerProvider>(log), faults);

    private sealed class Listening(TaskCompletionSource<string> seen) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (context.InterfaceMethod.DeclaringType == typeof(IRemindable))
            {
                seen.TrySetResult($"{context.TargetId} {context.MethodName}");
            }
        }
    }
}
