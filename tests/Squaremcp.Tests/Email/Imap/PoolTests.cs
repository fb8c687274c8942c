using Squaremcp.Platforms.Email;
using Squaremcp.Tests.Email.Servers;
using Squaremcp.Tests.Support;
using static Squaremcp.Tests.Email.Servers.ImapScript;

namespace Squaremcp.Tests.Email.Imap;

public sealed class PoolTests : IAsyncDisposable
{
    private readonly ManualTime clock = new();
    private readonly ScriptedServer server;
    private readonly ImapPool pool;
    private readonly SemaphoreSlim left = new(0);
    private int made;
    private bool isDeaf;

    public PoolTests()
    {
        server = ScriptedServer.Start(TalkAsync);
        pool = new(clock, mostOfOne: 2, mostInAll: 3);
    }

    [Fact]
    public async Task A_connection_that_was_given_back_is_used_again()
    {
        var first = await ClientOfOneLeaseAsync("a");

        await using var lease = await RentAsync("a");

        Assert.Same(first, lease.Client);
        Assert.Equal(1, made);
        Assert.DoesNotContain("a2 NOOP", server.Heard);
    }

    [Fact]
    public async Task Two_keys_never_share_a_connection()
    {
        var first = await ClientOfOneLeaseAsync("a");

        await using var lease = await RentAsync("b");

        Assert.NotSame(first, lease.Client);
    }

    [Fact]
    public async Task A_broken_connection_is_never_used_again()
    {
        await using (var lease = await RentAsync("a"))
        {
            await lease.Client.DisposeAsync();
        }

        Assert.Equal(0, pool.Count);
        await using var next = await RentAsync("a");
        Assert.False(next.Client.IsBroken);
        Assert.Equal(2, made);
    }

    [Fact]
    public async Task A_connection_unused_for_a_while_is_asked_whether_it_is_still_there()
    {
        var first = await ClientOfOneLeaseAsync("a");
        clock.Advance(TimeSpan.FromSeconds(10));

        await using var lease = await RentAsync("a");

        Assert.Same(first, lease.Client);
        Assert.Contains("a2 NOOP", server.Heard);
    }

    [Fact]
    public async Task One_that_died_meanwhile_is_replaced()
    {
        var first = await ClientOfOneLeaseAsync("a");
        clock.Advance(TimeSpan.FromSeconds(10));
        isDeaf = true;

        await using var lease = await RentAsync("a");

        Assert.NotSame(first, lease.Client);
        Assert.Equal((2, 1), (made, pool.Count));
    }

