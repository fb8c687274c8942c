using Squaremcp.Tools;

namespace Squaremcp.Ledger;

/// <summary>One write as the ledger holds it: entered before its first byte leaves, ended with its outcome.</summary>
[GenerateSerializer, Immutable, Alias("square.write-record.v1")]
public sealed record WriteRecord
{
    /// <summary>Sortable, with the prefix "wrt_".</summary>
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string CustomerId { get; init; }

    [Id(2)] public required string Tool { get; init; }

    [Id(3)] public string? Platform { get; init; }

    [Id(4)] public string? Account { get; init; }

    [Id(5)] public required WriteStatus Status { get; init; }

    /// <summary>When it was entered.</summary>
    [Id(6)] public required DateTimeOffset At { get; init; }

    /// <summary>After this moment a write that is still sent is unknown.</summary>
    [Id(7)] public required DateTimeOffset Deadline { get; init; }

    [Id(8)] public DateTimeOffset? EndedAt { get; init; }

    [Id(9)] public required string CallId { get; init; }

    /// <summary>The id of the key, or "admin".</summary>
    [Id(10)] public required string Actor { get; init; }

    /// <summary>As the caller gave it; 1 to 255 characters.</summary>
    [Id(11)] public string? IdempotencyKey { get; init; }

    /// <summary>HMAC of connection and canonical arguments under the customer's key, 64 hexadecimal digits.</summary>
    [Id(12)] public required string ArgumentsHash { get; init; }

    /// <summary>The arguments in few words, nothing of them that may be private.</summary>
    [Id(13)] public string? Summary { get; init; }

    /// <summary>What a person said of an unknown write: who and when; its status is then <see cref="WriteStatus.Done"/> or <see cref="WriteStatus.Failed"/>.</summary>
    [Id(14)] public string? ResolvedBy { get; init; }

    [Id(15)] public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The answer, for a repeat with the same key within a day; null later, and where there was none.</summary>
    [Id(16)] public ToolOutcome? Outcome { get; init; }
}

[GenerateSerializer, Alias("square.write-status.v1")]
public enum WriteStatus
{
    /// <summary>It may be on its way or done.</summary>
    Sent = 0,

    Done = 1,

    /// <summary>It is certain that nothing was done.</summary>
    Failed = 2,

    /// <summary>Nobody knows, until somebody looks.</summary>
    Unknown = 3,
}

[GenerateSerializer, Immutable, Alias("square.write-query.v1")]
public sealed record WriteQuery
{
    /// <summary>Only writes with a smaller <see cref="WriteRecord.Id"/>; null starts at the newest.</summary>
    [Id(0)] public string? Before { get; init; }

    /// <summary>1 to 200.</summary>
    [Id(1)] public int Limit { get; init; } = 50;

    [Id(2)] public WriteStatus? Status { get; init; }

    /// <summary>Only those that were given this key.</summary>
    [Id(3)] public string? IdempotencyKey { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.write-page.v1")]
public sealed record WritePage
{
    /// <summary>Newest first, without their outcomes.</summary>
    [Id(0)] public required IReadOnlyList<WriteRecord> Writes { get; init; }

    /// <summary>The <see cref="WriteQuery.Before"/> of the next page; null at the end.</summary>
    [Id(1)] public string? Next { get; init; }
}
