using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Squaremcp.Embedded;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests;

/// <summary>Grains on the embedded host, for tests. The Cluster configuration has the same type on a real Orleans cluster.</summary>
internal sealed class TestGrains : IAsyncDisposable
{
    private readonly Action<IServiceCollection> configure;
    private readonly Faults? faults;
    private readonly KeptStates memory = new();
    private IHost host = null!;

    private TestGrains(Action<IServiceCollection> configure, Faults? faults, ManualTime clock, KeptReminders reminders) =>
        (this.configure, this.faults, Clock, Reminders) = (configure, faults, clock, reminders);

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => host.Services;

    public ManualTime Clock { get; }

    public KeptReminders Reminders { get; }

    /// <param name="clock">Of a host that ran before; null begins anew, as with the reminders.</param>
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

    /// <summary>Of tests that run on disturbed hosts; the Cluster configuration takes fewer of them.</summary>
    public static TheoryData<int> Seeds(int count, int first = 1) => [.. Enumerable.Range(first, count)];

    /// <summary>Stops gracefully and starts again on the same state and clock.</summary>
    /// <param name="away">How much time passes in between.</param>
    public async Task RestartAsync(TimeSpan away = default)
    {
        await EndAsync();
        Clock.Advance(away);
        await BeginAsync();
    }

    public ValueTask DisposeAsync() => new(EndAsync());

    private async Task BeginAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IGrainStorage>(memory);
        builder.Services.AddSingleton<IReminderStore>(Reminders);
        configure(builder.Services);
        builder.Services.AddEmbeddedGrains(options =>
        {
            options.Assemblies.Add(typeof(TestGrains).Assembly);
            options.Assemblies.Add(System.Reflection.Assembly.Load("Squaremcp.Grains"));
            options.CopyEverything = true;
            options.Faults = faults;
        });
        host = builder.Build();
        await host.StartAsync();
    }

    private async Task EndAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
