using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Customers;

public sealed class WriteTests
{
    private const string Keyed = """{"text":"hello","idempotency_key":"k1"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_write_is_entered_before_it_is_sent_and_ended_with_its_audit()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        WriteRecord? whileSent = null;
        gateway.Platform.Answer = (text, _) =>
        {
            whileSent = Assert.Single(gateway.Ledger.Writes);
            return Task.FromResult(text);
        };

        var outcome = await gateway.CallAsync("stub_write", Keyed);

        Assert.Equal((WriteStatus.Sent, "k1", "text=(5 characters)"), (whileSent!.Status, whileSent.IdempotencyKey, whileSent.Summary));
        var write = Assert.Single(gateway.Ledger.Writes);
        Assert.Equal((WriteStatus.Done, outcome.WriteId), (write.Status, write.Id));
        var item = gateway.Ledger.Items[^1];
        Assert.Equal((write.Id, write.ArgumentsHash, true), (item.Audit.WriteId, item.Audit.ArgumentsHash, item.Audit.Counted));
        Assert.Equal(write.Id, item.Write!.Id);
    }

    [Fact]
    public async Task The_same_key_gets_the_first_answer_and_is_not_sent_again()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var first = await gateway.CallAsync("stub_write", Keyed);
        var second = await gateway.CallAsync("stub_write", """{"idempotency_key":"k1","text":"hello"}""");
        var beside = await gateway.CallAsync("stub_write", key: "k1");

        Assert.Equal((first.Content, first.WriteId, true), (second.Content, second.WriteId, second.Replayed));
        Assert.True(beside.Replayed);
        Assert.Single(gateway.Platform.Calls);
        Assert.Equal(["ok", "replayed", "replayed"], gateway.Ledger.Of("tool.call").Select(entry => entry.Outcome));
        Assert.Single(gateway.Ledger.Items, item => item.Usage is not null);
    }

    [Fact]
    public async Task The_same_key_for_something_else_is_refused()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.CallAsync("stub_write", Keyed);
        var other = (await gateway.CallAsync("stub_write", """{"text":"other","idempotency_key":"k1"}""")).Failure!;

        Assert.Equal((FailureKind.InvalidArgument, "idempotency_key"), (other.Kind, other.Argument));
        Assert.Contains("with other arguments", other.Message, StringComparison.Ordinal);
        Assert.Single(gateway.Platform.Calls);
    }

    [Fact]
    public async Task The_same_key_for_another_account_is_refused()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.ConnectAsync("two", "home");
        await gateway.CallAsync("stub_write", Keyed);

        Assert.Equal("idempotency_key", (await gateway.CallAsync("stub_write", """{"text":"hello","idempotency_key":"k1","account":"home"}""")).Failure!.Argument);
    }

    [Fact]
    public async Task After_a_day_the_key_is_free()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.CallAsync("stub_write", Keyed);
        gateway.Clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        Assert.False((await gateway.CallAsync("stub_write", Keyed)).Replayed);
        Assert.Equal(2, gateway.Platform.Calls.Count);
    }

    [Fact]
    public async Task A_write_that_certainly_failed_frees_its_key()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Platform.Answer = (_, _) => throw new Squaremcp.Platforms.ToolException(new(Squaremcp.Platforms.ToolErrorKind.RateLimited, "Wait."));
        Assert.Equal(FailureKind.RateLimited, (await gateway.CallAsync("stub_write", Keyed)).Failure!.Kind);
        gateway.Platform.Answer = (text, _) => Task.FromResult(text);

        Assert.Null((await gateway.CallAsync("stub_write", Keyed)).Failure);
        Assert.Equal([WriteStatus.Failed, WriteStatus.Done], gateway.Ledger.Writes.Select(write => write.Status));
    }

    [Fact]
    public async Task A_thousand_at_once_with_one_key_are_one_write()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => gateway.CallAsync("stub_write", Keyed)))).WaitAsync(Patience);

        Assert.Single(gateway.Platform.Calls);
        Assert.Single(outcomes, outcome => outcome is { Failure: null, Replayed: false });
        Assert.All(outcomes, outcome => Assert.True(outcome.Failure is null or { Kind: FailureKind.InProgress }));
        Assert.Equal(1_000, gateway.Ledger.Of("tool.call").Count());
        Assert.Single(gateway.Ledger.Items, item => item.Usage is not null);
    }

    [Fact]
    public async Task While_the_first_runs_the_same_key_is_in_progress_and_the_same_call_is_not_sent()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        gateway.Platform.Answer = (_, _) =>
        {
            reached.TrySetResult();
            return release.Task;
        };
        var keyed = gateway.CallAsync("stub_write", Keyed);
        await reached.Task.WaitAsync(Patience);

        Assert.Equal(FailureKind.InProgress, (await gateway.CallAsync("stub_write", Keyed)).Failure!.Kind);
        var bare = (await gateway.CallAsync("stub_write")).Failure!;
        Assert.Equal(FailureKind.OutcomeUnknown, bare.Kind);
        Assert.Contains("still running", bare.Message, StringComparison.Ordinal);
        release.SetResult("done");
        Assert.Null((await keyed).Failure);
        Assert.Single(gateway.Platform.Calls);
    }

    [Fact]
    public async Task After_an_unknown_outcome_the_same_call_is_stopped_and_told_so_until_it_is_meant()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Platform.Answer = (_, _) => throw new InvalidOperationException("the line broke");
        var first = await gateway.CallAsync("stub_write");
        gateway.Platform.Answer = (text, _) => Task.FromResult(text);

        Assert.Equal(FailureKind.OutcomeUnknown, first.Failure!.Kind);
        Assert.Contains($"square_get_write with id \"{first.WriteId}\"", first.Failure.Message, StringComparison.Ordinal);
        var again = await gateway.CallAsync("stub_write");
        Assert.Equal((FailureKind.OutcomeUnknown, first.WriteId), (again.Failure!.Kind, again.WriteId));
        Assert.Contains("\"repeat\": true", again.Failure.Message, StringComparison.Ordinal);
        Assert.Single(gateway.Platform.Calls);
        Assert.Null((await gateway.CallAsync("stub_write", """{"text":"something else"}""")).Failure);
        Assert.Null((await gateway.CallAsync("stub_write", """{"text":"hello","repeat":true}""")).Failure);
        Assert.Equal(3, gateway.Platform.Calls.Count);
    }

    [Fact]
    public async Task A_quarter_of_an_hour_later_an_equal_call_is_a_new_one()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Platform.Answer = (_, _) => throw new InvalidOperationException("the line broke");
        await gateway.CallAsync("stub_write");
        gateway.Clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        gateway.Platform.Answer = (text, _) => Task.FromResult(text);

        Assert.Null((await gateway.CallAsync("stub_write")).Failure);
    }

    [Fact]
    public async Task The_same_call_done_twice_on_purpose_is_done_twice()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.CallAsync("stub_write");

        Assert.Null((await gateway.CallAsync("stub_write")).Failure);
        Assert.Equal(2, gateway.Platform.Calls.Count);
    }

    [Fact]
    public async Task An_unknown_outcome_under_a_key_is_never_sent_again_even_when_repeat_is_said()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Platform.Answer = (_, _) => throw new InvalidOperationException("the line broke");
        await gateway.CallAsync("stub_write", Keyed);
        gateway.Platform.Answer = (text, _) => Task.FromResult(text);

        Assert.Equal(FailureKind.OutcomeUnknown, (await gateway.CallAsync("stub_write", Keyed)).Failure!.Kind);
        Assert.Equal(FailureKind.OutcomeUnknown, (await gateway.CallAsync("stub_write", """{"text":"hello","idempotency_key":"k1","repeat":true}""")).Failure!.Kind);
        Assert.Single(gateway.Platform.Calls);
    }

    [Theory]
    [InlineData(true, WriteStatus.Done, "already_done")]
    [InlineData(false, WriteStatus.Failed, null)]
    public async Task A_persons_word_on_an_unknown_write_decides_what_its_key_is_answered(bool done, WriteStatus status, string? reason)
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Platform.Answer = (_, _) => throw new InvalidOperationException("the line broke");
        var write = (await gateway.CallAsync("stub_write", Keyed)).WriteId!;
        gateway.Platform.Answer = (text, _) => Task.FromResult(text);

        var resolved = await gateway.Customer.ResolveWrite(write, done, TestGateway.Operator, TestContext.Current.CancellationToken);

        Assert.Equal((status, "admin"), (resolved!.Status, resolved.ResolvedBy));
        Assert.Equal((done ? "done" : "not_done", write), (gateway.Ledger.Of("write.resolve").Single().Outcome, gateway.Ledger.Of("write.resolve").Single().WriteId));
        Assert.Equal(reason, (await gateway.CallAsync("stub_write", Keyed)).Failure?.Reason);
        Assert.Null(await gateway.Customer.ResolveWrite("wrt_none", true, TestGateway.Operator, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_known_cannot_be_marked()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var write = (await gateway.CallAsync("stub_write")).WriteId!;

        Assert.Equal(WriteStatus.Done, (await gateway.Customer.ResolveWrite(write, false, TestGateway.Operator, TestContext.Current.CancellationToken))!.Status);
        Assert.Empty(gateway.Ledger.Of("write.resolve"));
    }

    [Fact]
    public async Task A_dry_run_reaches_no_platform_and_is_audited_but_not_counted()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var outcome = await gateway.CallAsync("stub_write", """{"text":"hello","dry_run":true,"idempotency_key":"k1"}""");

        Assert.Equal("""{"dry_run":{"would":"Write hello."}}""", outcome.Content);
        Assert.Empty(gateway.Platform.Calls);
        Assert.Empty(gateway.Ledger.Writes);
        Assert.Equal(("dry_run", null), (gateway.Ledger.Items[^1].Audit.Outcome, gateway.Ledger.Items[^1].Usage));
        Assert.False((await gateway.CallAsync("stub_write", Keyed)).Replayed);
    }

    [Fact]
    public async Task What_cannot_be_entered_is_not_sent()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        gateway.Ledger.IsBroken = true;

        Assert.Equal(FailureKind.PlatformUnavailable, (await gateway.CallAsync("stub_write")).Failure!.Kind);
        Assert.Empty(gateway.Platform.Calls);
    }

    [Fact]
    public async Task What_was_sent_when_the_process_died_is_unknown_and_the_audit_says_so()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var now = gateway.Clock.GetUtcNow();
        await gateway.Ledger.BeginAsync(
            new()
            {
                Owner = "a process before this one",
                Write = new() { Id = "wrt_left", CustomerId = TestGateway.Anna, Tool = "stub_write", Status = WriteStatus.Sent, At = now, Deadline = now.AddMinutes(1), CallId = "call_left", Actor = "admin", ArgumentsHash = new('0', 64) },
            },
            TestContext.Current.CancellationToken);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        await gateway.RestartAsync();
        await gateway.CallAsync("stub_read");

        Assert.Equal(WriteStatus.Unknown, gateway.Ledger.Writes.Single(write => write.Id == "wrt_left").Status);
        Assert.Equal(("wrt_left", "system", "outcome_unknown"), (gateway.Ledger.Of("write.unknown").Single().WriteId, gateway.Ledger.Of("write.unknown").Single().Actor, gateway.Ledger.Of("write.unknown").Single().Outcome));
    }

    [Fact]
    public async Task The_tool_tells_what_became_of_a_write_by_its_id_or_key()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        var write = (await gateway.CallAsync("stub_write", Keyed)).WriteId!;

        Assert.Contains("\"status\":\"done\"", (await gateway.CallAsync("square_get_write", $$"""{"id":"{{write}}"}""")).Content, StringComparison.Ordinal);
        Assert.Contains(write, (await gateway.CallAsync("square_get_write", """{"idempotency_key":"k1"}""")).Content, StringComparison.Ordinal);
        Assert.Equal(FailureKind.NotFound, (await gateway.CallAsync("square_get_write", """{"id":"wrt_none"}""")).Failure!.Kind);
        Assert.Equal(FailureKind.InvalidArgument, (await gateway.CallAsync("square_get_write", "{}")).Failure!.Kind);
        Assert.Contains($"\"write_id\":\"{write}\"", (await gateway.CallAsync("square_list_recent_calls", "{}")).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_in_the_audit_only_by_hash_and_length()
    {
        await using var gateway = await TestGateway.WithAnnaAsync("notes");
        await gateway.CallAsync("stub_write", """{"text":"my secret plan"}""");
        await gateway.CallAsync("stub_read", """{"text":"my secret plan"}""");
        var (write, read) = (gateway.Ledger.Items[^2].Audit, gateway.Ledger.Items[^1].Audit);

        Assert.Equal("text=(14 characters)", write.Summary);
        Assert.Equal(64, write.ArgumentsHash!.Length);
        Assert.NotEqual(write.ArgumentsHash, read.ArgumentsHash);
        Assert.DoesNotContain("secret", string.Join(' ', gateway.Ledger.Items), StringComparison.Ordinal);
    }
}
