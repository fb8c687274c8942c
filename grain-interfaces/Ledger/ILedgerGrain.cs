namespace Squaremcp.Ledger;

/// <summary>The only reader of a customer's ledgers for REST and tools. Key: customer id. No state; every method interleaves.</summary>
[Alias("square.ILedgerGrain")]
public interface ILedgerGrain : IGrainWithStringKey
{
    /// <summary>At most 200 entries, newest first, older than <see cref="AuditQuery.Before"/>.</summary>
    [AlwaysInterleave, Reads, Alias("Audit")]
    Task<AuditPage> Audit(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Days as UTC dates, both ends included.</summary>
    [AlwaysInterleave, Reads, Alias("Usage")]
    Task<UsageReport> Usage(DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>When each of the customer's keys was last used; keys never used are absent.</summary>
    [AlwaysInterleave, Reads, Alias("KeysLastUsed")]
    Task<IReadOnlyDictionary<string, DateTimeOffset>> KeysLastUsed(CancellationToken cancellationToken);

    /// <summary>Recomputes the chain from the first entry that is kept to the head.</summary>
    [AlwaysInterleave, Reads, Alias("Verify")]
    Task<ChainCheck> Verify(CancellationToken cancellationToken);

    /// <summary>The chain's head, signed now unless it was before; null while the chain is empty.</summary>
    [AlwaysInterleave, Alias("SignHead")]
    Task<SignedHead?> SignHead(CancellationToken cancellationToken);

    /// <summary>The public half of the key that signs heads, SubjectPublicKeyInfo in PEM; the same for every customer.</summary>
    [AlwaysInterleave, Reads, Alias("PublicKey")]
    Task<string> PublicKey(CancellationToken cancellationToken);

    /// <summary>Entries in their order after <paramref name="after"/> and up to <paramref name="last"/>: at most 200 and 256 KB.</summary>
    [AlwaysInterleave, Reads, Alias("Entries")]
    Task<IReadOnlyList<AuditEntry>> Entries(long after, long last, CancellationToken cancellationToken);

    /// <summary>At most 200 writes, newest first.</summary>
    [AlwaysInterleave, Reads, Alias("Writes")]
    Task<WritePage> Writes(WriteQuery query, CancellationToken cancellationToken);

    /// <summary>One write with its outcome; null where the customer has none of that id.</summary>
    [AlwaysInterleave, Reads, Alias("Write")]
    Task<WriteRecord?> Write(string id, CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.audit-query.v1")]
public sealed record AuditQuery
{
    /// <summary>Only entries with a smaller <see cref="AuditEntry.Seq"/>; null starts at the newest.</summary>
    [Id(0)] public long? Before { get; init; }

    /// <summary>1 to 200.</summary>
    [Id(1)] public int Limit { get; init; } = 50;

    /// <summary>Only entries of this action, for example "tool.call".</summary>
    [Id(2)] public string? Action { get; init; }

    /// <summary>Only those by this key's id, or "admin", or "system".</summary>
    [Id(3)] public string? Actor { get; init; }

    /// <summary>Only those done to this tool, key or connection.</summary>
    [Id(4)] public string? Target { get; init; }

    [Id(5)] public string? Platform { get; init; }

    /// <summary>Only those that ended so, for example "ok" or "refused".</summary>
    [Id(6)] public string? Outcome { get; init; }

    /// <summary>Only those at or after this moment.</summary>
    [Id(7)] public DateTimeOffset? From { get; init; }

    /// <summary>Only those before this moment.</summary>
    [Id(8)] public DateTimeOffset? To { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.audit-page.v1")]
public sealed record AuditPage
{
    [Id(0)] public required IReadOnlyList<AuditEntry> Entries { get; init; }

    /// <summary>The <see cref="AuditQuery.Before"/> of the next page; null at the end.</summary>
    [Id(1)] public long? Next { get; init; }
}

/// <summary>One thing that happened in a customer's name. Only the ledger's writer numbers and chains entries.</summary>
[GenerateSerializer, Immutable, Alias("square.audit-entry.v1")]
public sealed record AuditEntry
{
    /// <summary>1, 2, 3 … without a gap, per customer; 0 before it is written.</summary>
    [Id(0)] public long Seq { get; init; }

    [Id(1)] public required string CustomerId { get; init; }

    [Id(2)] public required DateTimeOffset At { get; init; }

    /// <summary>The id of the key, or "admin", or "system".</summary>
    [Id(3)] public required string Actor { get; init; }

    /// <summary>"tool.call", "key.issue", "key.revoke", "connection.offer" (a link was made), "connection.begin" (its button was pressed), "connection.connect", "connection.disconnect", "customer.create", "file.create", "file.delete".</summary>
    [Id(4)] public required string Action { get; init; }

    /// <summary>The tool, key id or <c>platform/account</c> it was done to.</summary>
    [Id(5)] public required string Target { get; init; }

    /// <summary>"ok", or the failure's kind in snake_case.</summary>
    [Id(6)] public required string Outcome { get; init; }

    [Id(7)] public required string CallId { get; init; }

    /// <summary>"mcp", "sse", "rest", or "system".</summary>
    [Id(8)] public required string Via { get; init; }

    [Id(9)] public string? Client { get; init; }

    [Id(10)] public string? Platform { get; init; }

    [Id(11)] public string? Account { get; init; }

    [Id(12)] public int DurationMs { get; init; }

    /// <summary>HMAC-SHA-256 of the canonical arguments under the customer's key, 64 hexadecimal digits; null where there were none.</summary>
    [Id(13)] public string? ArgumentsHash { get; init; }

    /// <summary>64 hexadecimal digits; of the first entry, 64 zeros.</summary>
    [Id(14)] public string? PreviousHash { get; init; }

    /// <summary>SHA-256 over the canonical form of this entry and <see cref="PreviousHash"/>, 64 hexadecimal digits.</summary>
    [Id(15)] public string? Hash { get; init; }

    /// <summary>The arguments in few words, nothing of them that may be private, for example "path=Plan.md, content=(120 characters)".</summary>
    [Id(16)] public string? Summary { get; init; }

    /// <summary>True where it reached a platform and counts as usage.</summary>
    [Id(17)] public bool Counted { get; init; }

    /// <summary>The write it belongs to.</summary>
    [Id(18)] public string? WriteId { get; init; }

    /// <summary>The canonical form it was hashed in: 1 until <see cref="Summary"/>, <see cref="Counted"/> and <see cref="WriteId"/> came, 2 since.</summary>
    [Id(19)] public int Form { get; init; } = AuditChain.Form;
}

[GenerateSerializer, Immutable, Alias("square.usage-report.v1")]
public sealed record UsageReport
{
    [Id(0)] public required DateOnly From { get; init; }

    [Id(1)] public required DateOnly To { get; init; }

    /// <summary>Calls that reached a platform.</summary>
    [Id(2)] public required long Calls { get; init; }

    [Id(3)] public required IReadOnlyList<ToolUsage> Tools { get; init; }

    [Id(4)] public required IReadOnlyList<DayUsage> Days { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.tool-usage.v1")]
public sealed record ToolUsage
{
    [Id(0)] public required string Tool { get; init; }

    [Id(1)] public required long Calls { get; init; }

    [Id(2)] public required long Failed { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.day-usage.v1")]
public sealed record DayUsage
{
    [Id(0)] public required DateOnly Day { get; init; }

    [Id(1)] public required long Calls { get; init; }

    [Id(2)] public required long Failed { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.chain-check.v1")]
public sealed record ChainCheck
{
    [Id(0)] public required bool Ok { get; init; }

    [Id(1)] public required long Entries { get; init; }

    /// <summary>The first entry that does not fit.</summary>
    [Id(2)] public long? BrokenAt { get; init; }

    [Id(3)] public string? Reason { get; init; }

    /// <summary>The hash of the newest entry, 64 hexadecimal digits; null for an empty chain.</summary>
    [Id(4)] public string? Head { get; init; }
}
