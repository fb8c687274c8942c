using System.Text.Json;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Publishing;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Publishing;

public sealed class PublishTests
{
    [Fact]
    public async Task What_is_quick_is_answered_done_with_what_was_published()
    {
        await using var bench = await PublishBench.StartAsync();
        var answer = JsonElement.Parse((await bench.CallAsync()).Content!);

        Assert.Equal(("done", 100, "post_1"), (answer.GetProperty("status").GetString(), answer.GetProperty("progress_percent").GetInt32(), answer.GetProperty("result").GetProperty("id").GetString()));
        Assert.Equal(["initialize", "append", "append", "append", "finalize", "status", "post"], bench.Site.Calls);
    }

    [Fact]
    public async Task What_takes_longer_is_answered_running_and_goes_on_though_nobody_asks()
    {
        await using var bench = await PublishBench.StartAsync();
        (bench.Site.Polls, bench.Site.CheckAfter) = (20, TimeSpan.FromSeconds(10));
        var outcome = await bench.CallAsync();

        var answer = JsonElement.Parse(outcome.Content!);
        Assert.Equal(("running", 90, "waiting for the site to process the video"), (answer.GetProperty("status").GetString(), answer.GetProperty("progress_percent").GetInt32(), answer.GetProperty("doing").GetString()));
        Assert.Equal(outcome.PublishId, answer.GetProperty("publish_id").GetString());
        Assert.Equal("running", bench.Gateway.Ledger.Of("tool.call").Single().Outcome);
        Assert.Equal(WriteStatus.Sent, bench.Gateway.Ledger.Writes.Single().Status);

        await bench.WrittenAsync(write => write.Status != WriteStatus.Sent, "the write to end");
        Assert.Equal(WriteStatus.Done, bench.Gateway.Ledger.Writes.Single().Status);
        Assert.Equal(["a private text"], bench.Site.Posts);
    }

    [Fact]
    public async Task The_status_tool_tells_progress_and_then_what_was_published()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Polls = 30;
        var outcome = await bench.CallAsync();
        var running = await StatusAsync(bench, outcome.PublishId!);
        await bench.EndedAsync(outcome.PublishId!);
        var done = await StatusAsync(bench, outcome.PublishId!);

