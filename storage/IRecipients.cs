using Squaremcp.Ledger;

namespace Squaremcp.Storage;

/// <summary>Whom each connection has written to. Recipients come as HMACs under the customer's key, 64 hexadecimal digits.</summary>
public interface IRecipients
{
    /// <param name="connection">As <c>platform/account</c>.</param>
    /// <returns>Those that were written to, or allowed, before.</returns>
    Task<IReadOnlySet<string>> KnownAsync(string customerId, string connection, IReadOnlyList<string> recipients, CancellationToken cancellationToken);

    /// <summary>Makes a recipient known; committed with <paramref name="audit"/>.</summary>
    Task AllowAsync(string customerId, string connection, string recipient, AuditEntry audit, CancellationToken cancellationToken);
}
