using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

internal sealed class LedgerReader(Readers readers) : ILedgerReader
{
    public const int MostRows = 200;
    public const int MostDays = 800;

    public Task<AuditPage> AuditAsync(string customerId, AuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MostRows, nameof(query));
        return readers.ReadAsync(session => AuditPages.NewestAsync(session, customerId, query), cancellationToken);
    }

    public Task<UsageReport> UsageAsync(string customerId, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        from <= to && to.DayNumber - from.DayNumber < MostDays
            ? readers.ViewAsync(session => UsageReports.ReadAsync(session, customerId, from, to), cancellationToken)
            : throw new ArgumentException($"Usage is told for 1 to {MostDays} days, the first not after the last; asked was {from:O} to {to:O}.", nameof(to));

    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> KeysLastUsedAsync(string customerId, CancellationToken cancellationToken)
    {
        var used = await readers.ReadAsync(session => session.Prepare("Ledger/ReadLastUse").AddId("customer", customerId).AllAsync(row => (Key: row.Text(0), At: row.Time(1))), cancellationToken);
        return used.ToDictionary(use => use.Key, use => use.At);
    }

    public Task<ChainCheck> VerifyAsync(string customerId, CancellationToken cancellationToken) =>
        new ChainVerification(readers, customerId).RunAsync(cancellationToken);
}
