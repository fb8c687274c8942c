using Squaremcp.Ledger;

namespace Squaremcp.Storage.Import;

/// <summary>
/// Recomputes every audit chain of the target and compares where it ends with the source's head. The hashes cover the entries whole, so equal heads mean equal entries.
/// All three tables are in the order of their customers, so one pass over each is enough.
/// </summary>
internal sealed class ChainCheck(IInstallationRows source, IInstallationRows target)
{
    private readonly RowStream heads = new(source, MovedTables.Heads);
    private readonly RowStream anchors = new(target, MovedTables.Anchors);
    private readonly RowStream entries = new(target, MovedTables.Audit);
    private string? problem;
    private long chains;
    private long good;

    /// <param name="counted">Told each entry.</param>
    public async Task<ImportCheck> RunAsync(Action<long> counted, CancellationToken cancellationToken)
    {
        await anchors.NextAsync(cancellationToken);
        await entries.NextAsync(cancellationToken);
        var seen = 0L;
        while (await heads.NextAsync(cancellationToken))
        {
            var (customer, fits) = (Customer(heads)!, true);
            chains++;
            while (string.CompareOrdinal(Customer(entries) ?? customer, customer) < 0)
            {
                problem ??= $"{Customer(entries)} has entries and no head";
                await entries.NextAsync(cancellationToken);
            }

            var end = await BeginningAsync(customer, cancellationToken);
            while (Customer(entries) == customer)
            {
                var entry = AuditRows.Entry(entries.Current!);
                if (fits && AuditChain.WhyBroken(entry, end.Seq + 1, end.Hash) is { } why)
                {
                    problem ??= $"{customer}: {why}";
                    fits = false;
                }

                end = (entry.Seq, entry.Hash!);
                counted(++seen);
                await entries.NextAsync(cancellationToken);
            }

            good += fits && EndsAt(customer, end) ? 1 : 0;
        }

        problem ??= Customer(entries) is { } rest ? $"{rest} has entries and no head" : null;
        return new("audit chains", chains, good, problem);
    }

    /// <summary>Where the chain of what is kept begins: after what retention took.</summary>
    private async Task<(long Seq, string Hash)> BeginningAsync(string customer, CancellationToken cancellationToken)
    {
        while (string.CompareOrdinal(Customer(anchors) ?? customer, customer) < 0)
        {
            await anchors.NextAsync(cancellationToken);
        }

        return Customer(anchors) == customer ? Place(anchors.Current!) : (0, AuditChain.Genesis);
    }

    private bool EndsAt(string customer, (long Seq, string Hash) end)
    {
        var head = Place(heads.Current!);
        problem ??= head == end ? null : $"{customer}: the chain ends at entry {end.Seq}, its head says {head.Seq}{(head.Seq == end.Seq ? " with another hash" : "")}";
        return head == end;
    }

    private static string? Customer(RowStream rows) => rows.Current?.Text("customer");

    private static (long Seq, string Hash) Place(MovedRow row) => (row.Number("seq"), Convert.ToHexStringLower(row.Bytes("hash")));
}
