using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

/// <summary>The newest entry of a customer's chain; <see cref="None"/> before the first.</summary>
internal readonly record struct AuditHead(long Seq, string Hash)
{
    public static readonly AuditHead None = new(0, AuditChain.Genesis);

    public static AuditHead Read(Database database, string customerId) => Read(database, "audit_heads", customerId);

    /// <summary>The last entry that retention took; <see cref="None"/> while the chain is whole.</summary>
    public static AuditHead ReadAnchor(Database database, string customerId) => Read(database, "audit_anchors", customerId);

    public void Save(Database database, string customerId) => Save(database, "audit_heads", customerId);

    public void SaveAnchor(Database database, string customerId) => Save(database, "audit_anchors", customerId);

    private static AuditHead Read(Database database, string table, string customerId)
    {
        using var row = database.Prepare($"SELECT seq, hash FROM {table} WHERE customer = ?1").Add(customerId);
        return row.Read() ? new AuditHead(row.Integer(0), Convert.ToHexStringLower(row.Bytes(1))) : None;
    }

    private void Save(Database database, string table, string customerId) => database
        .Prepare($"INSERT INTO {table} (customer, seq, hash) VALUES (?1, ?2, ?3) ON CONFLICT (customer) DO UPDATE SET seq = excluded.seq, hash = excluded.hash")
        .Add(customerId)
        .Add(Seq)
        .Add(Convert.FromHexString(Hash))
        .Run();
}
