using Microsoft.Extensions.DependencyInjection;

namespace Squaremcp.Tests.Grains.Host;

/// <summary>What grains rely on of reminders without waiting for one, whichever host runs them.</summary>
public sealed class ReminderTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private TestGrains grains = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => grains = await TestGrains.StartAsync(services => services.AddSingleton(new Gates()).AddSingleton(new Ticks()));

    public ValueTask DisposeAsync() => grains.DisposeAsync();

    [Fact]
    public async Task A_grain_finds_its_own_reminders_and_no_others()
    {
        await Alarm("a").Set("one", Hour, Hour, Token);
        await Alarm("a").Set("two", Hour, Hour, Token);
        await Alarm("A").Set("other", Hour, Hour, Token);

        Assert.Equal(["one", "two"], (await Alarm("a").Names(Token)).Order());
    }

    [Fact]
    public async Task A_name_registered_again_is_one_reminder()
    {
        await Alarm("a").Set("one", Hour, Hour, Token);
        await Alarm("a").Set("one", Hour, Hour, Token);

        Assert.Equal(["one"], await Alarm("a").Names(Token));
    }

    [Fact]
    public async Task What_was_removed_is_not_found()
    {
        await Alarm("a").Set("one", Hour, Hour, Token);

        Assert.True(await Alarm("a").Stop("one", Token));
        Assert.False(await Alarm("a").Stop("one", Token));
        Assert.Empty(await Alarm("a").Names(Token));
    }

    [Fact]
    public async Task A_handle_to_a_reminder_that_was_replaced_removes_nothing()
    {
        await Assert.ThrowsAsync<ReminderException>(() => Alarm("a").StopByAnOldHandle("one", Token));

        Assert.Equal(["one"], await Alarm("a").Names(Token));
    }

    [Theory]
    [InlineData(0, 59)]
    [InlineData(0, 0)]
    [InlineData(-1, 3600)]
    public async Task Periods_under_a_minute_and_times_gone_by_are_refused(int due, int period)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Alarm("a").Set("one", TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(period), Token));

        Assert.Empty(await Alarm("a").Names(Token));
    }

    [Fact]
    public async Task A_name_is_needed() =>
        await Assert.ThrowsAsync<ArgumentNullException>(() => Alarm("a").Set(" ", Hour, Hour, Token));

    private IAlarmGrain Alarm(string key) => grains.Grains.GetGrain<IAlarmGrain>(key);
}
