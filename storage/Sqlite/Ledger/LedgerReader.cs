using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

internal sealed class LedgerReader(Readers readers) : ILedgerReader
{
    public const int MostRows = 200;

    public const int MostDays = 800;

    public Task<AuditPage> AuditAsync(string customerId, AuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MostRows, nameof(query));
        return readers.ReadAsync(database => AuditPages.Newest(database, customerId, query), cancellationToken);
    }

    public Task<UsageReport> UsageAsync(string customerId, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        from <= to && to.DayNumber - from.DayNumber < MostDays
            ? readers.ReadAsync(database => UsageReports.Read(database, customerId, from, to), cancellationToken)
            : throw new ArgumentException($"Usage is told for 1 to {MostDays} days, the first not after the last; asked was {from:O} to {to:O}.", nameof(to));

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> KeysLastUsedAsync(string customerId, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlyDictionary<string, DateTimeOffset>>(database => ReadKeys(database, customerId), cancellationToken);

    public Task<ChainCheck> VerifyAsync(string customerId, CancellationToken cancellationToken) =>
        new ChainVerification(readers, customerId).RunAsync(cancellationToken);

    private static Dictionary<string, DateTimeOffset> ReadKeys(Database database, string customerId)
    {
        var keys = new Dictionary<string, DateTimeOffset>();
        using var row = database.Prepare("SELECT key_id, at FROM key_last_used WHERE customer = ?1").Add(customerId);
        while (row.Read())
        {
            keys.Add(row.Text(0), DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(1)));
        }

        return keys;
    }
}
