using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded;
using Squaremcp.OAuth;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Tests.Storage;

namespace Squaremcp.Tests.Grains.OAuth;

/// <summary>What is left of a client that nobody ever let in, in a real database and among the reminders.</summary>
public sealed class OAuthClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Unused = TimeSpan.FromDays(30);

    private readonly string folder = TestDatabase.NewFolder();
    private TestGrains grains = null!;

    public static TheoryData<int> Seeds => TestGrains.Seeds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IOAuthClientGrain Client => grains.Grains.GetGrain<IOAuthClientGrain>("cli_1");

    public async ValueTask InitializeAsync() => grains = await StartAsync(faults: null);

    public async ValueTask DisposeAsync()
    {
        await grains.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_client_nobody_let_in_leaves_nothing_behind_after_30_days()
    {
        await PutAsync();
        await PassAsync(Unused - TimeSpan.FromHours(1));
        Assert.NotNull(await Client.Find(Token));
        Assert.Equal((1, 1), Rows());

        grains.Clock.Advance(TimeSpan.FromHours(1));
        await GoneAsync();
        Assert.Null(await Client.Find(Token));
    }

    [Fact]
    public async Task A_client_whose_time_came_while_the_process_was_down_is_forgotten_with_the_first_tick_after()
    {
        await PutAsync();
        await grains.RestartAsync(TimeSpan.FromDays(45));

        await GoneAsync();
    }

    [Fact]
    public async Task A_client_that_was_let_in_stays_and_has_no_reminder_left()
    {
        await PutAsync();
        await Client.Keep(Token);
        Assert.Equal((1, 0), Rows());

        await PassAsync(Unused * 4);
        Assert.NotNull(await Client.Find(Token));
    }

    [Fact]
    public async Task A_kept_client_that_changes_is_kept()
    {
        await PutAsync();
        await Client.Keep(Token);
        await PutAsync();

        Assert.Equal((1, 0), Rows());
    }

    [Fact]
    public async Task A_deleted_client_leaves_nothing_behind()
    {
        await PutAsync();
        await Client.Delete(Token);

        Assert.Equal((0, 0), Rows());
    }

    [Fact]
    public async Task A_client_fetched_again_from_its_own_address_has_its_30_days_from_then()
    {
        await PutAsync();
        await PassAsync(TimeSpan.FromDays(20));
        await PutAsync();
        await PassAsync(TimeSpan.FromDays(29));

        Assert.NotNull(await Client.Find(Token));
        await PassAsync(TimeSpan.FromDays(1));
        await GoneAsync();
    }

    [Fact]
    public async Task A_registration_that_changes_does_not_live_longer()
    {
        var registered = grains.Clock.GetUtcNow();
        await PutAsync();
        await PassAsync(TimeSpan.FromDays(20));
        await PutAsync(registered);
        await PassAsync(TimeSpan.FromDays(10));

        await GoneAsync();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_fails_what_nobody_let_in_goes_and_what_somebody_let_in_stays(int seed)
    {
        await grains.DisposeAsync();
        grains = await StartAsync(new Faults(seed) { LoseAnswer = 0.2, Reject = 0.2, StaleEtag = 0.2, SecondActivation = 0.1, Reorder = 0.2 });
        var kept = seed % 2 == 0;
        await UntilDoneAsync(() => PutAsync());
        if (kept)
        {
            await UntilDoneAsync(() => Client.Keep(Token));
        }

        for (var days = 30; days < 60 && Rows() is not (0, 0) and not (1, 0); days++)
        {
            await grains.RestartAsync(days == 30 ? Unused : TimeSpan.FromDays(1));
            await TickedAsync();
        }

        Assert.Equal((kept ? 1 : 0, 0), Rows());
    }

    private Task PutAsync(DateTimeOffset? registered = null) => Client.Put(new()
    {
        Id = "cli_1",
        Name = "Example",
        RedirectUris = ["http://127.0.0.1/callback"],
        Authentication = ClientAuthentication.None,
        RegisteredAt = registered ?? grains.Clock.GetUtcNow(),
    }, Token);

    /// <summary>Without a clock that strikes each second of it.</summary>
    private Task PassAsync(TimeSpan time) => grains.RestartAsync(time);

    /// <summary>Waits for the tick that the start brought.</summary>
    private Task TickedAsync() => UntilAsync(() => grains.Reminders.All.All(one => one.DueAt > grains.Clock.GetUtcNow()), "the tick to count");

    private Task GoneAsync() => UntilAsync(() => Rows() == (0, 0), "both rows to go");

    private static async Task UntilAsync(Func<bool> met, string what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !met(); await Task.Yield())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TestDatabase.Patience, $"Waited {TestDatabase.Patience} for {what}.");
        }
    }

    private static async Task UntilDoneAsync(Func<Task> act)
    {
        for (var tries = 0; await Record.ExceptionAsync(act) is { } exception; tries++)
        {
            Assert.True(tries < 50, $"{exception}");
        }
    }

    private (long States, long Reminders) Rows() => (Number("SELECT count(*) FROM grain_state WHERE grain_key = 'cli_1'"), grains.Reminders.All.Count);

    private long Number(string sql)
    {
        using var database = Database.OpenForReading(Path.Combine(folder, "squaremcp.db"));
        return database.Number(sql);
    }

    private async Task<TestGrains> StartAsync(Faults? faults)
    {
        var file = Path.Combine(folder, "squaremcp.db");
        await using (var storage = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSqliteStorage(new() { File = file }).BuildServiceProvider())
        {
            await storage.GetRequiredService<IInstallation>().MigrateAsync(Token);
        }

        return await TestGrains.StartAsync(services => services.AddSqliteStorage(new() { File = file }), faults);
    }
}
