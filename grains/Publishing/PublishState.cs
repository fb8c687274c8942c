using System.Text.Json;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Publishing;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Publishing;

/// <summary>How far a publish has come; on disk before and after each step.</summary>
[GenerateSerializer, Immutable, Alias("square.publish-state.v1")]
public sealed record PublishState
{
    /// <summary>Null where there is no publish; its arguments are sealed, and gone once it has ended.</summary>
    [Id(0)] public PublishOrder? Order { get; init; }

    /// <summary>Null until its write was entered in the ledger: nothing is sent before.</summary>
    [Id(1)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The step to do; null for the first.</summary>
    [Id(2)] public string? Step { get; init; }

    /// <summary>What the step before handed on, sealed.</summary>
    [Id(3)] public string? Handed { get; init; }

    /// <summary>Since when a step that must not be repeated may have been sent; null while none may have been.</summary>
    [Id(4)] public DateTimeOffset? MarkedAt { get; init; }

    [Id(5)] public DateTimeOffset? NotBefore { get; init; }

    [Id(6)] public string? WaitsFor { get; init; }

    /// <summary>How often the step was tried in vain, one after the other.</summary>
    [Id(7)] public int Failures { get; init; }

    [Id(8)] public int Percent { get; init; }

    /// <summary>True once a step that must not be repeated was done: something may be visible from then on.</summary>
    [Id(9)] public bool IsVisible { get; init; }

    /// <summary>True once something may have reached the platform: it counts as usage.</summary>
    [Id(10)] public bool IsReached { get; init; }

    /// <summary>How it ended; null until then.</summary>
    [Id(11)] public ToolOutcome? Outcome { get; init; }

    [Id(12)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True once the end is in the ledgers.</summary>
    [Id(13)] public bool IsRecorded { get; init; }

    public WriteStatus Status => this switch
    {
        { IsRecorded: false } => WriteStatus.Sent,
        _ => Outcome!.Failure?.Kind switch { null => WriteStatus.Done, FailureKind.OutcomeUnknown => WriteStatus.Unknown, _ => WriteStatus.Failed },
    };

    public PublishState Prepared(PublishOrder order) => Order is null ? new() { Order = order } : this;

    public PublishState Started(DateTimeOffset now) => this is { Order: not null, StartedAt: null } ? this with { StartedAt = now } : this;

    /// <summary>A step that must not be repeated is about to be sent.</summary>
    public PublishState Marked(DateTimeOffset now) => MarkedAt is null ? this with { MarkedAt = now } : throw new InvalidOperationException($"{Order!.Write.Id}: a step is marked already.");

    public PublishState Ended(ToolOutcome outcome, DateTimeOffset now) => Outcome is not null ? this : this with
    {
        Outcome = outcome,
        EndedAt = now,
        StartedAt = StartedAt ?? now,
        Percent = outcome.Failure is null ? 100 : Percent,
        Order = Order! with { Arguments = "" },
        Handed = null,
        MarkedAt = null,
        NotBefore = null,
        WaitsFor = null,
    };

    public PublishState Recorded() => this with { IsRecorded = true };

    /// <summary>How the step went, and what follows of it.</summary>
    public PublishState After(PublishStepFacts step, ToolOutcome outcome, PublishPlan plan, DateTimeOffset now)
    {
        var reached = this with { MarkedAt = null, IsReached = IsReached || outcome is not ({ NotSent: true } or { Failure.Kind: FailureKind.NeedsConnection }) };
        return outcome.Failure is { } failure
            ? reached.AfterFailure(step, outcome, failure, now)
            : reached.AfterSuccess(step, StepTold.Of(outcome.Content!), outcome.Untrusted, plan, now);
    }

    public PublishView? View(PublishPlan plan) => this is { Order: { } order, StartedAt: { } started } ? new()
    {
        Id = PublishIds.OfWrite(order.Write.Id),
        Tool = order.Write.Tool,
        Platform = order.Write.Platform!,
        Account = order.Write.Account!,
        Status = Status,
        Percent = Percent,
        Step = Step ?? plan.First.Name,
        Doing = IsRecorded ? null : WaitsFor is { } what ? $"waiting for {what}" : plan.Step(Step ?? plan.First.Name).Doing,
        GoesOnAt = NotBefore,
        StartedAt = started,
        Deadline = order.Deadline,
        EndedAt = IsRecorded ? EndedAt : null,
        Outcome = IsRecorded ? Outcome : null,
        WriteId = order.Write.Id,
    } : null;

    private PublishState AfterSuccess(PublishStepFacts step, StepTold told, bool isUntrusted, PublishPlan plan, DateTimeOffset now)
    {
        if (told.Output is { } output)
        {
            return Ended(ToolOutcome.Success(Answer(output), isUntrusted) with { Source = isUntrusted ? $"{Order!.Write.Platform}/{Order.Write.Account}" : null }, now);
        }

        var next = told.IsOver ? plan.After(step.Name) ?? throw new InvalidOperationException($"{Order!.Write.Tool}: the step {step.Name} is the last and did not say that it is published.") : step;
        return this with
        {
            Step = next.Name,
            Handed = told.State,
            Failures = 0,
            Percent = Math.Max(Percent, Math.Clamp(told.Percent, 0, 99)),
            IsVisible = IsVisible || told.IsOver && !step.IsRepeatable,
            NotBefore = told.WaitSeconds is { } wait ? now.AddSeconds(Math.Max(wait, 1)) : null,
            WaitsFor = told.WaitsFor,
        };
    }

    private PublishState AfterFailure(PublishStepFacts step, ToolOutcome outcome, ToolFailure failure, DateTimeOffset now)
    {
        if (PublishRules.Wait(step, outcome, Failures) is { } wait && now + wait < Order!.Deadline)
        {
            return this with { Failures = Failures + 1, NotBefore = now + wait, WaitsFor = failure.Kind == FailureKind.RateLimited ? "the platform to take calls again" : "the platform to answer again" };
        }

        return Ended(new() { Failure = PublishRules.Final(failure, step, IsVisible), NotSent = !IsReached }, now);
    }

    private string Answer(JsonElement output) => new PublishAnswer(PublishIds.OfWrite(Order!.Write.Id), "done", 100).Json(output);
}
