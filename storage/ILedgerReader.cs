using Squaremcp.Ledger;

namespace Squaremcp.Storage;

/// <summary>Reads the ledgers of one customer at a time; every query is bounded.</summary>
public interface ILedgerReader
{
    Task<AuditPage> AuditAsync(string customerId, AuditQuery query, CancellationToken cancellationToken);

    Task<UsageReport> UsageAsync(string customerId, DateOnly from, DateOnly to, CancellationToken cancellationToken);

    Task<IReadOnlyDictionary<string, DateTimeOffset>> KeysLastUsedAsync(string customerId, CancellationToken cancellationToken);

    Task<ChainCheck> VerifyAsync(string customerId, CancellationToken cancellationToken);
}
