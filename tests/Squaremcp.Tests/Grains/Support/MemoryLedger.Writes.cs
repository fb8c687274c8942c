using Squaremcp.Ledger;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Grains;

/// <summary>The ledger of writes, by the rules of <see cref="IWriteLedger"/>.</summary>
internal sealed partial class MemoryLedger : IWriteLedger
{
    private readonly List<(WriteRecord Write, string Owner)> writes = [];

    public IReadOnlyList<WriteRecord> Writes
    {
        get
        {
            lock (gate)
            {
                return [.. writes.Select(row => row.Write)];
            }
        }
    }

    public Task<WriteAdmission> BeginAsync(NewWrite write, CancellationToken cancellationToken)
    {
        var asked = write.Write;
        lock (gate)
        {
            if (IsBroken)
            {
                return Task.FromException<WriteAdmission>(new StorageException("The disk is full."));
            }

            var rivals = writes.Select(row => row.Write).Where(row => row.CustomerId == asked.CustomerId && row.Tool == asked.Tool).ToList();
            var admission = WriteRules.Decide(
                write,
                rivals.FindLast(row => asked.IdempotencyKey is not null && row.IdempotencyKey == asked.IdempotencyKey && row.Status != WriteStatus.Failed && row.At > asked.At - WriteRules.KeyLifetime),
                rivals.FindLast(row => row.ArgumentsHash == asked.ArgumentsHash && row.Status is WriteStatus.Sent or WriteStatus.Unknown && row.At > asked.At - WriteRules.RepeatWindow));
            if (admission.Verdict != WriteVerdict.Begun)
            {
                return Task.FromResult(admission);
            }

            writes.Add((asked, write.Owner));
            return Task.FromResult(admission);
        }
    }

    public Task<int> SettleAsync(string? customerId, string? owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var settled = 0;
            for (var i = 0; i < writes.Count; i++)
            {
                var (write, by) = writes[i];
                if (write.Status == WriteStatus.Sent && (customerId is null || write.CustomerId == customerId) && (owner is null ? write.Deadline < now : by != owner && by != NewWrite.Publish))
                {
                    writes[i] = (write with { Status = WriteStatus.Unknown, EndedAt = now }, by);
                    Add(new() { Audit = new() { CustomerId = write.CustomerId, At = now, Actor = "system", Action = "write.unknown", Target = write.Tool, Outcome = "outcome_unknown", CallId = write.CallId, Via = "system", WriteId = write.Id }, IsWrite = true });
                    settled++;
                }
            }

            return Task.FromResult(settled);
        }
    }

    public Task<WriteRecord?> ResolveAsync(string customerId, string id, bool done, AuditEntry audit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var i = writes.FindIndex(row => row.Write.CustomerId == customerId && row.Write.Id == id && row.Write.At(audit.At).Status == WriteStatus.Unknown);
            if (i < 0)
            {
                return Task.FromResult<WriteRecord?>(null);
            }

            var resolved = writes[i].Write with { Status = done ? WriteStatus.Done : WriteStatus.Failed, ResolvedBy = audit.Actor, ResolvedAt = audit.At, Outcome = null, EndedAt = writes[i].Write.EndedAt ?? audit.At };
            writes[i] = (resolved, writes[i].Owner);
            Add(new() { Audit = audit, IsWrite = true });
            return Task.FromResult<WriteRecord?>(resolved);
        }
    }

    public Task<WritePage> ListAsync(string customerId, WriteQuery query, CancellationToken cancellationToken)
    {
        var found = Writes.Where(row => row.CustomerId == customerId && (query.Status is null || row.Status == query.Status) && (query.IdempotencyKey is null || row.IdempotencyKey == query.IdempotencyKey)
            && (query.Before is null || string.CompareOrdinal(row.Id, query.Before) < 0)).OrderByDescending(row => row.Id, StringComparer.Ordinal).Take(query.Limit + 1).ToList();
        var page = found.Take(query.Limit).ToList();
        return Task.FromResult(new WritePage { Writes = page, Next = found.Count > page.Count ? page[^1].Id : null });
    }

    public Task<WriteRecord?> GetAsync(string customerId, string id, CancellationToken cancellationToken) =>
        Task.FromResult(Writes.FirstOrDefault(row => row.CustomerId == customerId && row.Id == id));

    private bool TryEnd(AuditEntry audit, WriteEnd end)
    {
        var i = writes.FindIndex(row => row.Write.CustomerId == audit.CustomerId && row.Write.Id == end.Id && row.Write.Status == WriteStatus.Sent);
        if (i < 0)
        {
            return false;
        }

        writes[i] = (writes[i].Write with { Status = end.Status, Outcome = end.Outcome, EndedAt = audit.At }, writes[i].Owner);
        return true;
    }
}
