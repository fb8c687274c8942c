using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Reminders;
using Orleans.TestingHost;
using Squaremcp.Embedded;
using Squaremcp.Silo.Cluster;
using Squaremcp.Tests.Cluster.Host;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests;

/// <summary>
/// Grains on a real Orleans silo, called by a real client; the same face as the embedded host's harness. Grains, their timers and their reminders have the test's clock; Orleans itself keeps the system's, so that no
/// probe and no timeout of its own jumps with it.
/// </summary>
internal sealed class TestGrains : IAsyncDisposable
{
    /// <summary>What Orleans waits at least for a tick, be it due already.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Where nothing was seen to happen for so long, everything waits for time.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private readonly Action<IServiceCollection> configure;
    private readonly Faults? faults;
    private readonly KeptStates memory = new();
    private InProcessTestCluster cluster = null!;
    private InProcessTestCluster? twin;

    /// <summary>How much more time has passed than was asked for: the next restart's is shorter by it, or whole days would miss each beat by a moment.</summary>
    private TimeSpan ahead;

    private TestGrains(Action<IServiceCollection> configure, Faults? faults, ManualTime clock, KeptReminders reminders) =>
        (this.configure, this.faults, Clock, Reminders) = (configure, faults, clock, reminders);

    public IGrainFactory Grains => cluster.Client;

    public IServiceProvider Services => cluster.GetSiloServiceProvider();

    public ManualTime Clock { get; }

    public KeptReminders Reminders { get; }

    /// <param name="clock">Of a silo that ran before; null begins anew, as with the reminders.</param>
    public static async Task<TestGrains> StartAsync(Action<IServiceCollection>? configureServices = null, Faults? faults = null, ManualTime? clock = null, KeptReminders? reminders = null)
    {
        var grains = new TestGrains(configureServices ?? (_ => { }), faults, clock ?? new(), reminders ?? new());
        if (faults is not null)
        {
            TestContext.Current.SendDiagnosticMessage($"{faults}");
        }

        await grains.BeginAsync();
        return grains;
    }

    /// <summary>Every tenth: what the dice are about is the same on both hosts, and a test here takes as long as several there.</summary>
    public static TheoryData<int> Seeds(int count, int first = 1) => [.. Enumerable.Range(first, count).Where(seed => seed % 10 == 1)];

    /// <summary>Stops gracefully and starts again on the same state and clock. A tick that fell due meanwhile comes with the next beat of its reminder, unlike on the embedded host.</summary>
    /// <param name="away">How much time passes in between, and a moment where a tick's beat is just then.</param>
    public async Task RestartAsync(TimeSpan away = default)
    {
        await EndAsync();
        var passed = away < ahead ? TimeSpan.Zero : away - ahead;
        Clock.Advance(passed);
        await BeginAsync();
        var moment = Reminders.AnyBeatsAt(Clock.GetUtcNow()) ? Moment : TimeSpan.Zero;
        Clock.Advance(moment);
        ahead += passed + moment - away;
    }

    public ValueTask DisposeAsync() => new(EndAsync());

    private async Task BeginAsync()
    {
        twin = faults is { SecondActivation: > 0 } ? await DeployAsync(null) : null;
        cluster = await DeployAsync(twin);
    }

    /// <param name="other">Another cluster with the same storage, which believes to be the only one: what it activates is a second activation.</param>
    private async Task<InProcessTestCluster> DeployAsync(InProcessTestCluster? other)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) => Configure(silo));
        builder.ConfigureClient(client =>
        {
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = Deadlines.Frontend);
            if (faults is not null)
            {
                client.AddOutgoingGrainCallFilter(new DisturbedCalls(faults, other?.Client));
            }
        });
        var built = builder.Build();
        await built.DeployAsync();
        await built.GetSiloServiceProvider().GetRequiredService<ReminderWatch>().LoadedAsync();
        return built;
    }

    private void Configure(ISiloBuilder silo)
    {
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = Deadlines.Customer);
        silo.Services.AddSingleton<TimeProvider>(Clock);
        silo.Services.AddKeyedSingleton(KeyedService.AnyKey, (_, _) => TimeProvider.System);
        silo.Services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, Clock);
        silo.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, new ReminderClock(Clock));
        silo.Services.AddReminders(Reminders);
        silo.Services.AddSingleton<IGrainStorage>(memory);
        configure(silo.Services);
        silo.AddIncomingGrainCallFilter<Failures>();
        if (faults is not null)
        {
            silo.Services.DisturbStates(faults);
            silo.AddOutgoingGrainCallFilter(new DisturbedCalls(faults, twin: null));
        }
    }

    private async Task EndAsync()
    {
        await EndAsync(cluster);
        if (twin is not null)
        {
            await EndAsync(twin);
        }
    }

    private static async Task EndAsync(InProcessTestCluster running)
    {
        await running.StopAllSilosAsync();
        await running.DisposeAsync();
    }
}
