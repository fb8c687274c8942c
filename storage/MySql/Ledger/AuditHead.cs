using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

/// <summary>The newest entry of a customer's chain; <see cref="None"/> before the first.</summary>
internal readonly record struct AuditHead(long Seq, string Hash)
{
    public static readonly AuditHead None = new(0, AuditChain.Genesis);

    public static AuditHead? Read(Row row) => new(row.Integer(0), row.Hash(1));

    public static async Task<AuditHead> ReadAsync(Session session, string customerId) =>
        await session.Prepare("Ledger/ReadHead").AddId("customer", customerId).FirstAsync(Read) ?? None;

    /// <summary>The last entry that retention took; <see cref="None"/> while the chain is whole.</summary>
    public static async Task<AuditHead> ReadAnchorAsync(Session session, string customerId) =>
        await session.Prepare("Ledger/ReadAnchor").AddId("customer", customerId).FirstAsync(Read) ?? None;

    public Statement Bind(Statement save, string customerId) => save.Add("customer", customerId).Add("seq", Seq).AddHash("hash", Hash);
}
