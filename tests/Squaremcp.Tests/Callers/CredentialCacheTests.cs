using Squaremcp.Customers;
using Squaremcp.Frontend.Callers;
using Squaremcp.Tests.Support;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Callers;

public sealed class CredentialCacheTests
{
    private readonly ManualTime clock = new();
    private readonly KeyGrain grain = new();
    private readonly CredentialCache<ApiKey> cache;

    public CredentialCacheTests() => cache = new(hash => grain.Factory().GetGrain<IApiKeyGrain>(hash).Find(CancellationToken.None), clock);

    [Fact]
    public async Task Callers_at_once_ask_once()
    {
        var held = grain.Hold();
        var first = cache.FindAsync("hash").AsTask();
        var second = cache.FindAsync("hash").AsTask();
        held.SetResult(Key("one"));

        Assert.Equal(("one", "one"), ((await first)!.KeyId, (await second)!.KeyId));
        Assert.Equal(1, grain.Asked);
    }

    [Fact]
    public async Task A_key_is_at_most_five_seconds_old()
    {
        grain.Answer = Key("before");
        await cache.FindAsync("hash");
        grain.Answer = Key("after") with { RevokedAt = clock.GetUtcNow() };
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("before", (await cache.FindAsync("hash"))!.KeyId);
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("after", (await cache.FindAsync("hash"))!.KeyId);
    }

    [Fact]
    public async Task A_key_in_use_is_asked_for_ahead_of_its_end_and_nobody_waits()
    {
        grain.Answer = Key("before");
        await cache.FindAsync("hash");
        clock.Advance(TimeSpan.FromSeconds(4));
        SynchronizationContext.SetSynchronizationContext(null);
        var held = grain.Hold();

        Assert.Equal("before", (await cache.FindAsync("hash"))!.KeyId);
        Assert.Equal("before", (await cache.FindAsync("hash"))!.KeyId);
        Assert.Equal(2, grain.Asked);
        // Its continuations run here, so the cache has taken it when this returns.
        held.SetResult(Key("after"));
        Assert.Equal("after", (await cache.FindAsync("hash"))!.KeyId);
        Assert.Equal(2, grain.Asked);
    }

    [Fact]
    public async Task That_nobody_was_given_a_key_is_remembered_too()
    {
        Assert.Null(await cache.FindAsync("hash"));
        Assert.Null(await cache.FindAsync("hash"));

        Assert.Equal(1, grain.Asked);
    }

    [Fact]
    public async Task An_outage_is_told_and_not_remembered()
    {
        grain.Hold().SetException(new TimeoutException("no answer"));
        await Assert.ThrowsAsync<TimeoutException>(() => cache.FindAsync("hash").AsTask());
        grain.Answer = Key("one");

        Assert.Equal("one", (await cache.FindAsync("hash"))!.KeyId);
    }

    private static ApiKey Key(string id) => new() { CustomerId = "cus_1", KeyId = id, Rights = Rights.Full };

    /// <summary>What the key's grain answers, and how often it was asked.</summary>
    private sealed class KeyGrain
    {
        private TaskCompletionSource<ApiKey?>? held;

        internal ApiKey? Answer { get; set; }

        internal int Asked { get; private set; }

        /// <summary>The next question waits for what is set here.</summary>
        internal TaskCompletionSource<ApiKey?> Hold() => held = new();

        internal IGrainFactory Factory()
        {
            var grain = Stub.Of<IApiKeyGrain>(Find);
            return Stub.Of<IGrainFactory>(() => grain);
        }

        private Task<ApiKey?> Find()
        {
            Asked++;
            var answer = held?.Task ?? Task.FromResult(Answer);
            held = null;
            return answer;
        }
    }
}
