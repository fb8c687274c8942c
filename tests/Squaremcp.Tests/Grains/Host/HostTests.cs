using Microsoft.Extensions.DependencyInjection;

namespace Squaremcp.Tests.Grains.Host;

/// <summary>What grains rely on, whichever host runs them.</summary>
public sealed class HostTests : IAsyncLifetime
{
    private readonly Gates gates = new();
    private TestGrains grains = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => grains = await TestGrains.StartAsync(services => services.AddSingleton(gates));

    public ValueTask DisposeAsync() => grains.DisposeAsync();

    [Fact]
    public async Task A_key_has_one_activation()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Probe("a").Instance(Token))));

        Assert.Single(made.Distinct());
        Assert.NotEqual(made[0], await Probe("b").Instance(Token));
    }

    [Fact]
    public async Task State_is_read_before_the_first_call_after_a_restart()
    {
        await Probe("a").Add(3, Token);
        await grains.RestartAsync();

        Assert.Equal(3, await Probe("a").Read(Token));
    }

    [Fact]
    public async Task Calls_that_do_not_interleave_wait_for_the_running_one()
    {
        var held = Probe("a").Hold("h", Token);
        await gates.Of("h began");
        var waiting = Probe("a").Add(1, Token);

        Assert.Equal(0, await Probe("a").Read(Token));
        Assert.False(waiting.IsCompleted);
        gates.Open("h");
        await held;
        Assert.Equal(1, await waiting);
    }

    [Fact]
    public async Task Interleaving_calls_run_beside_each_other_and_let_others_start()
    {
        var held = Probe("a").HoldInterleaved("h", Token);
        await gates.Of("h began");

        Assert.Equal(1, await Probe("a").Add(1, Token));
        gates.Open("h");
        await held;
    }

    [Fact]
    public async Task Turns_run_one_at_a_time()
    {
        var most = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Probe("a").Crowd(Token))));

        Assert.All(most, m => Assert.Equal(1, m));
    }

    [Fact]
    public async Task A_failed_activation_fails_its_calls_and_the_next_call_tries_again()
    {
        var first = await Assert.ThrowsAsync<InvalidOperationException>(() => Probe("bad").Read(Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Probe("bad").Read(Token));

        Assert.Equal("no such grain", first.Message);
        Assert.Equal(2, gates.Made);
    }

    [Fact]
    public async Task A_grain_that_leaves_is_made_anew_and_no_call_is_lost()
    {
        for (var round = 1; round <= 30; round++)
        {
            var leaving = Probe("a").Leave(Token);
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Probe("a").Add(1, Token)).Append(leaving));

            Assert.Equal(round * 10, await Probe("a").Read(Token));
        }
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_as_it_was_thrown()
    {
        var thrown = await Assert.ThrowsAsync<FormatException>(() => Probe("a").Fail("bad cheese", Token));

        Assert.Equal("bad cheese", thrown.Message);
    }

    [Fact]
    public async Task Cancelling_ends_the_callers_wait_and_tells_the_grain()
    {
        using var source = new CancellationTokenSource();
        var held = Probe("a").Hold("h", source.Token);
        await gates.Of("h began");
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await gates.Of("h cancelled");
        gates.Open("h");
    }

    [Fact]
    public async Task Request_context_flows_with_a_call_and_not_back()
    {
        RequestContext.Set("baggage", "mine");

        Assert.Equal("mine", await Probe("a").Baggage(Token));
        Assert.Equal("mine", RequestContext.Get("baggage"));
    }

    [Fact]
    public async Task Request_context_of_a_call_that_waits_is_its_own()
    {
        RequestContext.Set("baggage", "of the first");
        var first = Probe("a").Hold("door", Token);
        await gates.Of("door began");
        RequestContext.Set("baggage", "of the second");
        var second = Probe("a").Baggage(Token);
        RequestContext.Set("baggage", "of nobody");
        gates.Open("door");
        await first;

        Assert.Equal("of the second", await second);
    }

    [Fact]
    public void References_to_one_grain_are_equal()
    {
        Assert.Equal(Probe("a"), Probe("a"));
        Assert.NotEqual(Probe("a"), Probe("b"));
        Assert.Equal("a", Probe("a").GetPrimaryKeyString());
    }

    private IProbeGrain Probe(string key) => grains.Grains.GetGrain<IProbeGrain>(key);
}
