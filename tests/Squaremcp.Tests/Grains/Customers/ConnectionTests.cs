using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Customers;

public sealed class ConnectionTests
{
    [Fact]
    public async Task A_connection_is_new_once_and_changed_after_that()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();

        Assert.True((await gateway.ConnectAsync("notes")).Created);
        Assert.False((await gateway.ConnectAsync("other")).Created);
        Assert.Equal(["cus_anna/stub/default other"], await gateway.ConnectionsAsync());
        Assert.Equal("other", await gateway.BoxAsync());
    }

    [Fact]
    public async Task A_change_frees_what_was_held_before()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.ConnectAsync("other");

        Assert.Equal(["cus_anna/stub/default other"], await gateway.ClaimsAsync());
        Assert.True((await gateway.ConnectAsync("notes", "second")).Created);
    }

    [Theory]
    [InlineData("notes")]
    [InlineData("NOTES")]
    [InlineData("notes/private")]
    public async Task What_overlaps_is_refused_and_leaves_nothing(string box)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.CreateAsync("cus_bert");
        var refused = await gateway.ConnectAsync(box, id: "cus_bert");

        Assert.Equal("already_claimed", refused.Failure!.Reason);
        Assert.DoesNotContain("cus_anna", refused.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(await gateway.ConnectionsAsync("cus_bert"));
        Assert.Equal(["cus_anna/stub/default notes"], await gateway.ClaimsAsync());
        Assert.Equal("refused", gateway.Ledger.Of("connection.connect").Last().Outcome);
        Assert.Empty(gateway.Ledger.Of("connection.disconnect"));
    }

    [Fact]
    public async Task A_refused_change_leaves_the_connection_as_it_was()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.ConnectAsync("other", "second");

        Assert.Equal("already_claimed", (await gateway.ConnectAsync("other")).Failure!.Reason);
        Assert.Equal(["cus_anna/stub/default notes", "cus_anna/stub/second other"], (await gateway.ConnectionsAsync()).Order());
        Assert.Equal("notes", await gateway.BoxAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Default")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("abcdefghijklmnopqrstuvwxyz1234567")]
    public async Task An_account_has_a_plain_name(string account)
    {
        await using var gateway = await TestGateway.WithAnnaAsync();

        Assert.Equal("account", (await gateway.ConnectAsync("notes", account)).Failure!.Argument);
        Assert.Empty(await gateway.ClaimsAsync());
    }

    [Fact]
    public async Task Disconnecting_frees_the_box_and_stops_calls()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");

        Assert.True(await gateway.DisconnectAsync());
        Assert.False(await gateway.DisconnectAsync());
        Assert.Empty(await gateway.ClaimsAsync());
        Assert.Null(await gateway.BoxAsync());
        Assert.Equal(FailureKind.NeedsConnection, (await gateway.CallAsync("stub_read")).Failure!.Kind);
        Assert.Single(gateway.Ledger.Of("connection.disconnect"));
    }

    [Fact]
    public async Task Every_connection_raises_the_revision()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var before = (await gateway.Customer.Describe(TestContext.Current.CancellationToken))!.Revision;
        await gateway.ConnectAsync("notes");

        Assert.True((await gateway.Customer.Describe(TestContext.Current.CancellationToken))!.Revision > before);
    }

    [Fact]
    public async Task A_connection_that_cannot_be_recorded_is_not_made()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        gateway.Ledger.IsBroken = true;
        await Assert.ThrowsAnyAsync<Exception>(() => gateway.ConnectAsync("notes"));
        gateway.Ledger.IsBroken = false;

        Assert.Empty(await gateway.ConnectionsAsync());
        Assert.Empty(await gateway.ClaimsAsync());
        Assert.Null(await gateway.BoxAsync());
    }

    /// <summary>The process ends before the nth write of grain state, for every n; the next start puts right what is left.</summary>
    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task A_crash_at_any_write_leaves_the_connection_made_or_not_at_all(string what, int writes)
    {
        await using var gateway = await TestGateway.WithAnnaAsync(what == "connect" ? null : "notes");
        gateway.States.DieAfter(writes);
        await Record.ExceptionAsync(() => what == "disconnect" ? gateway.DisconnectAsync() : gateway.ConnectAsync(what == "connect" ? "notes" : "other"));
        gateway.States.Live();
        await gateway.RestartAsync();

        var connections = await gateway.ConnectionsAsync();
        Assert.True(connections.Count <= 1);
        Assert.Equal(connections, await gateway.ClaimsAsync());
        Assert.Equal(connections.SingleOrDefault()?.Split(' ')[1], await gateway.BoxAsync());
        if (connections.Count == 1)
        {
            Assert.Contains(gateway.Ledger.Of("connection.connect"), entry => entry.Outcome == "ok");
        }

        if (what == "change")
        {
            Assert.Single(connections);
        }

        Assert.Null((await gateway.ConnectAsync("third")).Failure);
        Assert.Equal(["cus_anna/stub/default third"], await gateway.ClaimsAsync());
    }

    public static TheoryData<string, int> Deaths()
    {
        var deaths = new TheoryData<string, int>();
        foreach (var what in (string[])["connect", "change", "disconnect"])
        {
            for (var writes = 0; writes < 6; writes++)
            {
                deaths.Add(what, writes);
            }
        }

        return deaths;
    }
}
