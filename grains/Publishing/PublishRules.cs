using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Publishing;

/// <summary>What is done next of a publish.</summary>
internal abstract record PublishDecision
{
    /// <summary>There is nothing to do: it has not been started, or is over and recorded.</summary>
    internal sealed record Rest : PublishDecision;

    internal sealed record Wait(DateTimeOffset Until) : PublishDecision;

    internal sealed record Do(PublishStepFacts Step) : PublishDecision;

    internal sealed record End(ToolOutcome Outcome) : PublishDecision;

    internal sealed record Record : PublishDecision;
}

/// <summary>What is waited out, what is never repeated, and in which words a publish ends; pure.</summary>
internal static class PublishRules
{
    /// <summary>How long a forgotten publish is still told of.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    internal static PublishDecision Decide(PublishState state, PublishPlan plan, DateTimeOffset now) => state switch
    {
        { Order: null } or { StartedAt: null } or { IsRecorded: true } => new PublishDecision.Rest(),
        { Outcome: not null } => new PublishDecision.Record(),

        // Marked, and nobody here is sending it: whoever did has died, or is another activation that still may save how it went.
        { MarkedAt: { } marked } => now < marked + Deadlines.Customer ? new PublishDecision.Wait(marked + Deadlines.Customer) : new PublishDecision.End(CutOff(Step(state, plan))),
        _ when now >= state.Order.Deadline => new PublishDecision.End(new() { Failure = Final(Late, Step(state, plan), state.IsVisible), NotSent = !state.IsReached }),
        { NotBefore: { } then } when now < then => new PublishDecision.Wait(then),
        _ => new PublishDecision.Do(Step(state, plan)),
    };

    /// <summary>How long to wait before the step is done once more; null where it is not.</summary>
    internal static TimeSpan? Wait(PublishStepFacts step, ToolOutcome outcome, int failures) => outcome.Failure!.Kind switch
    {
        // The platform refused it, so that it was not done.
        FailureKind.RateLimited => Longer(TimeSpan.FromSeconds(outcome.Failure.RetryAfter ?? 30), BackOff(failures)),
        FailureKind.PlatformUnavailable when step.IsRepeatable || outcome.NotSent => Longer(TimeSpan.FromSeconds(outcome.Failure.RetryAfter ?? 0), BackOff(failures)),
        FailureKind.OutcomeUnknown when step.IsRepeatable => BackOff(failures),
        _ => null,
    };

    /// <summary>The failure that ends it. What came to nothing while something may be visible already is unknown, unless the platform itself has said that it failed.</summary>
    internal static ToolFailure Final(ToolFailure failure, PublishStepFacts step, bool isVisible) => (failure.Kind, isVisible) switch
    {
        (FailureKind.OutcomeUnknown, _) => step.IsRepeatable && !isVisible ? new() { Kind = FailureKind.PlatformUnavailable, Message = $"{failure.Message} That was while {step.Doing}; nothing was published." } : failure,
        (FailureKind.NeedsConnection or FailureKind.NeedsReconnection or FailureKind.PlatformUnavailable or FailureKind.RateLimited, true) => new()
        {
            Kind = FailureKind.OutcomeUnknown,
            Message = $"It was sent, but then the publish could not go on while {step.Doing}, so it is not known whether it was published. Look before you repeat it. The reason: {failure.Message}",
        },
        (_, false) => failure with { Message = $"{failure.Message} That was while {step.Doing}; nothing was published." },
        _ => failure,
    };

    private static PublishStepFacts Step(PublishState state, PublishPlan plan) => state.Step is { } name ? plan.Step(name) : plan.First;

    private static TimeSpan BackOff(int failures) => failures >= 6 ? LongestBackOff : TimeSpan.FromSeconds(1 << failures);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static ToolOutcome CutOff(PublishStepFacts step) => ToolOutcome.Failed(
        FailureKind.OutcomeUnknown, $"The gateway was cut off while {step.Doing}, so it is not known whether it was published. Look before you repeat it: read what you meant to publish.");

    private static ToolFailure Late => new() { Kind = FailureKind.PlatformUnavailable, Message = "It took longer than is waited for, and was given up." };

    /// <summary>For what was prepared and entered, but never started: its caller was told nothing, or that nothing was sent.</summary>
    internal static ToolOutcome NeverStarted { get; } = new()
    {
        Failure = new() { Kind = FailureKind.PlatformUnavailable, Message = "The gateway was cut off before anything was sent. Nothing was published; the call can be made again." },
        NotSent = true,
    };
}
