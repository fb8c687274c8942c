using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Storage.Sqlite;

internal sealed class LedgerWriter(Writer writer) : ILedgerWriter
{
    public Task<AuditEntry> AppendAsync(LedgerItem item, CancellationToken cancellationToken) =>
        AuditSize.Of(item.Audit) <= AuditSize.MostPerEntry
            ? writer.WriteAsync(new AppendItem(item, cancellationToken))
            : throw new ArgumentException($"An audit entry holds at most {AuditSize.MostPerEntry} bytes of text; shorten its client or target.", nameof(item));
}

/// <summary>Made on its caller's thread, and with it all that needs nothing of the database.</summary>
internal sealed class AppendItem(LedgerItem item, CancellationToken cancellationToken) : WriteItem<AuditEntry>(cancellationToken)
{
    private readonly byte[]? outcome = item.Write?.Outcome is { } told ? WriteRow.Outcome(told) : null;

    public LedgerItem Item { get; } = item.Write is { } end ? item with { Audit = item.Audit with { WriteId = end.Id } } : item;

    public override bool IsDurable => Item.IsWrite || Item.Write is not null;

    public override bool IsOneStatement => Item.Write is null && Item.Recipients.Count == 0;

    protected override AuditEntry Do(WriterSession session)
    {
        if (Item.Write is { } end)
        {
            End(session.Database, end);
        }

        foreach (var recipient in Item.Recipients)
        {
            Recipients.Add(session.Database, Item.Audit.CustomerId, $"{Item.Audit.Platform}/{Item.Audit.Account}", recipient, Item.Audit.At);
        }

        return session.Ledgers.Append(Item);
    }

    private void End(Database database, WriteEnd end)
    {
        var update = database.Prepare("UPDATE writes SET status = ?3, ended_at = ?4, counted = ?5, outcome = ?6 WHERE customer = ?1 AND id = ?2 AND status = 'sent'")
            .Add(Item.Audit.CustomerId).Add(end.Id).Add(Outcomes.Word(end.Status)).Add(Item.Audit.At.ToUnixTimeMilliseconds()).Add(Item.Usage is null ? 0 : 1);
        if ((outcome is not null ? update.Add(outcome) : update.Add((string?)null)).Run() == 0)
        {
            throw new StorageException($"The write {end.Id} of {Item.Audit.CustomerId} cannot end: it was never entered, or has ended.");
        }
    }
}