    [Fact]
    public async Task One_unused_for_a_minute_is_closed_with_a_good_bye()
    {
        await using (await RentAsync("a"))
        {
            await using (await RentAsync("a"))
            {
                clock.Advance(TimeSpan.FromSeconds(30));
            }

            clock.Advance(TimeSpan.FromSeconds(59));
            Assert.Equal(2, pool.Count);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await left.WaitAsync(Patience), "The connection given back first was to be closed.");
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.True(await left.WaitAsync(Patience), "The other one was to be closed.");
        Assert.Equal(2, server.Heard.Count(line => line.EndsWith("LOGOUT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_finds_all_in_use_gets_the_next_that_is_given_back()
    {
        var first = await RentAsync("a");
        await using var second = await RentAsync("a");
        var waiting = RentAsync("a");
        Assert.False(waiting.IsCompleted);

        var client = first.Client;
        await first.DisposeAsync();

        await using var third = await waiting.WaitAsync(Patience);
        Assert.Same(client, third.Client);
    }

    [Fact]
    public async Task Who_waits_for_a_connection_that_breaks_gets_a_new_one()
    {
        var first = await RentAsync("a");
        await using var second = await RentAsync("a");
        var waiting = RentAsync("a");

        await first.Client.DisposeAsync();
        await first.DisposeAsync();

        await using var third = await waiting.WaitAsync(Patience);
        Assert.Equal((3, 2), (made, pool.Count));
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_that_all_are_busy()
    {
        await using var first = await RentAsync("a");
        await using var second = await RentAsync("a");
        var waiting = RentAsync("a");

        clock.Advance(TimeSpan.FromSeconds(31));
        var failure = await FailureAsync(() => waiting.WaitAsync(Patience));

        Assert.Equal((MailFailureKind.Busy, true), (failure.Kind, failure.IsTransient));
        Assert.Equal(2, pool.Count);
    }

    [Fact]
    public async Task Who_stops_waiting_takes_no_place()
    {
        using var leaving = new CancellationTokenSource();
        var first = await RentAsync("a");
        await using var second = await RentAsync("a");
        var waiting = RentAsync("a", leaving.Token);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));

        await first.DisposeAsync();
        await using var third = await RentAsync("a").WaitAsync(Patience);
        Assert.Equal(2, made);
    }

    [Fact]
    public async Task When_all_places_are_taken_an_unused_connection_of_another_makes_room()
    {
        await ClientOfOneLeaseAsync("a");
        await using var first = await RentAsync("b");
        await using var second = await RentAsync("b");

        await using var third = await RentAsync("c");

        Assert.Equal(3, pool.Count);
        Assert.Contains("a2 LOGOUT", server.Heard);
    }

    [Fact]
    public async Task When_all_places_are_in_use_another_key_waits()
    {
        var first = await RentAsync("a");
        await using var second = await RentAsync("a");
        await using var third = await RentAsync("b");
        var waiting = RentAsync("c");
        Assert.False(waiting.IsCompleted);

        await first.DisposeAsync();

        await using var fourth = await waiting.WaitAsync(Patience);
        Assert.Equal(3, pool.Count);
    }

    [Fact]
    public async Task A_connection_that_cannot_be_made_keeps_no_place()
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => pool.RentAsync("a", _ => throw new TimeZoneNotFoundException(), TimeSpan.FromSeconds(1), default));
        }

        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public async Task A_forgotten_key_has_no_connection_left()
    {
        await ClientOfOneLeaseAsync("a");
        await ClientOfOneLeaseAsync("b");

        await pool.ForgetAsync("a").WaitAsync(Patience);

        Assert.Equal(1, pool.Count);
        await using var lease = await RentAsync("a");
        Assert.Equal(3, made);
    }

    [Fact]
    public async Task The_end_of_the_pool_closes_all_used_and_unused_and_refuses_who_waits()
    {
        var used = await RentAsync("a");
        await using var other = await RentAsync("a");
        await ClientOfOneLeaseAsync("b");
        var waiting = RentAsync("a");

        await pool.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => RentAsync("b"));
        Assert.True(used.Client.IsBroken);
        await used.DisposeAsync();
        await other.DisposeAsync();
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public async Task A_connection_made_while_the_pool_ends_is_closed()
    {
        ImapClient? late = null;

        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.RentAsync("a", async token =>
        {
            late = await ConnectAsync(token);
            await pool.DisposeAsync();
            return late;
        }, TimeSpan.FromSeconds(1), default));

        Assert.True(late!.IsBroken);
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public async Task A_hundred_callers_share_two_connections_and_none_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            await using var lease = await pool.RentAsync("a", ConnectAsync, TimeSpan.FromDays(1), default);
            Assert.True(await lease.Client.IsAliveAsync(Patience, default));
            if (number % 10 == 0)
            {
                await lease.Client.DisposeAsync();
            }
        })).WaitAsync(Patience);

        Assert.InRange(pool.Count, 0, 2);
    }

    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync();
        await server.DisposeAsync();
    }

    private Task<ImapLease> RentAsync(string key, CancellationToken cancellationToken = default) =>
        pool.RentAsync(key, ConnectAsync, TimeSpan.FromSeconds(30), cancellationToken);

    private async Task<ImapClient> ClientOfOneLeaseAsync(string key)
    {
        await using var lease = await RentAsync(key);
        return lease.Client;
    }

    private async Task<ImapClient> ConnectAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref made);
        return await server.ConnectAsync(clock: clock);
    }

    private async Task TalkAsync(Peer peer)
    {
        try
        {
            await peer.LogInAsync();
            while (await peer.CommandAsync() is var (tag, text))
            {
                if (isDeaf)
                {
                    isDeaf = false;
                    return;
                }

                await peer.LineAsync($"{tag} OK done");
                if (text == "LOGOUT")
                {
                    return;
                }
            }
        }
        finally
        {
            left.Release();
        }
    }
}
