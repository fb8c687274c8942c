namespace Squaremcp.Storage.Sqlite;

/// <summary>
/// One step of retention: some of the oldest entries and ended writes from before a moment, and a note of where the chain of what is left begins.
/// It goes from the oldest on and stops at the first that is to stay, so it costs what it deletes and leaves no gap.
/// </summary>
internal sealed class PruneItem(string customerId, long before, CancellationToken cancellationToken) : WriteItem<(int Entries, int Writes)>(cancellationToken)
{
    private const int AtOnce = 500;

    public override bool IsDurable => false;

    public override bool IsOneStatement => false;

    protected override (int Entries, int Writes) Do(WriterSession session) => (Entries(session.Database), Writes(session.Database));

    private int Entries(Database database)
    {
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

    /// <summary>By id, which is the order of their times. What is still sent stays until it is settled.</summary>
    private int Writes(Database database)
    {
        var last = "";
        using (var row = database.Prepare("SELECT id, at FROM writes WHERE customer = ?1 AND status <> 'sent' ORDER BY id LIMIT ?2").Add(customerId).Add(AtOnce))
        {
            while (row.Read() && row.Integer(1) < before)
            {
                last = row.Text(0);
            }
        }

        return last.Length == 0 ? 0 : database.Prepare("DELETE FROM writes WHERE customer = ?1 AND id <= ?2 AND status <> 'sent'").Add(customerId).Add(last).Run();
    }
}
