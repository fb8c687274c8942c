using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Storage;

/// <summary>Whether a write may be sent, told by those before it; pure, and the same for every database.</summary>
public static class WriteRules
{
    /// <summary>For how long a key belongs to its first call, and that call's answer is kept.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    /// <summary>For how long an equal call without a key is taken for a repeat while the outcome is not known.</summary>
    public static readonly TimeSpan RepeatWindow = TimeSpan.FromMinutes(15);

    /// <summary>A write as it is seen at <paramref name="now"/>: nobody will tell the outcome of one whose deadline has passed, and answers are kept for a day.</summary>
    public static WriteRecord At(this WriteRecord write, DateTimeOffset now) => write switch
    {
        { Status: WriteStatus.Sent } when write.Deadline < now => write with { Status = WriteStatus.Unknown },
        { Outcome: not null, EndedAt: { } ended } when ended + KeyLifetime < now => write with { Outcome = null },
        _ => write,
    };

    /// <param name="sameKey">The latest of the same customer, tool and key within <see cref="KeyLifetime"/> that did not fail; null without one or without a key.</param>
    /// <param name="sameCall">The latest of the same customer, tool and arguments within <see cref="RepeatWindow"/> that is sent or unknown.</param>
    public static WriteAdmission Decide(NewWrite asked, WriteRecord? sameKey, WriteRecord? sameCall)
    {
        var now = asked.Write.At;
        return (sameKey, sameCall) switch
        {
            ({ } first, _) => new(string.Equals(first.ArgumentsHash, asked.Write.ArgumentsHash, StringComparison.Ordinal) ? WriteVerdict.Same : WriteVerdict.Conflict, first.At(now)),
            (null, { } equal) when asked.Write.IdempotencyKey is null && !asked.Repeat => new(WriteVerdict.Repeated, equal.At(now)),
            _ => new(WriteVerdict.Begun),
        };
    }

    /// <summary>What the audit says of a write that nobody will end any more.</summary>
    public static AuditEntry Unknown(this WriteRecord write, DateTimeOffset now) => new()
    {
        CustomerId = write.CustomerId,
        At = now,
        Actor = "system",
        Action = "write.unknown",
        Target = write.Tool,
        Outcome = Outcomes.Word(FailureKind.OutcomeUnknown),
        CallId = write.CallId,
        Via = "system",
        Platform = write.Platform,
        Account = write.Account,
        ArgumentsHash = write.ArgumentsHash,
        Summary = write.Summary,
        WriteId = write.Id,
    };
}
