using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Storage.MySql;

internal sealed class LedgerWriter(Writer writer) : ILedgerWriter
{
    public Task<AuditEntry> AppendAsync(LedgerItem item, CancellationToken cancellationToken) =>
        AuditSize.Of(item.Audit) <= AuditSize.MostPerEntry
            ? writer.WriteAsync(new AppendItem(item, cancellationToken))
            : throw new ArgumentException($"An audit entry holds at most {AuditSize.MostPerEntry} bytes of text; shorten its client or target.", nameof(item));
}

/// <summary>Made on its caller's thread, and with it all that needs nothing of the database.</summary>
internal sealed class AppendItem(LedgerItem item, CancellationToken cancellationToken) : WriteItem<AuditEntry>(item.Audit.CustomerId, cancellationToken)
{
    private readonly byte[]? outcome = item.Write?.Outcome is { } told ? WriteRow.Outcome(told) : null;

    public LedgerItem Item { get; } = item.Write is { } end ? item with { Audit = item.Audit with { WriteId = end.Id } } : item;

    public override bool IsOneStatement => Item.Recipients.Count == 0;

    protected override async Task<AuditEntry> DoAsync(WriterSession session)
    {
        if (Item.Write is { } end)
        {
            await EndAsync(session, end);
        }

        foreach (var recipient in Item.Recipients)
        {
            await Recipients.AddAsync(session, Item.Audit.CustomerId, $"{Item.Audit.Platform}/{Item.Audit.Account}", recipient, Item.Audit.At);
        }

        return session.Ledgers.Append(Item);
    }

    private async Task EndAsync(WriterSession session, WriteEnd end)
    {
        var ended = await session.Prepare("Writes/End")
            .AddId("customer", Customer).AddId("id", end.Id).Add("status", Outcomes.Word(end.Status)).Add("ended_at", Item.Audit.At).Add("counted", Item.Usage is null ? 0 : 1)
            .Add("outcome", outcome).Add("answered", outcome is null ? 0 : 1)
            .RunAsync();
        if (ended == 0)
        {
            throw new StorageException($"The write {end.Id} of {Customer} cannot end: it was never entered, or has ended.");
        }
    }
}
