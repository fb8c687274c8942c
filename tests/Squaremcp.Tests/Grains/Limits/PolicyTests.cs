using Squaremcp.Policies;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Limits;

public sealed class PolicyTests
{
    [Theory]
    [InlineData("stub_read", null)]
    [InlineData("stub_write", "policy_read_only")]
    [InlineData("square_get_usage", null)]
    public async Task A_read_only_customer_only_reads(string tool, string? reason) => Assert.Equal(reason, await ReasonAsync(new() { ReadOnly = true }, tool));

    [Theory]
    [InlineData("stub_write", "stub_write", "stub_write", "policy_deny_tools")]
    [InlineData("*", "stub_*", "stub_read", "policy_deny_tools")]
    [InlineData("stub_re*", null, "stub_read", null)]
    [InlineData("stub_re*", null, "stub_write", "policy_allow_tools")]
    [InlineData("stub_re*", null, "square_get_usage", null)]
    [InlineData("stub_re*", "square_get_usage", "square_get_usage", "policy_deny_tools")]
    public async Task What_is_denied_stays_denied_whatever_allows_it(string allow, string? deny, string tool, string? reason) =>
        Assert.Equal(reason, await ReasonAsync(new() { AllowTools = [allow], DenyTools = deny is null ? [] : [deny] }, tool));

    [Fact]
    public async Task A_refusal_says_which_rule_and_how_to_change_it()
    {
        await using var gateway = await WithAsync(new() { DenyTools = ["stub_w*"] });
        var failure = (await gateway.CallAsync("stub_write")).Failure!;

        Assert.Equal(FailureKind.Refused, failure.Kind);
        Assert.Equal("This customer's policy denies stub_write (deny_tools: \"stub_w*\"). Nothing was done. A person can change the policy: PUT /api/v1/policy with a key of full rights.", failure.Message);
        Assert.Empty(gateway.Platform.Calls);
        Assert.Equal("refused", gateway.Ledger.Items[^1].Audit.Outcome);
    }

    [Theory]
    [InlineData("2026-03-28T20:59:00Z", null)]
    [InlineData("2026-03-28T21:00:00Z", "2026-03-29T05:00:00Z")]
    [InlineData("2026-03-29T04:59:00Z", "2026-03-29T05:00:00Z")]
    [InlineData("2026-03-29T05:00:00Z", null)]
    [InlineData("2026-03-29T20:30:00Z", "2026-03-30T05:00:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T06:00:00Z")]
    public void Quiet_hours_are_the_places_own_over_midnight_and_clock_changes(string now, string? end)
    {
        var quiet = new QuietHours { From = "22:00", To = "07:00", TimeZone = "Europe/Berlin" };

        Assert.Equal(end is null ? null : DateTimeOffset.Parse(end), quiet.Ends(DateTimeOffset.Parse(now)));
    }

    [Theory]
    [InlineData("2026-11-21T23:00:00Z", true)]
    [InlineData("2026-11-22T05:00:00Z", true)]
    [InlineData("2026-11-22T23:00:00Z", false)]
    [InlineData("2026-11-23T05:00:00Z", false)]
    public void A_day_is_the_one_the_span_begins_on(string now, bool isQuiet) =>
        Assert.Equal(isQuiet, new QuietHours { From = "22:00", To = "06:00", TimeZone = "UTC", Days = ["sat"] }.Ends(DateTimeOffset.Parse(now)) is not null);

    [Fact]
    public void A_span_that_ends_in_the_hour_the_clocks_skip_ends_after_it() =>
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T01:00:00Z"), new QuietHours { From = "22:00", To = "02:30", TimeZone = "Europe/Berlin" }.Ends(DateTimeOffset.Parse("2026-03-28T23:00:00Z")));

    [Fact]
    public async Task In_quiet_hours_nothing_is_changed_and_everything_read()
    {
        await using var gateway = await WithAsync(new() { QuietHours = new() { From = "00:00", To = "06:00", TimeZone = "UTC" } });
        var failure = (await gateway.CallAsync("stub_write")).Failure!;

        Assert.Equal("policy_quiet_hours", failure.Reason);
        Assert.Contains("until 2026-01-01 06:00 UTC", failure.Message, StringComparison.Ordinal);
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
        gateway.Clock.Advance(TimeSpan.FromHours(6));
        Assert.Null((await gateway.CallAsync("stub_write")).Failure);
    }

