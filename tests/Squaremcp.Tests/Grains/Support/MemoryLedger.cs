using Squaremcp.Customers;
using Squaremcp.Ledger;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Grains;

/// <summary>Ledgers and the customers' list in memory, for tests of grains.</summary>
internal sealed partial class MemoryLedger : ILedgerWriter, ILedgerReader, ICustomerIndex
{
    private readonly Lock gate = new();
    private readonly List<LedgerItem> items = [];
    private readonly SortedDictionary<string, CustomerSummary> customers = new(StringComparer.Ordinal);

    /// <summary>Every append fails while this is set.</summary>
    public bool IsBroken { get; set; }

    public IReadOnlyList<LedgerItem> Items
    {
        get
        {
            lock (gate)
            {
                return [.. items];
            }
        }
    }

    public IEnumerable<AuditEntry> Of(string action) => Items.Select(item => item.Audit).Where(entry => entry.Action == action);

    public Task<AuditEntry> AppendAsync(LedgerItem item, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (IsBroken)
            {
                return Task.FromException<AuditEntry>(new StorageException("The disk is full."));
            }

            if (item.Write is { } end && !TryEnd(item.Audit, end))
            {
                return Task.FromException<AuditEntry>(new StorageException($"There is no write {end.Id} that could end."));
            }

            return Task.FromResult(Add(item));
        }
    }

    private AuditEntry Add(LedgerItem item)
    {
        var entry = item.Audit with { Seq = items.Count + 1 };
        items.Add(item with { Audit = entry });
        foreach (var recipient in item.Recipients)
        {
            recipients.Add((entry.CustomerId, $"{entry.Platform}/{entry.Account}", recipient));
        }

        return entry;
    }

    public Task<AuditPage> AuditAsync(string customerId, AuditQuery query, CancellationToken cancellationToken)
    {
        var found = Items.Select(item => item.Audit)
            .Where(entry => entry.CustomerId == customerId && entry.Seq < (query.Before ?? long.MaxValue) && (query.Action is null || entry.Action == query.Action))
            .OrderByDescending(entry => entry.Seq)
            .Take(query.Limit + 1)
            .ToList();
        var page = found.Take(query.Limit).ToList();
        return Task.FromResult(new AuditPage { Entries = page, Next = found.Count > page.Count ? page[^1].Seq : null });
    }

    public Task<UsageReport> UsageAsync(string customerId, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var tools = Items.Where(item => item.Audit.CustomerId == customerId && item.Usage is not null && DateOnly.FromDateTime(item.Audit.At.UtcDateTime) is var day && day >= from && day <= to)
            .GroupBy(item => item.Usage!.Tool, (tool, used) => new ToolUsage { Tool = tool, Calls = used.Count(), Failed = used.Count(item => item.Usage!.Failed) })
            .ToList();
        return Task.FromResult(new UsageReport { From = from, To = to, Calls = tools.Sum(tool => tool.Calls), Tools = tools, Days = [] });
    }

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> KeysLastUsedAsync(string customerId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, DateTimeOffset>>(new Dictionary<string, DateTimeOffset>());

    public Task<ChainCheck> VerifyAsync(string customerId, CancellationToken cancellationToken) =>
        Task.FromResult(new ChainCheck { Ok = true, Entries = Items.Count });

    public Task EnterAsync(CustomerSummary customer, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            customers[customer.Id] = customer;
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<Plan, long>> CountAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyDictionary<Plan, long>>(customers.Values.CountBy(one => one.Plan).ToDictionary(pair => pair.Key, pair => (long)pair.Value));
        }
    }

    public Task<IReadOnlyList<CustomerSummary>> SearchAsync(CustomerQuery query, CancellationToken cancellationToken) => ListAsync(query.After, query.Limit, cancellationToken);

    public Task<IReadOnlyList<CustomerSummary>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<CustomerSummary>>([.. customers.Values.Where(one => string.CompareOrdinal(one.Id, after) > 0).Take(limit)]);
        }
    }
}
