using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>How a call went: what it is answered, whether it reached a platform, and which entry of the ledger of writes ends with it; pure.</summary>
internal sealed record Ran(ToolOutcome Outcome, bool Reached, WriteRecord? Entered = null)
{
    /// <summary>A publish, which is counted once, and ended in the ledger of writes, when it ends and not with this call.</summary>
    internal bool IsPublish { get; init; }

    /// <summary>True where this call is what counts as usage.</summary>
    internal bool IsCounted => Reached && !IsPublish;

    /// <summary>Refused, rehearsed, answered by an earlier call, or cut off before it was sent.</summary>
    internal static Ran Nowhere(ToolOutcome outcome) => new(outcome, Reached: false);

    internal static Ran Of(Admission admission, ToolOutcome outcome, WriteRecord? entered = null) =>
        new(outcome, admission.Connection is not null && outcome is not ({ NotSent: true } or { Failure.Kind: FailureKind.NeedsConnection }), entered);

    /// <summary>Kept for a repeat with the same key, where there can be one.</summary>
    internal WriteEnd? End => Entered is null
        ? null
        : new(
            Entered.Id,
            Outcome.Failure?.Kind switch { null => WriteStatus.Done, FailureKind.OutcomeUnknown => WriteStatus.Unknown, _ => WriteStatus.Failed },
            Entered.IdempotencyKey is null ? null : Outcome);

    /// <summary>The audit trail's word for it.</summary>
    internal string Word(Admission admission) => Outcome switch
    {
        { Failure: { } failure } => Outcomes.Word(failure.Kind),
        { Replayed: true } => "replayed",
        { PublishId: not null } => "running",
        _ => admission.Write is { DryRun: true } ? "dry_run" : "ok",
    };
}
