using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

/// <summary>The newest entry of a customer's chain; <see cref="None"/> before the first.</summary>
internal readonly record struct AuditHead(long Seq, string Hash)
{
    public static readonly AuditHead None = new(0, AuditChain.Genesis);

    public static AuditHead Read(Database database, string customerId)
    {
        using var row = database.Prepare("SELECT seq, hash FROM audit_heads WHERE customer = ?1").Add(customerId);
        return row.Read() ? new AuditHead(row.Integer(0), Convert.ToHexStringLower(row.Bytes(1))) : None;
    }

    public void Save(Database database, string customerId) => database
        .Prepare("INSERT INTO audit_heads (customer, seq, hash) VALUES (?1, ?2, ?3) ON CONFLICT (customer) DO UPDATE SET seq = excluded.seq, hash = excluded.hash")
        .Add(customerId)
        .Add(Seq)
        .Add(Convert.FromHexString(Hash))
        .Run();
}