        Assert.Equal(("running", "status", 90), (running.GetProperty("status").GetString(), running.GetProperty("step").GetString(), running.GetProperty("progress_percent").GetInt32()));
        Assert.Equal(("done", 100, "post_1"), (done.GetProperty("status").GetString(), done.GetProperty("progress_percent").GetInt32(), done.GetProperty("result").GetProperty("id").GetString()));
        Assert.Equal(outcome.WriteId, done.GetProperty("write_id").GetString());
    }

    [Fact]
    public async Task Another_customer_is_told_nothing_of_it()
    {
        await using var bench = await PublishBench.StartAsync();
        var id = PublishBench.IdOf(await bench.CallAsync());

        Assert.Null(await bench.Gateway.Grains.GetGrain<IPublishGrain>(id).Describe("cus_bert", default));
        Assert.NotNull(await bench.ViewAsync(id));
    }

    [Fact]
    public async Task Two_calls_with_one_key_are_one_publish_while_it_runs_and_after()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Polls = 30;
        var first = await bench.CallAsync(PublishBench.Keyed);
        var second = await bench.CallAsync(PublishBench.Keyed);
        await bench.EndedAsync(first.PublishId!);
        var third = await bench.CallAsync(PublishBench.Keyed);

        Assert.Equal((first.PublishId, first.WriteId, true), (second.PublishId, second.WriteId, second.Replayed));
        Assert.Equal((first.PublishId, "done", true), (PublishBench.IdOf(third), JsonElement.Parse(third.Content!).GetProperty("status").GetString(), third.Replayed));
        Assert.Single(bench.Site.Posts);
        Assert.Single(bench.Gateway.Ledger.Writes);
        Assert.Single(bench.Gateway.Ledger.Items, item => item.Usage is not null);
    }

    [Fact]
    public async Task A_hundred_at_once_with_one_key_are_one_publish()
    {
        await using var bench = await PublishBench.StartAsync();
        var calls = Enumerable.Range(0, 100).Select(_ => Task.Run(() => bench.Gateway.CallAsync("video_publish", PublishBench.Keyed))).ToList();
        await bench.MovingAsync(() => Task.FromResult(calls.TrueForAll(call => call.IsCompleted)), "all calls to be answered", bench.Gateway.Clock.GetUtcNow().AddSeconds(25));

        var ids = (await Task.WhenAll(calls)).Select(PublishBench.IdOf).Distinct();
        Assert.Single(ids);
        Assert.Single(bench.Site.Posts);
        Assert.Single(bench.Site.Calls, call => call == "initialize");
    }

    [Fact]
    public async Task The_same_call_without_a_key_is_not_begun_twice_while_it_runs()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Polls = 30;
        await bench.CallAsync();

        Assert.Equal(FailureKind.OutcomeUnknown, (await bench.CallAsync()).Failure!.Kind);
        Assert.Single(bench.Site.Calls, call => call == "initialize");
    }

    [Fact]
    public async Task A_publish_counts_once_and_sends_once_when_it_ends()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Polls = 30;
        var outcome = await bench.CallAsync();
        Assert.DoesNotContain(bench.Gateway.Ledger.Items, item => item.Usage is not null);
        await bench.EndedAsync(outcome.PublishId!);

        var end = bench.Gateway.Ledger.Items.Single(item => item.Usage is not null);
        Assert.Equal(("publish.end", "ok", true, outcome.WriteId), (end.Audit.Action, end.Audit.Outcome, end.Usage!.IsSend, end.Write!.Id));
        Assert.Equal("text=(14 characters)", end.Audit.Summary);
    }

    [Fact]
    public async Task A_rehearsal_publishes_nothing()
    {
        await using var bench = await PublishBench.StartAsync();
        var outcome = await bench.CallAsync("""{"text":"hello","dry_run":true}""");

        Assert.Contains("Publish hello.", outcome.Content, StringComparison.Ordinal);
        Assert.Empty(bench.Site.Calls);
        Assert.Empty(bench.Gateway.Ledger.Writes);
    }

    [Theory]
    [InlineData("initialize")]
    [InlineData("append")]
    [InlineData("post")]
    public async Task A_rate_limit_in_a_step_is_waited_out(string step)
    {
        await using var bench = await PublishBench.StartAsync();
        var (refused, from) = (false, bench.Gateway.Clock.GetUtcNow());
        bench.Site.Meanwhile = at => at == $"before {step}" && !refused && (refused = true) ? throw Error(ToolErrorKind.RateLimited, "Slow down.", TimeSpan.FromMinutes(10)) : Task.CompletedTask;
        var outcome = await bench.CallAsync();
        Assert.Equal("waiting for the platform to take calls again", JsonElement.Parse(outcome.Content!).GetProperty("doing").GetString());
        var view = await bench.EndedAsync(outcome.PublishId!);

        Assert.Equal(WriteStatus.Done, view.Status);
        Assert.True(view.EndedAt - from >= TimeSpan.FromMinutes(10), $"it went on after {view.EndedAt - from}");
        Assert.Single(bench.Site.Posts);
    }

    [Fact]
    public async Task A_rate_limit_beyond_the_deadline_ends_it_at_once()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Meanwhile = at => at == "before append" ? throw Error(ToolErrorKind.RateLimited, "The month is used up.", TimeSpan.FromDays(9)) : Task.CompletedTask;

        Assert.Equal(FailureKind.RateLimited, (await bench.CallAsync()).Failure!.Kind);
        Assert.Equal(WriteStatus.Failed, bench.Gateway.Ledger.Writes.Single().Status);
    }

    [Fact]
    public async Task Where_the_platform_stumbles_a_step_that_may_be_repeated_is()
    {
        await using var bench = await PublishBench.StartAsync();
        var stumbles = 5;
        bench.Site.Meanwhile = at => at == "after append" && stumbles-- > 0 ? throw new IOException("the line broke") : Task.CompletedTask;
        await bench.CallAsync();
        await bench.WrittenAsync(write => write.Status != WriteStatus.Sent, "the write to end");

        Assert.Equal(WriteStatus.Done, bench.Gateway.Ledger.Writes.Single().Status);
        Assert.Single(bench.Site.Posts);
        Assert.Equal(8, bench.Site.Calls.Count(call => call == "append"));
    }

    [Fact]
    public async Task A_platform_that_never_answers_again_ends_it_at_its_deadline_with_nothing_published()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Meanwhile = at => at == "before append" ? throw Error(ToolErrorKind.PlatformUnavailable, "Down.") : Task.CompletedTask;
        var id = (await bench.CallAsync()).PublishId!;
        var view = await bench.EndedAsync(id);

        Assert.Equal((WriteStatus.Failed, FailureKind.PlatformUnavailable), (view.Status, view.Outcome!.Failure!.Kind));
        Assert.Contains("nothing was published", view.Outcome.Failure.Message, StringComparison.Ordinal);
        Assert.True(bench.Site.Calls.Count < 100, $"{bench.Site.Calls.Count} calls in an hour are no back-off");
    }

    [Theory]
    [InlineData("before post", 0)]
    [InlineData("after post", 1)]
    public async Task Where_the_answer_of_the_post_is_lost_the_outcome_is_unknown_and_it_is_never_sent_again(string where, int posts)
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Meanwhile = at => at == where ? throw new IOException("the line broke") : Task.CompletedTask;
        var outcome = await bench.CallAsync();
        bench.Gateway.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(FailureKind.OutcomeUnknown, outcome.Failure!.Kind);
        Assert.Contains("square_get_write", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(WriteStatus.Unknown, bench.Gateway.Ledger.Writes.Single().Status);
        Assert.Single(bench.Site.Calls, call => call == "post");
        Assert.Equal(posts, bench.Site.Posts.Count);
    }

    [Theory]
    [InlineData(ToolErrorKind.NotFound, FailureKind.NotFound)]
    [InlineData(ToolErrorKind.NeedsReconnection, FailureKind.NeedsReconnection)]
    [InlineData(ToolErrorKind.NotPermittedByPlatform, FailureKind.NotPermittedByPlatform)]
    public async Task A_file_that_is_gone_or_a_connection_that_breaks_in_the_middle_ends_it_as_failed(ToolErrorKind kind, FailureKind told)
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Meanwhile = at => at == "before append" ? throw Error(kind, "The reason.") : Task.CompletedTask;
        var failure = (await bench.CallAsync()).Failure!;

        Assert.Equal((told, "The reason. That was while uploading the video; nothing was published."), (failure.Kind, failure.Message));
        Assert.Equal(WriteStatus.Failed, bench.Gateway.Ledger.Writes.Single().Status);
        Assert.Empty(bench.Site.Posts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_publish_whose_account_is_disconnected_ends_and_never_reaches_the_next_account_of_that_name(bool isConnectedAnew)
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Polls = 1_000;
        var id = (await bench.CallAsync()).PublishId!;
        await bench.DisconnectAsync();
        if (isConnectedAnew)
        {
            await bench.ConnectAsync("somebody else's");
        }

        var view = await bench.EndedAsync(id);
        Assert.Equal((WriteStatus.Failed, FailureKind.NeedsConnection), (view.Status, view.Outcome!.Failure!.Kind));
        Assert.Empty(bench.Site.Posts);
    }

    [Fact]
    public async Task No_secret_and_no_private_text_stands_in_what_is_kept()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Polls = 30;
        var id = (await bench.CallAsync()).PublishId!;
        var running = bench.Gateway.States.Dump();
        await bench.EndedAsync(id);

        Assert.Contains("status", running, StringComparison.Ordinal);
        Assert.All([running, bench.Gateway.States.Dump()], kept =>
        {
            Assert.DoesNotContain("secret", kept, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("a private text", kept, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_week_after_its_end_nothing_is_left_of_it()
    {
        await using var bench = await PublishBench.StartAsync();
        var id = PublishBench.IdOf(await bench.CallAsync());
        Assert.Contains(id, ReminderKeys(bench));
        bench.Gateway.Clock.Advance(TimeSpan.FromDays(6));
        Assert.NotNull(await bench.ViewAsync(id));

        bench.Gateway.Clock.Advance(TimeSpan.FromDays(2));
        await bench.MovingAsync(() => Task.FromResult(ReminderKeys(bench).Count == 0), "the reminder to go");
        Assert.Null(await bench.Gateway.Grains.GetGrain<IPublishGrain>(id).Describe(TestGateway.Anna, default));
    }

    [Fact]
    public async Task The_start_of_another_process_leaves_a_publish_running_that_goes_on_in_it()
    {
        await using var bench = await PublishBench.StartAsync();
        bench.Site.Polls = 30;
        var id = (await bench.CallAsync()).PublishId!;
        await bench.Gateway.RestartAsync();
        await bench.Gateway.Ledger.SettleAsync(null, "another process", bench.Gateway.Clock.GetUtcNow(), default);

        await bench.WrittenAsync(write => write.Status != WriteStatus.Sent, "the write to end");
        Assert.Equal(WriteStatus.Done, (await bench.ViewAsync(id)).Status);
        Assert.Single(bench.Site.Posts);
    }

    private static List<string> ReminderKeys(PublishBench bench) => [.. bench.Gateway.Reminders.All.Select(one => one.Grain.Key.ToString()!)];

    private static async Task<JsonElement> StatusAsync(PublishBench bench, string id) =>
        JsonElement.Parse((await bench.Gateway.CallAsync("square_get_publish", $$"""{"id":"{{id}}"}""")).Content!);

    private static ToolException Error(ToolErrorKind kind, string message, TimeSpan? retryAfter = null) => new(new(kind, message) { RetryAfter = retryAfter });
}
