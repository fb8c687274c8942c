using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Storage;

/// <summary>The ledger of writes: what is sent is on the disk before its first byte leaves, and whether it may be sent is decided in the same commit.</summary>
public interface IWriteLedger
{
    /// <summary>
    /// Enters the write as <see cref="WriteStatus.Sent"/> unless an earlier one forbids it. By the tool's key, of those entered in the last 24 hours that did not fail: the same arguments answer the
    /// earlier one, others are a conflict. Without a key: the same tool, connection and arguments as one of the last 15 minutes that is still sent or unknown, unless <see cref="NewWrite.Repeat"/>.
    /// Durable once answered, after a power cut too. An earlier write past its deadline counts as unknown.
    /// </summary>
    Task<WriteAdmission> BeginAsync(NewWrite write, CancellationToken cancellationToken);

    /// <summary>
    /// Turns writes that are still sent into unknown, each with an audit entry "write.unknown" of its own: those of other processes when <paramref name="owner"/> is given, otherwise those past their deadline.
    /// </summary>
    /// <param name="customerId">Null for all customers.</param>
    /// <returns>How many.</returns>
    Task<int> SettleAsync(string? customerId, string? owner, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>A person's word on an unknown write; committed with <paramref name="audit"/>, whose target is the tool. One that a crash kept from being counted is counted now where it was done.</summary>
    /// <returns>The write as it now is; null, and nothing recorded, where it is not unknown.</returns>
    Task<WriteRecord?> ResolveAsync(string customerId, string id, bool done, AuditEntry audit, CancellationToken cancellationToken);

    Task<WritePage> ListAsync(string customerId, WriteQuery query, CancellationToken cancellationToken);

    Task<WriteRecord?> GetAsync(string customerId, string id, CancellationToken cancellationToken);
}

public sealed record NewWrite
{
    /// <summary>The row to enter, <see cref="WriteStatus.Sent"/>.</summary>
    public required WriteRecord Write { get; init; }

    /// <summary>The owner of a write that outlives its process: a publish, which goes on with the next. Only its deadline makes it unknown.</summary>
    public const string Publish = "publish";

    /// <summary>The process that sends it: after its end nobody else will tell the outcome. Or <see cref="Publish"/>.</summary>
    public required string Owner { get; init; }

    /// <summary>True enters it beside an equal one without key that is sent or unknown.</summary>
    public bool Repeat { get; init; }
}

/// <param name="Earlier">The write that forbids it, with its outcome; null where it may be sent.</param>
public sealed record WriteAdmission(WriteVerdict Verdict, WriteRecord? Earlier = null);

public enum WriteVerdict
{
    /// <summary>It is entered and may be sent.</summary>
    Begun,

    /// <summary>The same key and arguments: sent, done or unknown, as <see cref="WriteAdmission.Earlier"/> says.</summary>
    Same,

    /// <summary>The same tool and key, other arguments or another connection.</summary>
    Conflict,

    /// <summary>No key, but the same call is sent or unknown.</summary>
    Repeated,
}

/// <summary>How a write ended, committed with its usage and audit.</summary>
/// <param name="Status">Done, failed or unknown.</param>
/// <param name="Outcome">Kept for 24 hours, for repeats; null keeps nothing.</param>
public sealed record WriteEnd(string Id, WriteStatus Status, ToolOutcome? Outcome);
