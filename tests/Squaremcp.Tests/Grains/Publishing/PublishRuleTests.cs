using Squaremcp.Grains.Publishing;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Publishing;

/// <summary>The rules without a host.</summary>
public sealed class PublishRuleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly PublishStepFacts Upload = new("upload", "uploading", true), Post = new("post", "posting", false), Look = new("look", "looking", true);

    private static readonly PublishPlan Plan = new([Upload, Post, Look], TimeSpan.FromHours(1));

    private static PublishState Begun => new PublishState().Prepared(new()
    {
        Write = new() { Id = "wrt_1", CustomerId = "cus_1", Tool = "t", Platform = "p", Account = "a", Status = WriteStatus.Sent, At = Noon, Deadline = Noon.AddDays(1), CallId = "c", Actor = "admin", ArgumentsHash = "" },
        Arguments = "{}",
        ConnectionId = "con_1",
        Via = "rest",
        Deadline = Noon.AddHours(1),
    }).Started(Noon);

    [Fact]
    public void Progress_never_falls()
    {
        var state = Begun.After(Upload, Told("""{"percent":40,"state":"s"}"""), Plan, Noon);
        Assert.Equal(40, state.Percent);
        Assert.Equal(40, state.After(Upload, Told("""{"percent":10,"state":"s"}"""), Plan, Noon).Percent);
        Assert.Equal(99, state.After(Upload, Told("""{"percent":100,"state":"s"}"""), Plan, Noon).Percent);
    }

    [Fact]
    public void A_marked_step_is_waited_for_while_somebody_may_still_send_it_and_then_unknown()
    {
        var marked = (Begun with { Step = "post" }).Marked(Noon);

        Assert.IsType<PublishDecision.Wait>(PublishRules.Decide(marked, Plan, Noon.AddSeconds(49)));
        Assert.Equal(FailureKind.OutcomeUnknown, Assert.IsType<PublishDecision.End>(PublishRules.Decide(marked, Plan, Noon.AddSeconds(51))).Outcome.Failure!.Kind);
        Assert.Throws<InvalidOperationException>(() => marked.Marked(Noon));
    }

    [Theory]
    [InlineData(FailureKind.NeedsConnection, FailureKind.OutcomeUnknown)]
    [InlineData(FailureKind.NeedsReconnection, FailureKind.OutcomeUnknown)]
    [InlineData(FailureKind.Refused, FailureKind.Refused)]
    public void What_comes_to_nothing_after_something_may_be_visible_is_unknown_unless_the_platform_said_no(FailureKind kind, FailureKind told)
    {
        var posted = (Begun with { Step = "post" }).Marked(Noon).After(Post, Told("""{"percent":80,"state":"s","is_over":true}"""), Plan, Noon);

        Assert.Equal(told, posted.After(Look, ToolOutcome.Failed(kind, "Why."), Plan, Noon).Outcome!.Failure!.Kind);
    }

    [Fact]
    public void The_deadline_after_something_may_be_visible_is_unknown_and_before_it_a_failure()
    {
        var posted = (Begun with { Step = "post" }).Marked(Noon).After(Post, Told("""{"percent":80,"state":"s","is_over":true}"""), Plan, Noon);

        Assert.Equal(FailureKind.OutcomeUnknown, Assert.IsType<PublishDecision.End>(PublishRules.Decide(posted, Plan, Noon.AddHours(1))).Outcome.Failure!.Kind);
        Assert.Equal(FailureKind.PlatformUnavailable, Assert.IsType<PublishDecision.End>(PublishRules.Decide(Begun, Plan, Noon.AddHours(1))).Outcome.Failure!.Kind);
    }

    [Theory]
    [InlineData(FailureKind.PlatformUnavailable, false, false)]
    [InlineData(FailureKind.OutcomeUnknown, false, false)]
    [InlineData(FailureKind.RateLimited, false, true)]
    [InlineData(FailureKind.PlatformUnavailable, true, true)]
    public void A_step_that_must_not_be_repeated_is_tried_again_only_where_it_was_certainly_not_done(FailureKind kind, bool notSent, bool again)
    {
        var after = (Begun with { Step = "post" }).Marked(Noon).After(Post, ToolOutcome.Failed(kind, "Why.") with { NotSent = notSent }, Plan, Noon);

        Assert.Equal(again, after.Outcome is null);
        Assert.Null(after.MarkedAt);
    }

    private static ToolOutcome Told(string json) => ToolOutcome.Success(json);
}
