using Squaremcp.Ledger;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Grains;

/// <summary>What counts against limits, from the entries themselves; and whom each connection has written to.</summary>
internal sealed partial class MemoryLedger : IUsageReader, IRecipients
{
    private readonly HashSet<(string, string, string)> recipients = [];

    public Task<UsedSoFar> UsedAsync(string customerId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            return Task.FromException<UsedSoFar>(new StorageException("The disk is full."));
        }

        var counted = Items.Where(item => item.Audit.CustomerId == customerId && item.Usage is not null && item.Audit.At.UtcDateTime is var at && at.Year == now.Year && at.Month == now.Month).ToList();
        return Task.FromResult(new UsedSoFar
        {
            Month = counted.Count,
            Minute = counted.Count(InMinute),
            Keys = counted.GroupBy(item => item.Audit.Actor).ToDictionary(group => group.Key, By),
            Connections = counted.GroupBy(item => $"{item.Audit.Platform}/{item.Audit.Account}").ToDictionary(group => group.Key, By),
        });

        bool InMinute(LedgerItem item) => item.Audit.At.ToUnixTimeSeconds() / 60 == now.ToUnixTimeSeconds() / 60;

        UsedBy By(IGrouping<string, LedgerItem> items) => new(
            items.Count(), items.Count(item => item.Audit.At.UtcDateTime.Date == now.UtcDateTime.Date), items.Count(InMinute), items.Count(item => item.Audit.At.UtcDateTime.Date == now.UtcDateTime.Date && item.Usage!.IsSend));
    }

    public Task<IReadOnlySet<string>> KnownAsync(string customerId, string connection, IReadOnlyList<string> asked, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlySet<string>>(asked.Where(recipient => recipients.Contains((customerId, connection, recipient))).ToHashSet());
        }
    }

    public Task AllowAsync(string customerId, string connection, string recipient, AuditEntry audit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            recipients.Add((customerId, connection, recipient));
            Add(new() { Audit = audit, IsWrite = true });
            return Task.CompletedTask;
        }
    }
}
