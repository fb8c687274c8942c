using Squaremcp.Customers;
using Squaremcp.Ledger;
using Squaremcp.Tests.Grains.Publishing;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Customers;

/// <summary>Suspension and impersonation below the frontend: in force at once, whatever a frontend remembers.</summary>
public sealed class StandingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_publish_that_nobody_can_see_yet_is_stopped_before_its_next_step()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Meanwhile = at => at == "after finalize" ? SuspendAsync(bench.Gateway) : Task.CompletedTask;
        var outcome = await bench.CallAsync();

        Assert.Equal((FailureKind.Refused, Suspension.Word), (outcome.Failure!.Kind, outcome.Failure.Reason));
        Assert.Contains("nothing was published", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Site.Posts);
        Assert.Equal(WriteStatus.Failed, bench.Gateway.Ledger.Writes.Single().Status);
    }

    [Fact]
    public async Task What_is_being_published_as_the_suspension_comes_is_ended_and_told()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Meanwhile = at => at == "before post" ? SuspendAsync(bench.Gateway) : Task.CompletedTask;

        Assert.Null((await bench.CallAsync()).Failure);
        Assert.Single(bench.Site.Posts);
        Assert.Equal(WriteStatus.Done, bench.Gateway.Ledger.Writes.Single().Status);
    }

    [Fact]
    public async Task A_suspended_customer_connects_nothing_and_makes_no_key_though_a_frontend_asks()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("first");
        var key = await gateway.KeyAsync();
        await SuspendAsync(gateway);

        var issued = await gateway.Customer.IssueKey(new() { Name = "x", Hash = "h", Hint = "wxyz" }, key, Token);
        var offered = await gateway.Customer.OfferConnection("stub", "other", key, Token);
        var called = await gateway.CallAsync("stub_read", caller: key);
        Assert.Equal((Suspension.Word, Suspension.Word), (issued.Failure?.Reason, called.Failure?.Reason));
        Assert.NotNull(offered.Failure);
        Assert.Equal("refused", gateway.Ledger.Of("tool.call").Last().Outcome);
    }

    [Fact]
    public async Task A_suspension_outlives_a_restart_and_keeps_its_beginning()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await SuspendAsync(gateway);
        var since = (await Standing(gateway).Suspension(Token))!.Since;
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        await gateway.RestartAsync();
        await Standing(gateway).Suspend("Still.", TestGateway.Operator, Token);

        Assert.Equal(new() { Reason = "Still.", Since = since }, await Standing(gateway).Suspension(Token));
        await Standing(gateway).Resume(TestGateway.Operator, Token);
        Assert.Null(await Standing(gateway).Suspension(Token));
    }

    [Fact]
    public async Task An_impersonation_that_nobody_looks_at_is_recorded_as_ended_when_its_time_is_over()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var begun = await BeginAsync(gateway, 5);
        gateway.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        await gateway.Reminders.MovedAsync();

        Assert.Equal(("system", "expired", begun.Id), gateway.Ledger.Of("impersonation.end").Select(entry => (entry.Actor, entry.Outcome, entry.Target)).Single());
    }

    [Fact]
    public async Task The_grain_refuses_an_impersonation_that_has_ended_or_was_never_begun()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("first");
        var begun = await BeginAsync(gateway, 5);
        var caller = new Caller { CustomerId = TestGateway.Anna, Kind = CallerKind.Impersonation, Impersonation = begun, Role = begun.Role, Rights = Rights.Full, Via = "mcp" };
        var before = await gateway.CallAsync("square_get_usage", "{}", caller);
        gateway.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Null(before.Failure);
        Assert.Equal("impersonation_ended", (await gateway.CallAsync("square_get_usage", "{}", caller)).Failure?.Reason);
        Assert.Equal("impersonation_ended", (await gateway.CallAsync("square_get_usage", "{}", caller with { Impersonation = begun with { Id = "imp_other", EndsAt = DateTimeOffset.MaxValue } })).Failure?.Reason);
    }

    [Fact]
    public async Task Only_the_operator_begins_an_impersonation()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var refused = await Impersonations(gateway).Begin(New(5), await gateway.KeyAsync(), Token);

        Assert.Equal("operator_only", refused.Failure?.Reason);
        Assert.Empty(gateway.Ledger.Of("impersonation.begin"));
    }

    [Fact]
    public async Task An_impersonation_whose_beginning_cannot_be_recorded_does_not_begin()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        gateway.Ledger.IsBroken = true;
        await Assert.ThrowsAnyAsync<Exception>(() => BeginAsync(gateway, 5));
        gateway.Ledger.IsBroken = false;

        Assert.Empty((await Impersonations(gateway).Impersonations(Token))!);
        Assert.Null(await Impersonations(gateway).Admit("hash", Token));
    }

    private static IStandingGrain Standing(TestGateway gateway) => gateway.Grains.GetGrain<IStandingGrain>(TestGateway.Anna);

    private static IImpersonationsGrain Impersonations(TestGateway gateway) => gateway.Grains.GetGrain<IImpersonationsGrain>(TestGateway.Anna);

    /// <summary>Also from within a platform's call, where no test is the current one.</summary>
    private static Task<ToolFailure?> SuspendAsync(TestGateway gateway) => Standing(gateway).Suspend("Looked into.", TestGateway.Operator, CancellationToken.None);

    private static NewImpersonation New(int minutes) => new() { Operator = "Olga", Reason = "ticket 7", Minutes = minutes, Hash = "hash" };

    private static async Task<ImpersonationView> BeginAsync(TestGateway gateway, int minutes) => (await Impersonations(gateway).Begin(New(minutes), TestGateway.Operator, Token)).Impersonation!;
}
