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
        while (await writer.WriteAsync(new PruneItem(customerId, before.ToUnixTimeMilliseconds(), cancellationToken)) is > 0 and var step)
        {
            deleted += step;
        }

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

    /// <summary>Takes the oldest entries that are old enough, never one after an entry that is not, and remembers where what is left begins.</summary>
    private sealed class PruneItem(string customerId, long before, CancellationToken cancellationToken) : WriteItem<int>(cancellationToken)
    {
        private const int AtOnce = 500;

        public override bool IsDurable => false;

        public override bool IsOneStatement => false;

        protected override int Do(WriterSession session)
        {
            var database = session.Database;
            database.Prepare("DELETE FROM writes WHERE customer = ?1 AND id IN (SELECT id FROM writes WHERE customer = ?1 AND at < ?2 AND status <> 'sent' ORDER BY id LIMIT ?3)")
                .Add(customerId).Add(before).Add(AtOnce).Run();
            var (last, count) = (AuditHead.None, 0);
            using (var row = database.Prepare("SELECT seq, hash, at FROM audit WHERE customer = ?1 ORDER BY seq LIMIT ?2").Add(customerId).Add(AtOnce))
            {
                while (row.Read() && row.Integer(2) < before)
                {
                    (last, count) = (new AuditHead(row.Integer(0), Convert.ToHexStringLower(row.Bytes(1))), count + 1);
                }
            }

            if (count > 0)
            {
                database.Prepare("DELETE FROM audit WHERE customer = ?1 AND seq <= ?2").Add(customerId).Add(last.Seq).Run();
                last.SaveAnchor(database, customerId);
            }

            return count;
        }
    }
}
