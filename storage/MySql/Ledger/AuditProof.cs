using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

internal sealed class AuditProof(Writer writer, Readers readers) : IAuditProof
{
    public Task<SignedHead?> HeadAsync(string customerId, DateTimeOffset now, CancellationToken cancellationToken) => readers.ViewAsync(
        async session =>
        {
            var (head, anchor) = (await AuditHead.ReadAsync(session, customerId), await AuditHead.ReadAnchorAsync(session, customerId));
            return head == AuditHead.None
                ? null
                : new SignedHead
                {
                    CustomerId = customerId,
                    Seq = head.Seq,
                    Hash = head.Hash,
                    FirstSeq = anchor.Seq + 1,
                    FirstLink = anchor.Hash,
                    At = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
                };
        },
        cancellationToken);

    public Task<SignedHead?> SignedAsync(SignedHead head, CancellationToken cancellationToken) => readers.ReadAsync(
        session => session.Prepare("Ledger/ReadSignedHead").AddId("customer", head.CustomerId).Add("seq", head.Seq).Add("first_seq", head.FirstSeq).FirstAsync(Read),
        cancellationToken);

    public Task SaveAsync(SignedHead head, CancellationToken cancellationToken) => writer.WriteAsync(
        customer: null,
        session => session.Prepare("Ledger/SaveSignedHead")
            .Add("customer", head.CustomerId).Add("seq", head.Seq).AddHash("hash", head.Hash).Add("first_seq", head.FirstSeq).AddHash("first_link", head.FirstLink)
            .Add("at", head.At).Add("key_id", head.KeyId).Add("public_key", head.PublicKey).Add("signature", head.Signature)
            .RunAsync(),
        cancellationToken);

    public async Task<IReadOnlyList<string>> GrownAsync(string? after, int limit, CancellationToken cancellationToken) => await readers.ReadAsync(
        session => session.Prepare("Ledger/ReadGrown").AddId("after", after ?? "").Add("limit", limit).AllAsync(row => row.Text(0)),
        cancellationToken);

    public async Task<IReadOnlyList<AuditEntry>> EntriesAsync(string customerId, long after, long last, CancellationToken cancellationToken)
    {
        var bytes = 0;
        var entries = await readers.ReadAsync(session => AuditRow.AfterAsync(session, customerId, after, last, LedgerReader.MostRows), cancellationToken);
        return [.. entries.TakeWhile(entry => (bytes += AuditSize.Of(entry)) <= AuditSize.MostPerPage)];
    }

    public async Task<int> PruneAsync(string customerId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0;
        (int Entries, int Writes) step;
        do
        {
            step = await writer.WriteAsync(new PruneItem(customerId, before, cancellationToken));
            deleted += step.Entries;
        }
        while (step.Entries + step.Writes > 0);

        return deleted;
    }

    private static SignedHead Read(Row row) => new()
    {
        CustomerId = row.Text(0),
        Seq = row.Integer(1),
        Hash = row.Hash(2),
        FirstSeq = row.Integer(3),
        FirstLink = row.Hash(4),
        At = row.Time(5),
        KeyId = row.Text(6),
        PublicKey = row.Text(7),
        Signature = row.Text(8),
    };
}
