using System.Runtime.InteropServices;
using Squaremcp.Ledger;

namespace Squaremcp.Storage.Sqlite;

/// <summary>
/// Numbers and chains the audit entries of one batch, and writes what goes with them (heads, usage, last use of keys) once per batch instead of once per
/// entry, in the batch's own transaction. Belongs to the writer's thread; a failed commit drops it with all it remembers.
/// </summary>
internal sealed class LedgerBatch(Database database)
{
    /// <summary>Heads kept in memory, about 250 bytes each; beyond it they are read again.</summary>
    private const int HeadsKept = 50_000;

    private readonly Dictionary<string, AuditHead> heads = [];
    private readonly HashSet<string> moved = [];
    private readonly Dictionary<(string Customer, DateOnly Day, string Tool), (long Calls, long Failed)> usage = [];
    private readonly Dictionary<(string Customer, DateOnly Day, string Scope), (long Calls, long Sends)> scopes = [];
    private readonly Dictionary<(string Customer, string Key), long> keys = [];

    public AuditEntry Append(LedgerItem item)
    {
        var customer = item.Audit.CustomerId;
        if (!heads.TryGetValue(customer, out var head))
        {
            head = AuditHead.Read(database, customer);
        }

        var entry = AuditChain.Link(item.Audit with { Counted = item.Usage is not null }, head.Seq + 1, head.Hash);
        AuditRow.Insert(database, entry);

        // From here nothing can fail: the entry has its number.
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
            keys[(customer, entry.Actor)] = entry.At.ToUnixTimeMilliseconds();
        }

        return entry;
    }

    /// <summary>Writes what the batch's entries changed; the last thing before its commit.</summary>
    public void Flush()
    {
        foreach (var customer in moved)
        {
            heads[customer].Save(database, customer);
        }

        foreach (var ((customer, day, tool), (calls, failed)) in usage)
        {
            SaveUsage(customer, day, tool, calls, failed);
        }

        foreach (var ((customer, day, scope), (calls, sends)) in scopes)
        {
            SaveScope(customer, day, scope, calls, sends);
        }

        foreach (var ((customer, key), at) in keys)
        {
            SaveLastUse(customer, key, at);
        }

        moved.Clear();
        usage.Clear();
        scopes.Clear();
        keys.Clear();
        if (heads.Count > HeadsKept)
        {
            heads.Clear();
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

    private void SaveScope(string customer, DateOnly day, string scope, long calls, long sends) => database
        .Prepare("INSERT INTO usage_scopes (customer, day, scope, calls, sends) VALUES (?1, ?2, ?3, ?4, ?5) "
            + "ON CONFLICT (customer, day, scope) DO UPDATE SET calls = calls + excluded.calls, sends = sends + excluded.sends")
        .Add(customer).Add(Day.Text(day)).Add(scope).Add(calls).Add(sends)
        .Run();

    private void SaveUsage(string customer, DateOnly day, string tool, long calls, long failed) => database
        .Prepare("INSERT INTO usage_daily (customer, day, tool, calls, failed) VALUES (?1, ?2, ?3, ?4, ?5) "
            + "ON CONFLICT (customer, day, tool) DO UPDATE SET calls = calls + excluded.calls, failed = failed + excluded.failed")
        .Add(customer).Add(Day.Text(day)).Add(tool).Add(calls).Add(failed)
        .Run();

    private void SaveLastUse(string customer, string key, long at) => database
        .Prepare("INSERT INTO key_last_used (customer, key_id, at) VALUES (?1, ?2, ?3) ON CONFLICT (customer, key_id) DO UPDATE SET at = max(at, excluded.at)")
        .Add(customer).Add(key).Add(at)
        .Run();
}