    [Fact]
    public async Task A_budget_of_sends_is_kept_for_each_connection_and_day()
    {
        await using var gateway = await WithAsync(new() { DailySendBudget = new Dictionary<string, long> { ["stub/default"] = 1 } });
        Assert.Null((await gateway.CallAsync("stub_send", """{"text":"bert"}""")).Failure);
        var failure = (await gateway.CallAsync("stub_send", """{"text":"carl"}""")).Failure!;

        Assert.Equal((FailureKind.PlanLimit, "daily_sends"), (failure.Kind, failure.Reason));
        Assert.StartsWith("The policy for stub/default allows 1 sends a day and 1 are used.", failure.Message, StringComparison.Ordinal);
        Assert.Null((await gateway.CallAsync("stub_write")).Failure);
        gateway.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null((await gateway.CallAsync("stub_send", """{"text":"carl"}""")).Failure);
    }

    [Fact]
    public async Task A_first_message_is_held_back_until_a_person_allows_the_recipient()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.CallAsync("stub_send", """{"text":"bert@example.org"}""");
        await gateway.Customer.SetPolicy(new() { HoldNewRecipients = true }, 0, TestGateway.Operator, TestContext.Current.CancellationToken);

        Assert.Null((await gateway.CallAsync("stub_send", """{"text":"BERT@example.org "}""")).Failure);
        var held = (await gateway.CallAsync("stub_send", """{"text":"carl@example.org"}""")).Failure!;
        Assert.Equal((FailureKind.Refused, "policy_new_recipient"), (held.Kind, held.Reason));
        Assert.Equal("policy_new_recipient", (await gateway.CallAsync("stub_send", """{"text":"carl@example.org","dry_run":true}""")).Failure!.Reason);
        await gateway.Customer.AllowRecipient("stub", "default", "Carl@example.org", TestGateway.Operator, TestContext.Current.CancellationToken);
        Assert.Null((await gateway.CallAsync("stub_send", """{"text":"carl@example.org"}""")).Failure);
        Assert.Single(gateway.Ledger.Of("recipient.allow"));
        Assert.DoesNotContain("carl", string.Join(' ', gateway.Ledger.Items.Select(item => item.Audit)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_failed_send_makes_nobody_known()
    {
        await using var gateway = await WithAsync(new() { HoldNewRecipients = true });
        await gateway.Customer.SetPolicy(new(), 1, TestGateway.Operator, TestContext.Current.CancellationToken);
        gateway.Platform.Answer = (_, _) => throw new Squaremcp.Platforms.ToolException(new(Squaremcp.Platforms.ToolErrorKind.NotFound, "Nobody of that name."));
        await gateway.CallAsync("stub_send", """{"text":"dora"}""");
        gateway.Platform.Answer = (text, _) => Task.FromResult(text);
        await gateway.Customer.SetPolicy(new() { HoldNewRecipients = true }, 2, TestGateway.Operator, TestContext.Current.CancellationToken);

        Assert.Equal("policy_new_recipient", (await gateway.CallAsync("stub_send", """{"text":"dora"}""")).Failure!.Reason);
    }

    [Fact]
    public async Task Of_two_changes_made_from_one_version_the_second_is_refused()
    {
        await using var gateway = await WithAsync(new() { ReadOnly = true });

        Assert.Equal("version", (await gateway.Customer.SetPolicy(new(), 0, TestGateway.Operator, TestContext.Current.CancellationToken)).Failure!.Reason);
        Assert.Equal(2, (await gateway.Customer.SetPolicy(new(), 1, TestGateway.Operator, TestContext.Current.CancellationToken)).Version);
        Assert.Equal(2, gateway.Ledger.Of("policy.set").Count());
    }

    private static async Task<TestGateway> WithAsync(Policy policy)
    {
        var gateway = await TestGateway.WithAnnaAsync("notes");
        Assert.Null((await gateway.Customer.SetPolicy(policy, 0, TestGateway.Operator, TestContext.Current.CancellationToken)).Failure);
        return gateway;
    }

    private static async Task<string?> ReasonAsync(Policy policy, string tool)
    {
        await using var gateway = await WithAsync(policy);
        return (await gateway.CallAsync(tool, tool.StartsWith("square", StringComparison.Ordinal) ? "{}" : """{"text":"a"}""")).Failure?.Reason;
    }
}
