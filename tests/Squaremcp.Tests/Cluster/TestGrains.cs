using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Hosting;
using Orleans.TestingHost;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests;

/// <summary>Grains on a real Orleans silo; the same face as the embedded host's harness, without its faults.</summary>
internal sealed class TestGrains : IAsyncDisposable
{
    private readonly Action<IServiceCollection> configure;
    private readonly KeptStates states = new();
    private InProcessTestCluster cluster = null!;

    private TestGrains(Action<IServiceCollection> configure) => this.configure = configure;

    public IGrainFactory Grains => cluster.Client;

    public IServiceProvider Services => cluster.GetSiloServiceProvider();

    public static async Task<TestGrains> StartAsync(Action<IServiceCollection>? configureServices = null)
    {
        var grains = new TestGrains(configureServices ?? (_ => { }));
        await grains.BeginAsync();
        return grains;
    }

    public async Task RestartAsync()
    {
        await EndAsync();
        await BeginAsync();
    }

    public ValueTask DisposeAsync() => new(EndAsync());

    private async Task BeginAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddGrainStorage("Default", (_, _) => states);
            silo.UseInMemoryReminderService();
            configure(silo.Services);
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    private async Task EndAsync()
    {
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
    }
}
