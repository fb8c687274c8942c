using Squaremcp.Imports;
using Squaremcp.Ledger;

namespace Squaremcp.Storage;

/// <summary>Appends to the ledgers. The one place that numbers and chains audit entries.</summary>
public interface ILedgerWriter
{
    /// <summary>
    /// Commits the audit entry, and the usage it stands for, together. Answers once they are durable:
    /// after a process crash always, after a power cut where <see cref="LedgerItem.IsWrite"/> is set.
    /// Throws where this item could not be written; then it took no number.
    /// </summary>
    /// <returns>The entry as written, with its number and hashes.</returns>
    Task<AuditEntry> AppendAsync(LedgerItem item, CancellationToken cancellationToken);
}

public sealed record LedgerItem
{
    public required AuditEntry Audit { get; init; }

    /// <summary>Null for what reached no platform: it is audited, not counted.</summary>
    public CountedCall? Usage { get; init; }

    /// <summary>True for what changed something anywhere; its batch is synced to the disk.</summary>
    public bool IsWrite { get; init; }

    /// <summary>The write that ends with this; null for all else. Where it is not there, or ended already, the item fails.</summary>
    public WriteEnd? Write { get; init; }

    /// <summary>Whom it reached, for <see cref="IRecipients"/>: known from now on for the audit entry's platform and account.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>What another product counted, brought in by this deed: added to the daily rollups, not to what counts against limits.</summary>
    public IReadOnlyList<ImportedUsage> Imported { get; init; } = [];
}

/// <summary>One call that reached a platform, for the daily rollups. By whom and to which account is read from the audit entry it comes with.</summary>
/// <param name="IsSend">True where it went to other people: a message, a post, a mail.</param>
public sealed record CountedCall(string Tool, bool Failed, bool IsSend = false);
