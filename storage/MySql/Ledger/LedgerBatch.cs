using System.Runtime.InteropServices;
using Squaremcp.Ledger;

namespace Squaremcp.Storage.MySql;

/// <summary>
/// Numbers and chains the audit entries of one batch and gathers what is to be written of them: heads, usage and last use of keys once per batch instead of once per entry.
/// What it knows of a customer is what its locked row says in this transaction; nothing outlives the batch.
/// </summary>
internal sealed class LedgerBatch(Session session)
{
    private readonly Dictionary<string, AuditHead> heads = [];
    private readonly SortedSet<string> moved = new(StringComparer.Ordinal);
    private readonly List<AuditEntry> entries = [];
    private readonly Dictionary<(string Customer, DateOnly Day, string Tool), (long Calls, long Failed)> usage = [];
    private readonly Dictionary<(string Customer, DateOnly Day, string Scope), (long Calls, long Sends)> scopes = [];
    private readonly Dictionary<(string Customer, string Key), DateTimeOffset> keys = [];

    /// <summary>Locks the heads of these customers until the commit, in their order, and reads them.</summary>
    public async Task LockAsync(IReadOnlyList<string> customers)
    {
        Clear();
        await ReadAsync(customers);
        var missing = customers.Where(customer => !heads.ContainsKey(customer)).ToList();
        await session.RunAsync(missing.Select(customer => AuditHead.None.Bind(session.Prepare("Ledger/MakeHead"), customer)));
        await ReadAsync(missing);
    }

    /// <summary>Nothing of it can fail; what comes of it is written with the batch.</summary>
    public AuditEntry Append(LedgerItem item)
    {
        var customer = item.Audit.CustomerId;
        var head = heads[customer];
        var entry = AuditChain.Link(item.Audit with { Counted = item.Usage is not null }, head.Seq + 1, head.Hash);
        entries.Add(entry);
        heads[customer] = new AuditHead(entry.Seq, entry.Hash!);
        moved.Add(customer);
        Count(item.Usage, entry);
        foreach (var day in item.Imported)
        {
            ref var counted = ref CollectionsMarshal.GetValueRefOrAddDefault(usage, (customer, day.Day, day.Tool), out _);
            counted = (counted.Calls + day.Calls, counted.Failed + day.Failed);
        }

        if (entry.Actor.StartsWith("key_", StringComparison.Ordinal) || entry.Actor.StartsWith("grt_", StringComparison.Ordinal))
        {
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(keys, (customer, entry.Actor), out var isThere);
            last = isThere && last > entry.At ? last : entry.At;
        }

        return entry;
    }

    /// <summary>What the batch's entries change, to be written before its commit.</summary>
    public IEnumerable<Statement> Take() =>
    [
        .. entries.Select(entry => AuditRow.Insert(session, entry)),
        .. moved.Select(customer => heads[customer].Bind(session.Prepare("Ledger/SaveHead"), customer)),
        .. usage.Select(used => session.Prepare("Ledger/SaveUsage")
            .Add("customer", used.Key.Customer).Add("day", Day.Text(used.Key.Day)).Add("tool", used.Key.Tool).Add("calls", used.Value.Calls).Add("failed", used.Value.Failed)),
        .. scopes.Select(used => session.Prepare("Ledger/SaveScope")
            .Add("customer", used.Key.Customer).Add("day", Day.Text(used.Key.Day)).Add("scope", used.Key.Scope).Add("calls", used.Value.Calls).Add("sends", used.Value.Sends)),
        .. keys.Select(used => session.Prepare("Ledger/SaveLastUse").Add("customer", used.Key.Customer).Add("key_id", used.Key.Key).Add("at", used.Value)),
    ];

    private async Task ReadAsync(IReadOnlyList<string> customers)
    {
        var found = await session.FirstsAsync(customers.Select(customer => session.Prepare("Ledger/LockHead").AddId("customer", customer)), AuditHead.Read);
        foreach (var (customer, head) in customers.Zip(found))
        {
            if (head is { } known)
            {
                heads[customer] = known;
            }
        }
    }

    private void Count(CountedCall? call, AuditEntry entry)
    {
        if (call is null)
        {
            return;
        }

        var day = DateOnly.FromDateTime(entry.At.UtcDateTime);
        ref var counted = ref CollectionsMarshal.GetValueRefOrAddDefault(usage, (entry.CustomerId, day, call.Tool), out _);
        counted = (counted.Calls + 1, counted.Failed + (call.Failed ? 1 : 0));
        foreach (var scope in UsageScope.Of(entry.Actor, entry.Platform, entry.Account))
        {
            ref var used = ref CollectionsMarshal.GetValueRefOrAddDefault(scopes, (entry.CustomerId, day, scope), out _);
            used = (used.Calls + 1, used.Sends + (call.IsSend ? 1 : 0));
        }
    }

    private void Clear()
    {
        heads.Clear();
        moved.Clear();
        entries.Clear();
        usage.Clear();
        scopes.Clear();
        keys.Clear();
    }
}
