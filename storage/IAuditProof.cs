using Squaremcp.Ledger;

namespace Squaremcp.Storage;

/// <summary>What proves an audit trail to others: heads as they are and as they were signed, the entries in their order, and what retention leaves of them.</summary>
public interface IAuditProof
{
    /// <summary>The chain as it is, unsigned; null while it is empty.</summary>
    Task<SignedHead?> HeadAsync(string customerId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>This head as it was signed before; null where it was not.</summary>
    Task<SignedHead?> SignedAsync(SignedHead head, CancellationToken cancellationToken);

    /// <summary>Keeps a signed head; one that is there stays.</summary>
    Task SaveAsync(SignedHead head, CancellationToken cancellationToken);

    /// <summary>Some customers, in the order of their ids, whose chains have grown since they were signed last.</summary>
    Task<IReadOnlyList<string>> GrownAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Entries in their order after <paramref name="after"/> and up to <paramref name="last"/>: at most 200 and 256 KB.</summary>
    Task<IReadOnlyList<AuditEntry>> EntriesAsync(string customerId, long after, long last, CancellationToken cancellationToken);

    /// <summary>Deletes entries and ended writes from before a moment, in small steps; the chain of what is left verifies as before.</summary>
    /// <returns>How many entries were deleted.</returns>
    Task<int> PruneAsync(string customerId, DateTimeOffset before, CancellationToken cancellationToken);
}
