namespace Squaremcp.Tools;

/// <summary>How a call ended: content or a failure, never both.</summary>
[GenerateSerializer, Immutable, Alias("square.tool-outcome.v1")]
public sealed record ToolOutcome
{
    /// <summary>The tool's output record as JSON text; null when the call failed.</summary>
    [Id(0)] public string? Content { get; init; }

    [Id(1)] public ToolFailure? Failure { get; init; }

    /// <summary>True where the content holds text from outside (notes, mails, posts), which a model must not obey.</summary>
    [Id(2)] public bool Untrusted { get; init; }

    /// <summary>The write's entry in the ledger of writes; null for what only reads, was refused or rehearsed.</summary>
    [Id(3)] public string? WriteId { get; init; }

    /// <summary>True where this is the answer of an earlier call with the same idempotency key.</summary>
    [Id(4)] public bool Replayed { get; init; }

    /// <summary>Where untrusted content came from, as <c>platform/account</c>.</summary>
    [Id(5)] public string? Source { get; init; }

    /// <summary>Said from four fifths of a limit on: which, how much of it is used, and when it resets.</summary>
    [Id(6)] public string? LimitWarning { get; init; }

    /// <summary>True where it is certain that nothing left for the platform.</summary>
    [Id(7)] public bool NotSent { get; init; }

    /// <summary>The publish that still goes on, of which the content tells; null for all else.</summary>
    [Id(8)] public string? PublishId { get; init; }

    /// <summary>Without what was said: Orleans prints answers it could not deliver into the log.</summary>
    public override string ToString() => Failure is { } failure ? $"{nameof(ToolOutcome)} {{ {failure} }}" : $"{nameof(ToolOutcome)} {{ Content = *** }}";

    public static ToolOutcome Success(string content, bool untrusted = false) => new() { Content = content, Untrusted = untrusted };

    public static ToolOutcome Failed(FailureKind kind, string message) => new() { Failure = new() { Kind = kind, Message = message } };
}

/// <summary>Why a call failed, in words its caller can act on.</summary>
[GenerateSerializer, Immutable, Alias("square.tool-failure.v1")]
public sealed record ToolFailure
{
    [Id(0)] public required FailureKind Kind { get; init; }

    /// <summary>What went wrong and what to do; no secret, no path of the server, no stack trace.</summary>
    [Id(1)] public required string Message { get; init; }

    /// <summary>The argument at fault, for <see cref="FailureKind.InvalidArgument"/>.</summary>
    [Id(2)] public string? Argument { get; init; }

    /// <summary>Seconds until a repeat makes sense, for <see cref="FailureKind.RateLimited"/>.</summary>
    [Id(3)] public int? RetryAfter { get; init; }

    /// <summary>Where a person can put it right.</summary>
    [Id(4)] public string? Link { get; init; }

    /// <summary>The rule that refused, for <see cref="FailureKind.Refused"/>, for example "key_read_only".</summary>
    [Id(5)] public string? Reason { get; init; }

    /// <summary>Without the message, which may repeat what the caller said.</summary>
    public override string ToString() => $"{nameof(ToolFailure)} {{ Kind = {Kind}, Reason = {Reason} }}";
}

/// <summary>The closed set of failures, and the unknown tool, which MCP answers as a protocol error.</summary>
[GenerateSerializer, Alias("square.failure-kind.v1")]
public enum FailureKind
{
    UnknownTool = 0,
    InvalidArgument = 1,
    NotFound = 2,
    NeedsConnection = 3,
    NeedsReconnection = 4,
    NotPermittedByPlatform = 5,
    RateLimited = 6,
    PlatformUnavailable = 7,
    OutcomeUnknown = 8,
    InProgress = 9,
    Refused = 10,
    PlanLimit = 11,
}
