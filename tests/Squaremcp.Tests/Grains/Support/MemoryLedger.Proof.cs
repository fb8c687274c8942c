using Squaremcp.Ledger;
using Squaremcp.Storage;

namespace Squaremcp.Tests.Grains;

/// <summary>Proofs are tested on the database; here only retention is looked at.</summary>
internal sealed partial class MemoryLedger : IAuditProof
{
    /// <summary>The moment before which the latest pruning deleted.</summary>
    public DateTimeOffset? PrunedBefore { get; private set; }

    public Task<SignedHead?> HeadAsync(string customerId, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult<SignedHead?>(null);

    public Task<SignedHead?> SignedAsync(SignedHead head, CancellationToken cancellationToken) => Task.FromResult<SignedHead?>(null);

    public Task SaveAsync(SignedHead head, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> GrownAsync(string? after, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<AuditEntry>> EntriesAsync(string customerId, long after, long last, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AuditEntry>>([]);

    public Task<int> PruneAsync(string customerId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        PrunedBefore = before;
        return Task.FromResult(1);
    }
}
