using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded;

namespace Squaremcp.Tests.Grains.Host;

/// <summary>Timers and reminders follow the clock, whichever host keeps them.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly Gates gates = new();
    private readonly Ticks ticks = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timer_ticks_when_the_clock_comes_to_it_and_again_each_period()
    {
        await using var grains = await StartAsync();
        await grains.Grains.GetGrain<IProbeGrain>("a").Wake(Due, Period, Token);
        grains.Clock.Advance(Due - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await grains.Grains.GetGrain<IProbeGrain>("a").Woken(Token));

        grains.Clock.Advance(TimeSpan.FromSeconds(1));
        await gates.Of("woken 1");
        await grains.Grains.GetGrain<IProbeGrain>("a").Woken(Token);
        grains.Clock.Advance(Period);
        await gates.Of("woken 2");
    }

    [Fact]
    public async Task A_grain_that_leaves_waits_for_the_tick_that_runs_and_does_not_cancel_it()
    {
        await using var grains = await StartAsync();
        var probe = grains.Grains.GetGrain<IProbeGrain>("held");
        await probe.Wake(Due, Period, Token);
        grains.Clock.Advance(Due);
        await gates.Of("woken 1");
        await probe.Leave(Token);
        for (var n = 0; n < 20; n++)
        {
            await grains.Grains.GetGrain<IProbeGrain>("other").Read(Token);
        }

        Assert.Empty(gates.Ended);
        gates.Open("rest");
        await gates.Of("held ended");
        Assert.Equal(["held ticked", $"held {DeactivationReasonCode.ApplicationRequested}"], gates.Ended);
    }

    [Fact]
    public async Task Ticks_missed_while_the_host_was_away_are_made_up_for_by_the_next_beat_at_the_latest()
    {
        await using var grains = await StartAsync();
        var start = grains.Clock.GetUtcNow();
        await SetAsync(grains, "a");
        await grains.RestartAsync(TimeSpan.FromMinutes(28));
        grains.Clock.Advance(TimeSpan.FromMinutes(7));

        while ((await ticks.NextAsync()).Status is var status && status.CurrentTickTime != (start + TimeSpan.FromMinutes(35)).UtcDateTime)
        {
            // The embedded host brings one at its start as well.
            Assert.Equal((start + TimeSpan.FromMinutes(28)).UtcDateTime, status.CurrentTickTime);
        }

        Assert.Equal(0, ticks.Waiting);
    }

    [Fact]
    public async Task A_tick_comes_when_it_is_due_and_then_each_period()
    {
        await using var grains = await StartAsync();
        var start = grains.Clock.GetUtcNow();
        await SetAsync(grains, "a");

        Assert.Equal(start + Due, await TickAsync(grains, Due));
        Assert.Equal(start + Due + Period, await TickAsync(grains, Period));
        Assert.Equal(start + Due + Period + Period, await TickAsync(grains, Period));
        Assert.Equal(0, ticks.Waiting);
    }

    [Fact]
    public async Task A_tick_says_when_the_first_was_due_and_how_often_it_comes()
    {
        await using var grains = await StartAsync();
        var start = grains.Clock.GetUtcNow();
        await SetAsync(grains, "a");
        await TickAsync(grains, Due);
        grains.Clock.Advance(Period);

        var tick = await ticks.NextAsync();
        Assert.Equal(("a", "alarm"), (tick.Key, tick.Name));
        Assert.Equal(((start + Due).UtcDateTime, Period, (start + Due + Period).UtcDateTime), (tick.Status.FirstTickTime, tick.Status.Period, tick.Status.CurrentTickTime));
    }

    [Fact]
    public async Task No_tick_comes_before_its_time()
    {
        await using var grains = await StartAsync();
        await SetAsync(grains, "late");
        await SetAsync(grains, "early", TimeSpan.FromMinutes(4));
        grains.Clock.Advance(Due - TimeSpan.FromSeconds(1));

        Assert.Equal("early", (await ticks.NextAsync()).Key);
        await grains.Reminders.MovedAsync();
        Assert.Equal(0, ticks.Waiting);
    }

    [Fact]
    public async Task Ticks_that_came_do_not_come_again_after_a_restart()
    {
        await using var grains = await StartAsync();
        await SetAsync(grains, "a");
        await TickAsync(grains, Due);
        await grains.RestartAsync();

        await TickAsync(grains, Period);
        Assert.Equal(0, ticks.Waiting);
    }

    [Fact]
    public async Task A_lost_answer_is_one_tick_and_the_next_comes_in_its_time()
    {
        await using var grains = await StartAsync(new Faults(1) { LoseAnswer = 1 });
        await Assert.ThrowsAsync<TimeoutException>(() => SetAsync(grains, "a"));

        await TickAsync(grains, Due);
        await TickAsync(grains, Period);
        Assert.Equal(0, ticks.Waiting);
    }

    [Fact]
    public async Task A_rejected_registration_changes_nothing()
    {
        await using var grains = await StartAsync(new Faults(1) { Reject = 1 });

        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => SetAsync(grains, "a"));
        Assert.Empty(grains.Reminders.All);
    }

    private static Task SetAsync(TestGrains grains, string key, TimeSpan? due = null) => grains.Grains.GetGrain<IAlarmGrain>(key).Set("alarm", due ?? Due, Period, Token);

    /// <summary>Lets time pass until a tick has come and counts.</summary>
    private async Task<DateTimeOffset> TickAsync(TestGrains grains, TimeSpan after)
    {
        grains.Clock.Advance(after);
        var tick = await ticks.NextAsync();
        await grains.Reminders.MovedAsync();
        return new(tick.Status.CurrentTickTime);
    }

    private Task<TestGrains> StartAsync(Faults? faults = null) => TestGrains.StartAsync(services => services.AddSingleton(gates).AddSingleton(ticks), faults);
}
