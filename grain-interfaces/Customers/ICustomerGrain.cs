using Squaremcp.Connections;
using Squaremcp.Ledger;
using Squaremcp.Limits;
using Squaremcp.OAuth;
using Squaremcp.Policies;
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

    [AlwaysInterleave, Reads, Alias("Describe")]
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

    /// <summary>Enters a client that a person lets in, before its code is given out. Nothing can be done with the grant until <see cref="GrantRedeemed"/>.</summary>
    /// <returns>What keeps it from being entered; null where nothing does.</returns>
    [Alias("EnterGrant")]
    Task<ToolFailure?> EnterGrant(GrantView grant, Caller by, CancellationToken cancellationToken);

    /// <summary>The client has taken its tokens. Called by the grant's grain.</summary>
    [AlwaysInterleave, Alias("GrantRedeemed")]
    Task GrantRedeemed(string grantId, CancellationToken cancellationToken);

    /// <summary>The grant has ended by itself, for example because a refresh token was used twice. Called by the grant's grain.</summary>
    /// <param name="why">One word for the audit trail.</param>
    [AlwaysInterleave, Alias("GrantEnded")]
    Task GrantEnded(string grantId, string why, CancellationToken cancellationToken);

    /// <summary>Ends a client's access: its calls are refused at once. False where there is no such grant.</summary>
    [Alias("RevokeGrant")]
    Task<bool> RevokeGrant(string grantId, Caller by, CancellationToken cancellationToken);

    /// <summary>Makes or changes a connection. Nothing is kept where it fails.</summary>
    [Alias("Connect")]
    Task<ConnectOutcome> Connect(ConnectRequest request, Caller by, CancellationToken cancellationToken);

    /// <summary>Makes a link by which a person connects an account of a platform that is connected by signing in there. Nothing is connected before that person agrees.</summary>
    [AlwaysInterleave, Alias("OfferConnection")]
    Task<ConnectLink> OfferConnection(string platform, string account, Caller by, CancellationToken cancellationToken);

    /// <summary>False where there is no such connection. Frees what the connection had claimed.</summary>
    [Alias("Disconnect")]
    Task<bool> Disconnect(string platform, string account, Caller by, CancellationToken cancellationToken);

    /// <summary>How a connection is, seen without a call. Called by its credential's grain. What is told of a connection that is gone, or was connected anew since, changes nothing.</summary>
    [AlwaysInterleave, Alias("ConnectionSeen")]
    Task ConnectionSeen(string connectionId, ConnectionHealth health, CancellationToken cancellationToken);

    /// <summary>A person's word on a write whose outcome is unknown. Changes nothing where it is known.</summary>
    /// <returns>The write as it now stands; null where there is none of that id.</returns>
    [Alias("ResolveWrite")]
    Task<WriteRecord?> ResolveWrite(string id, bool done, Caller by, CancellationToken cancellationToken);

    /// <summary>Erases every secret of the customer, and its files. Its connections stay, and need new credentials. False where there is no such customer.</summary>
    [Alias("EraseSecrets")]
    Task<bool> EraseSecrets(Caller by, CancellationToken cancellationToken);

    /// <summary>Limits and their use now; null where there is no such customer.</summary>
    [AlwaysInterleave, Reads, Alias("Limits")]
    Task<LimitsView?> Limits(CancellationToken cancellationToken);

    /// <summary>Sets what applies to this customer instead of its plan's limits.</summary>
    [Alias("SetLimits")]
    Task<ChangeOutcome> SetLimits(UsageLimits overrides, Caller by, CancellationToken cancellationToken);

    [Alias("SetPlan")]
    Task<ChangeOutcome> SetPlan(Plan plan, Caller by, CancellationToken cancellationToken);

    [Alias("SetConnectionLimits")]
    Task<ChangeOutcome> SetConnectionLimits(string platform, string account, ScopeLimits limits, Caller by, CancellationToken cancellationToken);

    /// <param name="version">The version the change was made from; another one is refused with the reason "version".</param>
    [Alias("SetPolicy")]
    Task<ChangeOutcome> SetPolicy(Policy policy, long version, Caller by, CancellationToken cancellationToken);

    /// <summary>Lets a recipient be written to although nothing was sent to it before.</summary>
    [Alias("AllowRecipient")]
    Task<ChangeOutcome> AllowRecipient(string platform, string account, string recipient, Caller by, CancellationToken cancellationToken);

    /// <summary>Deletes of the audit trail and the ended writes what is older than the customer's limits keep.</summary>
    /// <returns>How many entries of the audit trail were deleted.</returns>
    [Alias("Prune")]
    Task<int> Prune(CancellationToken cancellationToken);
}
