using Squaremcp.Customers;
using Squaremcp.Limits;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Limits;

public sealed class LimitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("stub_read")]
    [InlineData("stub_write")]
    public async Task Of_sixty_four_callers_exactly_the_limit_goes_through(string tool)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes", new() { CallsPerMonth = 100 });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var own = new List<ToolOutcome>();
            for (var n = 0; n < 4; n++)
            {
                own.Add(await gateway.CallAsync(tool, $$"""{"text":"{{caller}}-{{n}}"}"""));
            }

            return own;
        }))).WaitAsync(Patience);

        var all = outcomes.SelectMany(one => one).ToList();
        Assert.Equal(100, all.Count(outcome => outcome.Failure is null));
        Assert.All(all.Where(outcome => outcome.Failure is not null), outcome => Assert.Equal((FailureKind.PlanLimit, "calls_per_month"), (outcome.Failure!.Kind, outcome.Failure.Reason)));
        Assert.Equal(100, gateway.Platform.Calls.Count);
        Assert.Equal(100, gateway.Ledger.Items.Count(item => item.Usage is not null));
        Assert.Equal(256, gateway.Ledger.Of("tool.call").Count());
    }

    [Fact]
    public async Task A_call_that_reached_no_platform_gives_its_place_back()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes", new() { CallsPerMonth = 2 });
        await gateway.CallAsync("stub_write", """{"text":"a","idempotency_key":"k"}""");
        for (var n = 0; n < 5; n++)
        {
            Assert.True((await gateway.CallAsync("stub_write", """{"text":"a","idempotency_key":"k"}""")).Replayed);
            await gateway.CallAsync("stub_read", "{}");
            await gateway.CallAsync("stub_write", """{"text":"b","dry_run":true}""");
            await gateway.CallAsync("square_get_usage", "{}");
        }

        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
        Assert.Equal(FailureKind.PlanLimit, (await gateway.CallAsync("stub_read")).Failure!.Kind);
    }

    [Fact]
    public async Task A_refusal_names_the_limit_the_use_and_when_it_resets()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes", new() { CallsPerMonth = 1_000, CallsPerMinute = 1 });
        gateway.Clock.Advance(TimeSpan.FromSeconds(15));
        await gateway.CallAsync("stub_read");
        var minute = (await gateway.CallAsync("stub_read")).Failure!;

        Assert.Equal((FailureKind.RateLimited, "calls_per_minute", 45), (minute.Kind, minute.Reason, minute.RetryAfter));
        Assert.Equal("The plan free allows 1 calls a minute and 1 are used. Nothing was done. It resets at 2026-01-01 00:01 UTC.", minute.Message);
        gateway.Clock.Advance(TimeSpan.FromSeconds(45));
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
    }

    [Fact]
    public async Task A_month_begins_anew()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes", new() { CallsPerMonth = 1 });
        await gateway.CallAsync("stub_read");
        var full = (await gateway.CallAsync("stub_read")).Failure!;

        Assert.Equal("The plan free allows 1 calls a month and 1 are used. Nothing was done. It resets at 2026-02-01 00:00 UTC. Ask the person you work for to move to a larger plan.", full.Message);
        gateway.Clock.Advance(TimeSpan.FromDays(31) - TimeSpan.FromSeconds(1));
        Assert.NotNull((await gateway.CallAsync("stub_read")).Failure);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
    }

    [Fact]
    public async Task After_a_restart_the_counts_are_those_of_the_ledger()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes", new() { CallsPerMonth = 10, CallsPerMinute = 6, DailySends = 2 });
        for (var n = 0; n < 3; n++)
        {
            await gateway.CallAsync("stub_read");
        }

        await gateway.CallAsync("stub_send", """{"text":"bert"}""");
        var before = await gateway.Customer.Limits(TestContext.Current.CancellationToken);
        await gateway.RestartAsync();

        var after = await gateway.Customer.Limits(TestContext.Current.CancellationToken);
        Assert.Equal(before!.Uses, after!.Uses);
        Assert.Equal([("calls_per_month", 4L), ("calls_per_minute", 4), ("daily_sends", 1)], after.Uses.Select(use => (use.Limit, use.Used)));
    }

    [Fact]
    public async Task A_key_has_limits_of_its_own()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var key = await gateway.KeyAsync(new ScopeLimits { CallsPerMonth = 2 });
        await gateway.CallAsync("stub_read", caller: key);
        await gateway.CallAsync("stub_read", caller: key);
        var full = (await gateway.CallAsync("stub_read", caller: key)).Failure!;

        Assert.StartsWith("This key allows 2 calls a month and 2 are used.", full.Message, StringComparison.Ordinal);
        Assert.Null((await gateway.CallAsync("stub_read", caller: await gateway.KeyAsync())).Failure);
    }

    [Fact]
    public async Task A_connection_has_limits_of_its_own_and_keeps_them()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.ConnectAsync("two", "home");
        await gateway.Customer.SetConnectionLimits("stub", "default", new() { DailySends = 1, CallsPerMinute = 3 }, TestGateway.Operator, TestContext.Current.CancellationToken);
        await gateway.ConnectAsync("notes");
        Assert.Null((await gateway.CallAsync("stub_send", """{"text":"a"}""")).Failure);

        Assert.Equal(("daily_sends", "The connection stub/default"), Begun((await gateway.CallAsync("stub_send", """{"text":"b"}""")).Failure!, 27));
        Assert.Null((await gateway.CallAsync("stub_send", """{"text":"a","account":"home"}""")).Failure);
        await gateway.CallAsync("stub_read");
        await gateway.CallAsync("stub_read");
        Assert.Equal(("calls_per_minute", "The connection stub/default"), Begun((await gateway.CallAsync("stub_read")).Failure!, 27));
        Assert.Equal(FailureKind.NotFound, (await gateway.Customer.SetConnectionLimits("stub", "none", new(), TestGateway.Operator, TestContext.Current.CancellationToken)).Failure!.Kind);
    }

    [Fact]
    public async Task Connections_are_limited_too()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("one", new() { Connections = 1 });
        var refused = (await gateway.ConnectAsync("two", "home")).Failure!;

        Assert.Equal((FailureKind.PlanLimit, "connections"), (refused.Kind, refused.Reason));
        Assert.Null((await gateway.ConnectAsync("three")).Failure);
    }

    [Fact]
    public async Task The_operators_word_holds_from_the_next_call_on()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes", new() { CallsPerMonth = 1 });
        await gateway.CallAsync("stub_read");
        await gateway.Customer.SetLimits(new() { CallsPerMonth = 2 }, TestGateway.Operator, TestContext.Current.CancellationToken);
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
        Assert.NotNull((await gateway.CallAsync("stub_read")).Failure);
        await gateway.Customer.SetLimits(new() { CallsPerMonth = -1 }, TestGateway.Operator, TestContext.Current.CancellationToken);
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
        await gateway.Customer.SetLimits(new(), TestGateway.Operator, TestContext.Current.CancellationToken);
        Assert.NotNull((await gateway.CallAsync("stub_read")).Failure);
        await gateway.Customer.SetPlan(Plan.Enterprise, TestGateway.Operator, TestContext.Current.CancellationToken);
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
        Assert.Equal(3, gateway.Ledger.Of("limits.set").Count());
        Assert.Equal("enterprise", gateway.Ledger.Of("plan.set").Single().Target);
    }

    [Fact]
    public async Task From_four_fifths_on_every_answer_warns()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes", new() { CallsPerMonth = 5 });
        var warnings = new List<string?>();
        for (var n = 0; n < 5; n++)
        {
            warnings.Add((await gateway.CallAsync("stub_read")).LimitWarning);
        }

        Assert.Equal([null, null, null, "4 of 5 calls_per_month are used; it resets at 2026-02-01 00:00 UTC.", "5 of 5 calls_per_month are used; it resets at 2026-02-01 00:00 UTC."], warnings);
        Assert.Contains("\"limit\":\"calls_per_month\",\"allowed\":5,\"used\":5,\"resets_at\":\"2026-02-01T00:00:00+00:00\",\"warning\":true", (await gateway.CallAsync("square_get_usage", "{}")).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_older_than_the_plan_keeps_is_deleted()
    {
        await using var gateway = await TestGateway.WithAnnaAsync(free: new() { RetentionDays = 30 });
        Assert.Equal(1, await gateway.Customer.Prune(TestContext.Current.CancellationToken));
        Assert.Equal(gateway.Clock.GetUtcNow().AddDays(-30), gateway.Ledger.PrunedBefore);

        await gateway.Customer.SetLimits(new() { RetentionDays = -1 }, TestGateway.Operator, TestContext.Current.CancellationToken);
        Assert.Equal(0, await gateway.Customer.Prune(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_cannot_be_counted_is_not_begun()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Ledger.IsBroken = true;
        Assert.Equal(FailureKind.PlatformUnavailable, (await gateway.CallAsync("stub_read")).Failure!.Kind);
        Assert.Empty(gateway.Platform.Calls);
        gateway.Ledger.IsBroken = false;
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
    }

    private static (string?, string) Begun(ToolFailure failure, int letters) => (failure.Reason, failure.Message[..letters]);
}
