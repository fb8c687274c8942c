using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

internal sealed class Recipients(Writer writer, Readers readers) : IRecipients
{
    public Task<IReadOnlySet<string>> KnownAsync(string customerId, string connection, IReadOnlyList<string> recipients, CancellationToken cancellationToken) =>
        readers.ReadAsync<IReadOnlySet<string>>(database => recipients.Where(recipient => IsKnown(database, customerId, connection, recipient)).ToHashSet(StringComparer.Ordinal), cancellationToken);

    public Task AllowAsync(string customerId, string connection, string recipient, AuditEntry audit, CancellationToken cancellationToken) =>
        writer.WriteAsync(new AllowItem(customerId, connection, recipient, audit, cancellationToken));

    internal static void Add(Database database, string customerId, string connection, string recipient, DateTimeOffset since) => database
        .Prepare("INSERT INTO recipients (customer, connection, recipient, since) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")
        .Add(customerId).Add(connection).Add(Convert.FromHexString(recipient)).Add(since.ToUnixTimeMilliseconds())
        .Run();

    private static bool IsKnown(Database database, string customerId, string connection, string recipient)
    {
        using var row = database.Prepare("SELECT 1 FROM recipients WHERE customer = ?1 AND connection = ?2 AND recipient = ?3").Add(customerId).Add(connection).Add(Convert.FromHexString(recipient));
        return row.Read();
    }

    private sealed class AllowItem(string customerId, string connection, string recipient, AuditEntry audit, CancellationToken cancellationToken) : WriteItem<AuditEntry>(cancellationToken)
    {
        public override bool IsDurable => true;

        public override bool IsOneStatement => false;

        protected override AuditEntry Do(WriterSession session)
        {
            Add(session.Database, customerId, connection, recipient, audit.At);
            return session.Ledgers.Append(new() { Audit = audit });
        }
    }
}
