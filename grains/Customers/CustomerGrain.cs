using Microsoft.Extensions.Logging;
using Squaremcp.Customers;
using Squaremcp.Files;
using Squaremcp.Grains.Connections;
using Squaremcp.Grains.Limits;
using Squaremcp.Grains.Tools;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Customers;

/// <summary>Who the customer is and which keys there are. Connections and calls are in the files beside this one.</summary>
[GrainType("square-customer")]
public sealed partial class CustomerGrain(
    [PersistentState("customer")] IPersistentState<CustomerState> stored,
    Connectors connectors,
    ILedgerWriter ledger,
    IWriteLedger writes,
    IUsageReader used,
    IRecipients recipients,
    IAuditProof proof,
    PlanCatalog plans,
    IVault vault,
    TransportKeys transport,
    ISandbox sandbox,
    WriteOwner owner,
    GatewayToolRunner gateway,
    IPlatformSetup setup,
    ToolLimits toolLimits,
    TimeProvider clock,
    ILogger<CustomerGrain> logger) : StatefulGrain<CustomerState>(stored), ICustomerGrain, IMembersGrain, IStandingGrain, IImpersonationsGrain
{
    private string Id => this.GetPrimaryKeyString();

    private IDirectoryGrain TheDirectory => GrainFactory.GetGrain<IDirectoryGrain>(IDirectoryGrain.Key);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await SettleAllAsync();
        if (State.Profile is not null)
        {
            await writes.SettleAsync(Id, null, clock.GetUtcNow(), cancellationToken);
            await FurnishAsync();
        }
    }

    public async Task<CustomerView> Create(NewCustomer customer, CancellationToken cancellationToken)
    {
        var state = await ChangeAsync(current => (current.Profile is not null ? current : current with
        {
            Profile = new() { Id = Id, Email = customer.Email, Name = customer.Name, Plan = customer.Plan, CreatedAt = clock.GetUtcNow() },
            Revision = 1,
        }).Enrolled(customer, clock.GetUtcNow()));
        await TheDirectory.Enter(state.Profile!, cancellationToken);

        // A repeat, perhaps after an answer that was lost, is not a second creation; but one that was cut off before it was recorded is recorded now.
        var recorded = await GrainFactory.GetGrain<ILedgerGrain>(Id).Audit(new() { Action = "customer.create", Limit = 1 }, cancellationToken);
        if (recorded.Entries.Count == 0)
        {
            await AuditAsync("customer.create", Id, "ok", Operator);
        }

        await FurnishAsync();
        return State.View()!;
    }

    public Task<CustomerView?> Describe(CancellationToken cancellationToken) => Task.FromResult(State.Seen(seen).View());

    public async Task<KeyIssued> IssueKey(NewKey key, Caller by, CancellationToken cancellationToken)
    {
        if ((Stopped(by) ?? KeyRules.Broken(State, key, connectors)) is { } broken)
        {
            return new() { Failure = broken };
        }

        var now = clock.GetUtcNow();
        var entry = new KeyEntry
        {
            Hash = key.Hash,
            Key = new() { Id = Ids.New("key", now), Name = key.Name.Trim(), Hint = key.Hint, Rights = key.Rights, Tools = key.Tools, CreatedAt = now, Limits = key.Limits },
        };

        // Listed last: a key that this grain does not list is refused, so nothing half made and nothing unrecorded can be used.
        await GrainFactory.GetGrain<IApiKeyGrain>(key.Hash).Bind(new() { CustomerId = Id, KeyId = entry.Key.Id, Rights = key.Rights, Tools = key.Tools }, cancellationToken);
        await AuditAsync("key.issue", entry.Key.Id, "ok", by);
        await ChangeAsync(current => current.With(entry));
        return new() { Key = entry.Key };
    }

    public async Task<bool> RevokeKey(string keyId, Caller by, CancellationToken cancellationToken)
    {
        if (State.Key(keyId) is not { } entry)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await ChangeAsync(current => current.Revoked(keyId, now));
        await GrainFactory.GetGrain<IApiKeyGrain>(entry.Hash).Revoke(now, cancellationToken);
        await AuditAsync("key.revoke", keyId, "ok", by);
        return true;
    }

    public async Task<bool> EraseSecrets(Caller by, CancellationToken cancellationToken)
    {
        if (State.Profile is null)
        {
            return false;
        }

        await GrainFactory.GetGrain<IFilesGrain>(Id).Erase(CancellationToken.None);
        await vault.EraseAsync(Id, CancellationToken.None);
        hashKey = null;
        var broken = new List<string>();
        foreach (var connection in State.Connections.Select(entry => entry.Connection).ToList())
        {
            if (await Credential(connection.Platform, connection.Account).Forget(CancellationToken.None))
            {
                broken.Add(connection.Id);
            }
        }

        await ChangeAsync(current => broken.Count == 0 ? current : current.Broken(broken));

        await AuditAsync("secrets.erase", Id, "ok", by);
        return true;
    }

    private Task<AuditEntry> AuditAsync(string action, string target, string outcome, Caller by) =>
        ledger.AppendAsync(new() { Audit = Entry(action, target, outcome, by), IsWrite = true }, CancellationToken.None);

    private AuditEntry Entry(string action, string target, string outcome, Caller by)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            CustomerId = Id,
            At = now,
            Actor = by.Actor,
            Action = action,
            Target = Short(target),
            Outcome = outcome,
            CallId = Ids.New("call", now),
            Via = by.Via,
            Client = by.Client,
        };
    }

    private Caller Operator => new() { CustomerId = Id, Kind = CallerKind.Admin, Rights = Rights.Full, Via = "rest" };

    private Caller TheSystem => Operator with { Via = "system" };

    /// <summary>What a client may choose freely, cut for the audit trail.</summary>
    private static string Short(string target) => target.Length > 80 ? target[..(char.IsHighSurrogate(target[79]) ? 79 : 80)] : target;

    private static string Word(ToolFailure? failure) => failure is null ? "ok" : Outcomes.Word(failure.Kind);
}
