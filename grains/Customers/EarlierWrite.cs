using Squaremcp.Ledger;
using Squaremcp.Storage;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>What a call is answered that an earlier write stands in the way of; pure.</summary>
internal static class EarlierWrite
{
    internal static ToolOutcome Answer(WriteAdmission admission)
    {
        var earlier = admission.Earlier!;
        var outcome = admission.Verdict switch
        {
            WriteVerdict.Conflict => Conflict(earlier),
            WriteVerdict.Repeated => Repeated(earlier),
            WriteVerdict.Same => Same(earlier),
            _ => throw new System.Diagnostics.UnreachableException($"{admission.Verdict}"),
        };
        return outcome with { WriteId = earlier.Id };
    }

    private static ToolOutcome Same(WriteRecord earlier) => earlier switch
    {
        { Status: WriteStatus.Sent } => ToolOutcome.Failed(FailureKind.InProgress, $"The call with this idempotency key was sent at {Time(earlier.At)} and is still running. Do not send it again under another key; ask square_get_write with id \"{earlier.Id}\", or repeat this call in a few seconds."),
        { Status: WriteStatus.Done, Outcome: { } first } => first with { Replayed = true },
        { Status: WriteStatus.Done } => new() { Failure = new() { Kind = FailureKind.Refused, Reason = "already_done", Message = $"This was done at {Time(earlier.EndedAt ?? earlier.At)}{By(earlier)}; it is not done again. To do it once more use another idempotency key." } },
        _ => ToolOutcome.Failed(FailureKind.OutcomeUnknown, $"It is not known whether the call of {Time(earlier.At)} with this idempotency key was done, so it is not sent again. {Look(earlier)} To do it nevertheless use another idempotency key and \"repeat\": true."),
    };

    private static ToolOutcome Conflict(WriteRecord earlier) => new()
    {
        Failure = new()
        {
            Kind = FailureKind.InvalidArgument,
            Argument = "idempotency_key",
            Message = $"`idempotency_key` was used at {Time(earlier.At)} for {earlier.Tool} with other arguments. Nothing was done. Use a new key for a new intent, or the same arguments to get the first answer.",
        },
    };

    private static ToolOutcome Repeated(WriteRecord earlier) => ToolOutcome.Failed(
        FailureKind.OutcomeUnknown,
        earlier.Status == WriteStatus.Sent
            ? $"The same call was sent at {Time(earlier.At)} and is still running, so this one was not sent. Ask square_get_write with id \"{earlier.Id}\" how it ended. If doing it twice is meant, pass \"repeat\": true."
            : $"The same call was sent at {Time(earlier.At)} and it is not known whether it was done, so this one was not sent. {Look(earlier)} If it was not done, or doing it twice is meant, pass \"repeat\": true.");

    private static string Look(WriteRecord earlier) =>
        $"Look first: read what you meant to change{(earlier.Platform is null ? "" : $" on {earlier.Platform}/{earlier.Account}")}; square_get_write with id \"{earlier.Id}\" tells what is known.";

    private static string By(WriteRecord earlier) => earlier.ResolvedAt is { } at ? $", as a person said at {Time(at)}" : "";

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
}
