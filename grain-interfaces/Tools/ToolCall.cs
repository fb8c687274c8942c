namespace Squaremcp.Tools;

/// <summary>One call of one tool, as a client made it.</summary>
[GenerateSerializer, Immutable, Alias("square.tool-call.v1")]
public sealed record ToolCall
{
    [Id(0)] public required string Tool { get; init; }

    /// <summary>The arguments object as JSON text, at most 256 KB; not yet checked against the tool's schema.</summary>
    [Id(1)] public required string Arguments { get; init; }

    [Id(2)] public required Caller Caller { get; init; }

    /// <summary>Names this call in answers, logs and the audit trail.</summary>
    [Id(3)] public required string CallId { get; init; }

    /// <summary>The idempotency key where it came beside the arguments: MCP's <c>_meta["squaremcp/idempotency-key"]</c>, REST's header Idempotency-Key.</summary>
    [Id(4)] public string? IdempotencyKey { get; init; }

    /// <summary>Without the arguments: Orleans prints calls that came too late or could not be delivered into the log.</summary>
    public override string ToString() => $"{nameof(ToolCall)} {{ Tool = {Tool}, CallId = {CallId} }}";
}
