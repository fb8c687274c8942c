using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

internal sealed class WriteLedger(Writer writer, Readers readers, TimeProvider clock) : IWriteLedger
{
    /// <summary>Writes settled in one go; those of a crash are at most the calls that ran at that moment.</summary>
    private const int SettledAtOnce = 1_000;

    public Task<WriteAdmission> BeginAsync(NewWrite write, CancellationToken cancellationToken)
    {
        WriteSize.Check(write.Write);
        return writer.WriteAsync(new BeginItem(write, cancellationToken));
    }

    public async Task<int> SettleAsync(string? customerId, string? owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var settled = 0;
        while (await readers.ReadAsync(database => Left(database, customerId, owner, now), cancellationToken) is { Count: > 0 } left)
        {
            var ended = await Task.WhenAll(left.Select(write => writer.WriteAsync(new SettleItem(write, now))));
            settled += ended.Count(was => was);
        }

        return settled;
    }

    public async Task<WriteRecord?> ResolveAsync(string customerId, string id, bool done, AuditEntry audit, CancellationToken cancellationToken) =>
        await writer.WriteAsync(new ResolveItem(customerId, id, done, audit, cancellationToken)) ? await GetAsync(customerId, id, cancellationToken) : null;

    public Task<WritePage> ListAsync(string customerId, WriteQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, LedgerReader.MostRows, nameof(query));
        return readers.ReadAsync(database => WritePages.Newest(database, customerId, query, clock.GetUtcNow()), cancellationToken);
    }

    public Task<WriteRecord?> GetAsync(string customerId, string id, CancellationToken cancellationToken) =>
        readers.ReadAsync(
            database =>
            {
                using var row = database.Prepare($"SELECT {WriteRow.Columns} FROM writes WHERE customer = ?1 AND id = ?2").Add(customerId).Add(id);
                return row.Read() ? WriteRow.Read(row).At(clock.GetUtcNow()) : null;
            },
            cancellationToken);

    private static List<WriteRecord> Left(Database database, string? customerId, string? owner, DateTimeOffset now)
    {
        var left = new List<WriteRecord>();
        using var row = database
            .Prepare($"SELECT {WriteRow.Columns} FROM writes WHERE status = 'sent' AND {(customerId is null ? "?1 IS NULL" : "customer = ?1")} AND {(owner is null ? "deadline < ?2" : $"owner NOT IN (?2, '{NewWrite.Publish}')")} LIMIT {SettledAtOnce}")
            .Add(customerId);
        _ = owner is null ? row.Add(now.ToUnixTimeMilliseconds()) : row.Add(owner);
        while (row.Read())
        {
            left.Add(WriteRow.Read(row));
        }

        return left;
    }
}
