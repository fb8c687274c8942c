using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

internal sealed class Recipients(Writer writer, Readers readers) : IRecipients
{
    public async Task<IReadOnlySet<string>> KnownAsync(string customerId, string connection, IReadOnlyList<string> recipients, CancellationToken cancellationToken)
    {
        var known = await readers.ReadAsync(session => session.FirstsAsync(recipients.Select(recipient => Find(session, customerId, connection, recipient)), row => row.IntegerOrNull(0)), cancellationToken);
        return recipients.Zip(known).Where(pair => pair.Second is not null).Select(pair => pair.First).ToHashSet(StringComparer.Ordinal);
    }

    public Task AllowAsync(string customerId, string connection, string recipient, AuditEntry audit, CancellationToken cancellationToken) => writer.WriteAsync(
        customerId,
        async session =>
        {
            await AddAsync(session, customerId, connection, recipient, audit.At);
            return session.Ledgers.Append(new() { Audit = audit });
        },
        cancellationToken);

    internal static Task<int> AddAsync(WriterSession session, string customerId, string connection, string recipient, DateTimeOffset since) => session
        .Prepare("Ledger/AddRecipient").Add("customer", customerId).Add("connection", connection).AddHash("recipient", recipient).Add("since", since).RunAsync();

    private static Statement Find(Session session, string customerId, string connection, string recipient) =>
        session.Prepare("Ledger/FindRecipient").AddId("customer", customerId).Add("connection", connection).AddHash("recipient", recipient);
}
