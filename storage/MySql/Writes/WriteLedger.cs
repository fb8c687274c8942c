using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

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
        while (await readers.ReadAsync(session => LeftAsync(session, customerId, owner, now), cancellationToken) is { Count: > 0 } left)
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
        return readers.ReadAsync(session => WritePages.NewestAsync(session, customerId, query, clock.GetUtcNow()), cancellationToken);
    }

    public async Task<WriteRecord?> GetAsync(string customerId, string id, CancellationToken cancellationToken)
    {
        var found = await readers.ReadAsync(session => session.Prepare("Writes/Find").AddId("customer", customerId).AddId("id", id).FirstAsync(WriteRow.Read), cancellationToken);
        return found?.At(clock.GetUtcNow());
    }

    private static Task<List<WriteRecord>> LeftAsync(Session session, string? customerId, string? owner, DateTimeOffset now) =>
        (owner is null ? session.Prepare("Writes/ReadLate").Add("now", now) : session.Prepare("Writes/ReadOfOthers").Add("owner", owner))
            .AddId("customer", customerId).Add("limit", SettledAtOnce).AllAsync(WriteRow.Read);
}
