using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Tests.Storage;

namespace Squaremcp.Tests.Embedded;

public sealed class SqliteReminderTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string folder = TestDatabase.NewFolder();
    private ServiceProvider services = null!;

    private IReminderStore Store => services.GetRequiredService<IReminderStore>();

    public ValueTask InitializeAsync() => OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_was_saved_is_there_after_a_restart()
    {
        var saved = Alarm("a") with { Period = TimeSpan.FromDays(400), FirstAt = Noon.AddHours(-1) };
        await Store.SaveAsync(saved);
        await services.DisposeAsync();
        await OpenAsync();

        Assert.Equal(saved, Assert.Single(await Store.OfAsync(saved.Grain)));
        Assert.Equal(saved, Assert.Single(await Store.NextAsync(10)));
    }

    [Fact]
    public async Task The_soonest_come_first_and_no_more_than_asked_for()
    {
        foreach (var (name, minutes) in new[] { ("c", 3), ("a", 1), ("d", 4), ("b", 2) })
        {
            await Store.SaveAsync(Alarm(name) with { DueAt = Noon.AddMinutes(minutes) });
        }

        Assert.Equal(["a", "b", "c"], (await Store.NextAsync(3)).Select(one => one.ReminderName));
    }

    [Fact]
    public async Task Saved_again_it_takes_the_place_of_the_old_one()
    {
        await Store.SaveAsync(Alarm("a"));
        var again = Alarm("a") with { Tag = "second", DueAt = Noon.AddDays(1), FirstAt = Noon.AddDays(1), Period = TimeSpan.FromHours(3) };
        await Store.SaveAsync(again);

        Assert.Equal(again, Assert.Single(await Store.NextAsync(10)));
    }

    [Fact]
    public async Task It_is_moved_and_removed_by_its_own_tag_alone()
    {
        var (mine, old) = (Alarm("a"), Alarm("a") with { Tag = "old" });
        await Store.SaveAsync(mine);
        await Store.MoveAsync(old, Noon.AddDays(1));
        Assert.False(await Store.RemoveAsync(old));
        Assert.Equal(mine, Assert.Single(await Store.NextAsync(10)));

        await Store.MoveAsync(mine, Noon.AddDays(1));
        Assert.Equal(mine with { DueAt = Noon.AddDays(1) }, Assert.Single(await Store.NextAsync(10)));
        Assert.True(await Store.RemoveAsync(mine));
        Assert.False(await Store.RemoveAsync(mine));
        Assert.Empty(await Store.NextAsync(10));
    }

    [Fact]
    public async Task No_time_is_rounded_to_one_before_it()
    {
        var odd = Noon.AddTicks(1);
        await Store.SaveAsync(Alarm("a") with { FirstAt = odd, DueAt = odd });

        var read = Assert.Single(await Store.NextAsync(1));
        Assert.Equal((Noon.AddMilliseconds(1), Noon.AddMilliseconds(1)), (read.FirstAt, read.DueAt));
    }

    [Fact]
    public async Task Grains_and_names_are_told_apart_to_the_letter()
    {
        GrainId[] grains = [GrainId.Create("alarm", "a"), GrainId.Create("alarm", "A"), GrainId.Create("Alarm", "a"), GrainId.Create("alarm", "a ")];
        foreach (var grain in grains)
        {
            await Store.SaveAsync(Alarm("x") with { Grain = grain });
            await Store.SaveAsync(Alarm("X") with { Grain = grain });
        }

        foreach (var grain in grains)
        {
            Assert.Equal(["X", "x"], (await Store.OfAsync(grain)).Select(one => one.ReminderName).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(10, 20)]
    [InlineData(25, 30)]
    [InlineData(100_000_001, 100_000_010)]
    public void The_next_tick_is_on_the_beat_of_the_first(int now, int next) =>
        Assert.Equal(Noon.AddMinutes(next), (Alarm("a") with { Period = TimeSpan.FromMinutes(10) }).After(Noon.AddMinutes(now)));

    private static Reminder Alarm(string name) =>
        new() { Grain = GrainId.Create("alarm", "key"), ReminderName = name, Tag = "first", FirstAt = Noon, DueAt = Noon, Period = TimeSpan.FromMinutes(1) };

    private async ValueTask OpenAsync()
    {
        services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddSqliteStorage(new() { File = Path.Combine(folder, "squaremcp.db") }).AddSqliteReminders().BuildServiceProvider();
        await services.GetRequiredService<IInstallation>().MigrateAsync(CancellationToken.None);
    }
}
