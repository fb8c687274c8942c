using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Customers;

public sealed class CustomerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customer_is_created_once_listed_and_recorded_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var first = await gateway.CreateAsync();
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        var again = await gateway.CreateAsync();

        Assert.Equal(first.CreatedAt, again.CreatedAt);
        Assert.Single(gateway.Ledger.Of("customer.create"));
        Assert.Equal([TestGateway.Anna], (await gateway.Directory.List(null, 10, Token)).Select(one => one.Id));
    }

    [Fact]
    public async Task A_customer_outlives_a_restart()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var caller = await gateway.KeyAsync(Rights.ReadOnly);
        await gateway.RestartAsync();

        var view = (await gateway.Customer.Describe(Token))!;
        Assert.Equal(("Anna", caller.KeyId, Rights.ReadOnly), (view.Name, view.Keys.Single().Id, view.Keys.Single().Rights));
        Assert.Equal("""{"text":"read hello"}""", (await gateway.CallAsync("stub_read", caller: caller)).Content);
    }

    [Theory]
    [InlineData("", Rights.Full, null, "name")]
    [InlineData("a\nb", Rights.Full, null, "name")]
    [InlineData("laptop", Rights.Tools, null, "tools")]
    [InlineData("laptop", Rights.Full, "stub_read", "tools")]
    [InlineData("laptop", Rights.Tools, "stub_fly", "tools")]
    public async Task A_key_that_makes_no_sense_is_refused(string name, Rights rights, string? tool, string argument)
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var issued = await gateway.Customer.IssueKey(new() { Name = name, Hash = "ab", Hint = "wxyz", Rights = rights, Tools = tool is null ? [] : [tool] }, TestGateway.Operator, Token);

        Assert.Equal(argument, issued.Failure!.Argument);
        Assert.Null(await gateway.Grains.GetGrain<IApiKeyGrain>("ab").Find(Token));
    }

    [Fact]
    public async Task A_key_is_found_by_its_hash_and_revoked_for_good()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var key = (await gateway.Customer.IssueKey(new() { Name = " laptop ", Hash = "ab", Hint = "wxyz" }, TestGateway.Operator, Token)).Key!;
        Assert.Equal("laptop", key.Name);
        Assert.Equal((TestGateway.Anna, key.Id), (await gateway.Grains.GetGrain<IApiKeyGrain>("ab").Find(Token)) is { } found ? (found.CustomerId, found.KeyId) : default);

        Assert.False(await gateway.Customer.RevokeKey("key_other", TestGateway.Operator, Token));
        Assert.True(await gateway.Customer.RevokeKey(key.Id, TestGateway.Operator, Token));
        var revoked = (await gateway.Grains.GetGrain<IApiKeyGrain>("ab").Find(Token))!.RevokedAt;
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await gateway.Customer.RevokeKey(key.Id, TestGateway.Operator, Token));
        Assert.Equal(revoked, (await gateway.Grains.GetGrain<IApiKeyGrain>("ab").Find(Token))!.RevokedAt);
        Assert.NotNull(revoked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_crash_while_a_key_is_made_leaves_none_that_works(int writes)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.States.DieAfter(writes);
        var broke = await Record.ExceptionAsync(() => gateway.Customer.IssueKey(new() { Name = "laptop", Hash = "ab", Hint = "wxyz" }, TestGateway.Operator, Token));
        gateway.States.Live();
        await gateway.RestartAsync();

        var keys = (await gateway.Customer.Describe(Token))!.Keys;
        Assert.Equal(broke is null ? 1 : 0, keys.Count);
        if (broke is not null && await gateway.Grains.GetGrain<IApiKeyGrain>("ab").Find(Token) is { } bound)
        {
            var caller = TestGateway.Operator with { Kind = CallerKind.ApiKey, KeyId = bound.KeyId };
            Assert.Equal("key_revoked", (await gateway.CallAsync("stub_read", caller: caller)).Failure!.Reason);
        }
    }

    [Fact]
    public async Task A_failed_save_changes_nothing_and_the_next_call_goes_on()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var caller = await gateway.KeyAsync();
        gateway.States.DieAfter(0);
        await Assert.ThrowsAnyAsync<Exception>(() => gateway.Customer.RevokeKey(caller.KeyId!, TestGateway.Operator, Token));
        gateway.States.Live();

        Assert.Null((await gateway.CallAsync("stub_read", caller: caller)).Failure);
        Assert.True(await gateway.Customer.RevokeKey(caller.KeyId!, TestGateway.Operator, Token));
        Assert.Equal("key_revoked", (await gateway.CallAsync("stub_read", caller: caller)).Failure!.Reason);
    }
}
