using Squaremcp.Connections;
using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Customers;

/// <summary>
/// One customer: admits or refuses each call, orchestrates and records it. Key: customer id (<c>cus_…</c>).
/// Everything answers null or a failure where the customer does not exist; only <see cref="Create"/> makes one.
/// </summary>
[Alias("square.ICustomerGrain")]
public interface ICustomerGrain : IGrainWithStringKey
{
    [Alias("Create")]
    Task<CustomerView> Create(NewCustomer customer, CancellationToken cancellationToken);

    [AlwaysInterleave, Alias("Describe")]
    Task<CustomerView?> Describe(CancellationToken cancellationToken);

    /// <summary>Admits, checks, runs and records a call. Usage and audit are on disk before this answers, for refusals too.</summary>
    [AlwaysInterleave, Alias("CallTool")]
    Task<ToolOutcome> CallTool(ToolCall call, CancellationToken cancellationToken);

    /// <summary>Enters a key; the secret itself never comes here, only its hash.</summary>
    [Alias("IssueKey")]
    Task<KeyIssued> IssueKey(NewKey key, Caller by, CancellationToken cancellationToken);

    /// <summary>False where no such key exists; a key revoked before stays revoked.</summary>
    [Alias("RevokeKey")]
    Task<bool> RevokeKey(string keyId, Caller by, CancellationToken cancellationToken);

    /// <summary>Makes or changes a connection. Nothing is kept where it fails.</summary>
    [Alias("Connect")]
    Task<ConnectOutcome> Connect(ConnectRequest request, Caller by, CancellationToken cancellationToken);

    /// <summary>False where there is no such connection. Frees what the connection had claimed.</summary>
    [Alias("Disconnect")]
    Task<bool> Disconnect(string platform, string account, Caller by, CancellationToken cancellationToken);

    /// <summary>A person's word on a write whose outcome is unknown. Changes nothing where it is known.</summary>
    /// <returns>The write as it now stands; null where there is none of that id.</returns>
    [Alias("ResolveWrite")]
    Task<WriteRecord?> ResolveWrite(string id, bool done, Caller by, CancellationToken cancellationToken);

    /// <summary>Erases every secret of the customer. Its connections stay, and need new credentials. False where there is no such customer.</summary>
    [Alias("EraseSecrets")]
    Task<bool> EraseSecrets(Caller by, CancellationToken cancellationToken);
}
