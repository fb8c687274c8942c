using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded;
using Squaremcp.Tests.Grains.Host;

namespace Squaremcp.Tests.Embedded;

public sealed class EmbeddedHostTests
{
    private readonly Gates gates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cycle_of_calls_ends_in_the_response_timeout()
    {
        await using var grains = await StartAsync();
        var cycle = grains.Grains.GetGrain<IProbeGrain>("a").CallOther("a", Token);
        while (!cycle.IsCompleted)
        {
            grains.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => cycle);
        Assert.Contains("test-probe/a", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_grain_leaves_and_one_that_works_stays()
    {
        await using var grains = await StartAsync();
        await grains.Grains.GetGrain<IProbeGrain>("idle").Read(Token);
        var held = grains.Grains.GetGrain<IProbeGrain>("works").HoldInterleaved("h", Token);
        await gates.Of("h began");
        grains.Clock.Advance(TimeSpan.FromMinutes(16));

        await gates.Of("idle ended");
        Assert.Equal(["idle ActivationIdle"], gates.Ended);
        gates.Open("h");
        await Assert.ThrowsAsync<TimeoutException>(() => held);
    }

    [Fact]
    public async Task A_stopped_host_has_deactivated_its_grains_and_refuses_calls()
    {
        var grains = await StartAsync();
        var probe = grains.Grains.GetGrain<IProbeGrain>("a");
        await probe.Read(Token);
        await grains.DisposeAsync();

        Assert.Equal(["a ShuttingDown"], gates.Ended);
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => probe.Read(Token));
    }

    [Fact]
    public async Task Filters_see_every_call()
    {
        var seen = new List<string>();
        await using var grains = await TestGrains.StartAsync(services => services.AddSingleton(gates).AddGrainCallFilter(new Listening(seen)));

        Assert.Equal(5, await grains.Grains.GetGrain<IProbeGrain>("a").Add(5, Token));
        Assert.Equal(["test-probe/a Add 5"], seen);
    }

    [Fact]
    public void Reordering_depends_on_the_seed_alone()
    {
        int[] Places(int seed)
        {
            var faults = new Faults(seed) { Reorder = 0.5 };
            return [.. Enumerable.Range(0, 50).Select(_ => faults.Place(7))];
        }

        Assert.Equal(Places(1), Places(1));
        Assert.NotEqual(Places(1), Places(2));
        Assert.Contains(Places(1), place => place < 7);
    }

    [Fact]
    public void What_the_host_cannot_do_is_refused_with_a_sentence()
    {
        var refused = Assert.Throws<NotSupportedException>(() => GrainRules.Check([typeof(Unfit.OddGrain)]));

        Assert.Contains("[AlwaysInterleave] belongs on the interface method", refused.Message, StringComparison.Ordinal);
        Assert.Contains("returns System.Int32; grain methods return Task", refused.Message, StringComparison.Ordinal);
        Assert.Contains("parameter builder holds System.Text.StringBuilder, which cannot travel", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Generic: generic methods are not supported", refused.Message, StringComparison.Ordinal);
        Assert.Contains("parameter by is in, out or ref", refused.Message, StringComparison.Ordinal);
    }

    private Task<TestGrains> StartAsync() => TestGrains.StartAsync(services => services.AddSingleton(gates));

    private sealed class Listening(List<string> seen) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            seen.Add($"{context.TargetId} {context.MethodName} {context.Result}");
        }
    }
}
