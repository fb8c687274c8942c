using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded;

namespace Squaremcp.Tests.Grains.Host;

/// <summary>What goes wrong on purpose, whichever host it is done to.</summary>
public sealed class FaultTests
{
    private readonly Gates gates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_answer_is_a_timeout_of_a_call_that_ran()
    {
        await using var grains = await StartAsync(new Faults(1) { LoseAnswer = 1 });
        var probe = grains.Grains.GetGrain<IProbeGrain>("a");

        await Assert.ThrowsAsync<TimeoutException>(() => probe.Hold("ran", Token).WaitAsync(Opened("ran")));
        await gates.Of("ran began");
    }

    [Fact]
    public async Task A_rejected_call_did_not_run()
    {
        await using var grains = await StartAsync(new Faults(1) { Reject = 1 });

        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => grains.Grains.GetGrain<IProbeGrain>("a").Read(Token));
        Assert.Equal(0, gates.Made);
    }

    [Fact]
    public async Task A_second_activation_of_a_key_can_be_forced()
    {
        await using var grains = await StartAsync(new Faults(1) { SecondActivation = 1 });
        var probe = grains.Grains.GetGrain<IProbeGrain>("a");

        Assert.NotEqual(await probe.Instance(Token), await probe.Instance(Token));
    }

    [Fact]
    public async Task A_stale_etag_fails_the_write_and_drops_the_activation()
    {
        await using var grains = await StartAsync(new Faults(1) { StaleEtag = 1 });
        var probe = grains.Grains.GetGrain<IProbeGrain>("a");
        var before = await probe.Instance(Token);

        await Assert.ThrowsAsync<InconsistentStateException>(() => probe.Add(1, Token));
        Assert.NotEqual(before, await probe.Instance(Token));
        Assert.Equal(0, await probe.Read(Token));
    }

    private Task<TestGrains> StartAsync(Faults faults) => TestGrains.StartAsync(services => services.AddSingleton(gates), faults);

    private CancellationToken Opened(string gate)
    {
        gates.Open(gate);
        return Token;
    }
}
