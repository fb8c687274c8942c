using Squaremcp.Connections;
using Squaremcp.Embedded;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Customers;

public sealed class CallTests
{
    [Fact]
    public async Task A_call_is_recorded_with_who_what_and_how_it_ended()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var caller = await gateway.KeyAsync();
        var outcome = await gateway.CallAsync("stub_write", caller: caller);

        Assert.Equal("""{"text":"write hello"}""", outcome.Content);
        var item = gateway.Ledger.Items[^1];
        Assert.Equal((caller.KeyId, "tool.call", "stub_write", "ok", "mcp", "test", "stub", "default"), (item.Audit.Actor, item.Audit.Action, item.Audit.Target, item.Audit.Outcome, item.Audit.Via, item.Audit.Client, item.Audit.Platform, item.Audit.Account));
        Assert.Equal(new("stub_write", Failed: false), item.Usage);
        Assert.True(item.IsWrite);
    }

    [Theory]
    [InlineData("nonsense", "{}", FailureKind.UnknownTool)]
    [InlineData("stub_read", "{}", FailureKind.InvalidArgument)]
    [InlineData("stub_read", "[]", FailureKind.InvalidArgument)]
    [InlineData("stub_read", "{", FailureKind.InvalidArgument)]
    [InlineData("stub_read", """{"text":"a","account":5}""", FailureKind.InvalidArgument)]
    [InlineData("stub_read", """{"text":"a","account":"nobody"}""", FailureKind.InvalidArgument)]
    [InlineData("stub_read", """{"text":"a","more":1}""", FailureKind.InvalidArgument)]
    public async Task A_call_that_cannot_be_made_is_refused_recorded_and_not_counted(string tool, string arguments, FailureKind kind)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");

        Assert.Equal(kind, (await gateway.CallAsync(tool, arguments)).Failure!.Kind);
        Assert.Equal(Outcomes.Word(kind), gateway.Ledger.Items[^1].Audit.Outcome);
        Assert.Null(gateway.Ledger.Items[^1].Usage);
        Assert.Empty(gateway.Platform.Calls);
    }

    [Fact]
    public async Task Arguments_above_the_limit_are_refused()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var long_ = new string('ä', 131_100);

        Assert.Contains("256 KB", (await gateway.CallAsync("stub_read", $$"""{"text":"{{long_}}"}""")).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_connection_the_answer_says_how_to_make_one()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        var failure = (await gateway.CallAsync("stub_read")).Failure!;

        Assert.Equal(FailureKind.NeedsConnection, failure.Kind);
        Assert.Contains("square_connect_platform", failure.Message, StringComparison.Ordinal);
        Assert.Contains("PUT /api/v1/connections/stub/default", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_chosen_by_name_and_never_reaches_the_platform()
    {
        await using var gateway = await TestGateway.WithAnnaAsync();
        await gateway.ConnectAsync("one", "work");
        Assert.Null((await gateway.CallAsync("stub_read")).Failure);
        await gateway.ConnectAsync("two", "home");

        var several = (await gateway.CallAsync("stub_read")).Failure!;
        Assert.Equal("account", several.Argument);
        Assert.Contains("\"work\", \"home\"", several.Message, StringComparison.Ordinal);
        Assert.Null((await gateway.CallAsync("stub_read", """{"text":"hi","account":"home"}""")).Failure);
        Assert.Equal(["stub_read one hello", "stub_read two hi"], gateway.Platform.Calls);
        await gateway.ConnectAsync("three");
        Assert.Null((await gateway.CallAsync("stub_read", """{"text":"hey"}""")).Failure);
        Assert.Equal("stub_read three hey", gateway.Platform.Calls.Last());
    }

    [Theory]
    [InlineData(Rights.ReadOnly, "stub_write", "key_read_only")]
    [InlineData(Rights.Tools, "stub_write", "key_tool_not_allowed")]
    [InlineData(Rights.Tools, "square_get_usage", "key_tool_not_allowed")]
    public async Task A_key_does_only_what_it_may_whatever_its_caller_claims(Rights rights, string tool, string reason)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var caller = await gateway.KeyAsync(rights, rights == Rights.Tools ? ["stub_read"] : []);

        Assert.Equal(reason, (await gateway.CallAsync(tool, caller: caller)).Failure!.Reason);
        Assert.Null((await gateway.CallAsync("stub_read", caller: caller)).Failure);
        Assert.Equal(["refused", "ok"], gateway.Ledger.Of("tool.call").Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task A_revoked_key_stops_at_once()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var caller = await gateway.KeyAsync();
        Assert.True(await gateway.Customer.RevokeKey(caller.KeyId!, TestGateway.Operator, TestContext.Current.CancellationToken));

        Assert.Equal("key_revoked", (await gateway.CallAsync("stub_read", caller: caller)).Failure!.Reason);
        Assert.Empty(gateway.Platform.Calls);
        Assert.Equal("refused", gateway.Ledger.Items[^1].Audit.Outcome);
    }

    [Fact]
    public async Task A_caller_with_no_key_of_this_customer_is_refused()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var nobody = TestGateway.Operator with { Kind = CallerKind.ApiKey };

        Assert.Equal("key_revoked", (await gateway.CallAsync("stub_read", caller: nobody)).Failure!.Reason);
        Assert.Equal("key_revoked", (await gateway.CallAsync("stub_read", caller: nobody with { KeyId = "key_foreign" })).Failure!.Reason);
        Assert.Equal("wrong_customer", (await gateway.CallAsync("stub_read", caller: TestGateway.Operator with { CustomerId = "cus_bert" })).Failure!.Reason);
        Assert.Equal(3, gateway.Ledger.Of("tool.call").Count());
    }

    [Fact]
    public async Task An_unknown_customer_is_told_so()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal(FailureKind.NotFound, (await gateway.CallAsync("stub_read")).Failure!.Kind);
        Assert.Empty(gateway.Ledger.Items);
    }

    [Theory]
    [InlineData("stub_read", FailureKind.PlatformUnavailable)]
    [InlineData("stub_write", FailureKind.OutcomeUnknown)]
    public async Task A_platform_that_breaks_is_recorded_and_tells_nothing_of_itself(string tool, FailureKind kind)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Platform.Answer = (_, _) => throw new InvalidDataException("/srv/secret");
        var failure = (await gateway.CallAsync(tool)).Failure!;

        Assert.Equal(kind, failure.Kind);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.Equal(new(tool, Failed: true), gateway.Ledger.Items[^1].Usage);
    }

    [Theory]
    [InlineData("stub_read", FailureKind.PlatformUnavailable)]
    [InlineData("stub_write", FailureKind.OutcomeUnknown)]
    public async Task A_platform_that_never_answers_is_given_up_after_40_seconds(string tool, FailureKind kind)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var asked = new TaskCompletionSource();
        gateway.Platform.Answer = (text, ct) =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => text, ct);
        };
        var call = gateway.CallAsync(tool);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        gateway.Clock.Advance(TimeSpan.FromSeconds(39));
        Assert.False(call.IsCompleted);
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(kind, (await call).Failure!.Kind);
        Assert.Contains("40 seconds", (await call).Failure!.Message, StringComparison.Ordinal);
        Assert.InRange(gateway.Ledger.Items[^1].Audit.DurationMs, 40_000, 41_000);
    }

    [Theory]
    [InlineData("stub_read")]
    [InlineData("stub_write")]
    public async Task A_client_that_goes_away_is_recorded_all_the_same(string tool)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        using var client = new CancellationTokenSource();
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        gateway.Platform.Answer = async (text, ct) =>
        {
            asked.SetResult();
            await go.Task.WaitAsync(ct);
            return text;
        };
        var call = gateway.CallAsync(tool, cancellationToken: client.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await client.CancelAsync();
        await Record.ExceptionAsync(() => call);
        await gateway.CallAsync("square_list_connections", "{}"); // by now the cancellation has come through, where it was passed on
        if (tool == "stub_write")
        {
            go.SetResult(); // a read ends by the cancellation alone
        }

        await gateway.RestartAsync(); // a graceful stop waits for the calls that run

        Assert.Equal(tool == "stub_write" ? "ok" : "platform_unavailable", gateway.Ledger.Of("tool.call").Single(entry => entry.Target == tool).Outcome);
    }

    [Fact]
    public async Task A_write_nobody_waits_for_any_more_is_not_sent()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await Record.ExceptionAsync(() => gateway.CallAsync("stub_write", cancellationToken: new(canceled: true)));
        await gateway.RestartAsync();

        Assert.Empty(gateway.Platform.Calls);
        Assert.DoesNotContain(gateway.Ledger.Items, item => item.Usage is not null);
    }

    [Theory]
    [InlineData("stub_read", FailureKind.PlatformUnavailable)]
    [InlineData("stub_write", FailureKind.OutcomeUnknown)]
    [InlineData("square_list_connections", FailureKind.PlatformUnavailable)]
    public async Task What_cannot_be_recorded_is_not_answered(string tool, FailureKind kind)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Platform.Answer = (text, _) =>
        {
            gateway.Ledger.IsBroken = true;
            return Task.FromResult(text);
        };
        gateway.Ledger.IsBroken = tool.StartsWith("square", StringComparison.Ordinal);
        var outcome = await gateway.CallAsync(tool, tool.StartsWith("square", StringComparison.Ordinal) ? "{}" : """{"text":"hello"}""");

        Assert.Null(outcome.Content);
        Assert.Equal(kind, outcome.Failure!.Kind);
        Assert.Contains("audit trail", outcome.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_should_have_paged_does_not_cross()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Platform.Answer = (_, _) => Task.FromResult(new string('x', Deadlines.Message));

        Assert.Equal(FailureKind.PlatformUnavailable, (await gateway.CallAsync("stub_read")).Failure!.Kind);
    }

    [Fact]
    public async Task Calls_of_one_customer_run_side_by_side()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var (count, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        gateway.Platform.Answer = async (text, ct) =>
        {
            if (Interlocked.Increment(ref count) == 20)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(ct);
            return text;
        };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.CallAsync("stub_read"))).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(20, gateway.Ledger.Items.Count(item => item.Usage is not null));
    }

    [Fact]
    public async Task Settings_that_change_meanwhile_do_not_wait_for_a_slow_call()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        gateway.Platform.Answer = async (text, ct) =>
        {
            asked.TrySetResult();
            await go.Task.WaitAsync(ct);
            return text;
        };
        var slow = gateway.CallAsync("stub_read");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Null((await gateway.ConnectAsync("other")).Failure);
        go.SetResult();
        Assert.Null((await slow).Failure);
    }

    [Fact]
    public async Task A_read_is_asked_again_for_as_long_as_silos_reject_it_as_lost()
    {
        await using var gateway = await TestGateway.StartAsync(new Faults(7) { Reject = 0.4 });
        await UntilTakenAsync(() => gateway.CreateAsync());
        for (ConnectOutcome? connected = null; connected is not { Failure: null };)
        {
            await UntilTakenAsync(async () => connected = await gateway.ConnectAsync("notes"));
        }

        for (var call = 0; call < 40; call++)
        {
            ToolOutcome? outcome = null;
            await UntilTakenAsync(async () => outcome = await gateway.CallAsync("stub_read"));
            Assert.Null(outcome!.Failure);
        }
    }

    /// <summary>What is rejected on the way to the first grain is the frontend's to ask again.</summary>
    private static async Task UntilTakenAsync(Func<Task> act)
    {
        while (await Record.ExceptionAsync(act) is { } rejected)
        {
            Assert.IsType<OrleansMessageRejectionException>(rejected);
        }
    }
}
