using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

internal sealed class LedgerWriter(Writer writer) : ILedgerWriter
{
    public Task<AuditEntry> AppendAsync(LedgerItem item, CancellationToken cancellationToken) =>
        AuditSize.Of(item.Audit) <= AuditSize.MostPerEntry
            ? writer.WriteAsync(new AppendItem(item, cancellationToken))
            : throw new ArgumentException($"An audit entry holds at most {AuditSize.MostPerEntry} bytes of text; shorten its client or target.", nameof(item));
}

internal sealed class AppendItem(LedgerItem item, CancellationToken cancellationToken) : WriteItem<AuditEntry>(cancellationToken)
{
    public LedgerItem Item { get; } = item;

    public override bool IsDurable => Item.IsWrite;

    protected override AuditEntry Do(WriterSession session) => session.Ledgers.Append(Item);
}
