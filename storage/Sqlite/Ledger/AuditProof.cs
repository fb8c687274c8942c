using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

internal sealed class AuditProof(Writer writer, Readers readers) : IAuditProof
{
    private const string SignedColumns = "customer, seq, hash, first_seq, first_link, at, key_id, public_key, signature";

    public Task<SignedHead?> HeadAsync(string customerId, DateTimeOffset now, CancellationToken cancellationToken) => readers.ReadAsync(
        database =>
        {
            var (head, anchor) = (AuditHead.Read(database, customerId), AuditHead.ReadAnchor(database, customerId));
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
        database =>
        {
            using var row = database.Prepare($"SELECT {SignedColumns} FROM audit_signed_heads WHERE customer = ?1 AND seq = ?2 AND first_seq = ?3")
                .Add(head.CustomerId).Add(head.Seq).Add(head.FirstSeq);
            return row.Read()
                ? new SignedHead
                {
                    CustomerId = row.Text(0),
                    Seq = row.Integer(1),
                    Hash = Convert.ToHexStringLower(row.Bytes(2)),
                    FirstSeq = row.Integer(3),
                    FirstLink = Convert.ToHexStringLower(row.Bytes(4)),
                    At = DateTimeOffset.FromUnixTimeMilliseconds(row.Integer(5)),
                    KeyId = row.Text(6),
                    PublicKey = row.Text(7),
                    Signature = row.Text(8),
                }
                : null;
        },
        cancellationToken);

    public Task SaveAsync(SignedHead head, CancellationToken cancellationToken) => writer.WriteAsync(new SaveItem(head, cancellationToken));

    public Task<IReadOnlyList<string>> GrownAsync(string? after, int limit, CancellationToken cancellationToken) => readers.ReadAsync<IReadOnlyList<string>>(
        database =>
        {
            var grown = new List<string>();
            using var row = database
                .Prepare("SELECT customer FROM audit_heads AS head WHERE customer > ?1 AND seq > (SELECT coalesce(max(seq), 0) FROM audit_signed_heads AS signed WHERE signed.customer = head.customer) ORDER BY customer LIMIT ?2")
                .Add(after ?? "").Add(limit);
            while (row.Read())
            {
                grown.Add(row.Text(0));
            }

            return grown;
        },
        cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> EntriesAsync(string customerId, long after, long last, CancellationToken cancellationToken) => readers.ReadAsync<IReadOnlyList<AuditEntry>>(
        database =>
        {
            var (page, bytes) = (new List<AuditEntry>(), 0);
            using var row = database.Prepare($"SELECT {AuditRow.Columns} FROM audit WHERE customer = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq LIMIT ?4")
                .Add(customerId).Add(after).Add(last).Add(LedgerReader.MostRows);
            while (row.Read())
            {
                var entry = AuditRow.Read(row);
                bytes += AuditSize.Of(entry);
                if (bytes > AuditSize.MostPerPage)
                {
                    break;
                }

                page.Add(entry);
            }

            return page;
        },
        cancellationToken);

    public async Task<int> PruneAsync(string customerId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0;
        (int Entries, int Writes) step;
        do
        {
            step = await writer.WriteAsync(new PruneItem(customerId, before.ToUnixTimeMilliseconds(), cancellationToken));
            deleted += step.Entries;
        }
        while (step.Entries + step.Writes > 0);

        return deleted;
    }

    private sealed class SaveItem(SignedHead head, CancellationToken cancellationToken) : WriteItem<int>(cancellationToken)
    {
        public override bool IsDurable => true;

        protected override int Do(WriterSession session) => session.Database
            .Prepare($"INSERT INTO audit_signed_heads ({SignedColumns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING")
            .Add(head.CustomerId).Add(head.Seq).Add(Convert.FromHexString(head.Hash)).Add(head.FirstSeq).Add(Convert.FromHexString(head.FirstLink))
            .Add(head.At.ToUnixTimeMilliseconds()).Add(head.KeyId).Add(head.PublicKey).Add(head.Signature)
            .Run();
    }
}
