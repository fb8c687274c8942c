namespace Squaremcp.Platforms;

/// <summary>The answer of one tool: JSON of its output record, or an error; never both.</summary>
public sealed record ToolResult
{
    public string? Json { get; init; }

    public ToolError? Error { get; init; }

    public static implicit operator ToolResult(ToolError error) => new() { Error = error };
}

/// <summary>An expected failure, in words that say what to do.</summary>
public sealed record ToolError(ToolErrorKind Kind, string Message)
{
    public string? Argument { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The rule that refused, for <see cref="ToolErrorKind.Refused"/>; "conflict" where none is named.</summary>
    public string? Reason { get; init; }

    /// <summary>True where the platform refused the access token itself (401), so that nothing was done and a newer token may fare better.</summary>
    public bool IsTokenRefused { get; init; }
}

/// <summary>What a platform call can end in; the gateway adds its own refusals.</summary>
public enum ToolErrorKind
{
    InvalidArgument,
    NotFound,
    NeedsConnection,
    NeedsReconnection,
    NotPermittedByPlatform,
    RateLimited,
    PlatformUnavailable,
    OutcomeUnknown,
    Refused,

    /// <summary>More than the customer may have.</summary>
    PlanLimit,
}

/// <summary>A failure thrown from deep inside a tool function; the framework turns it into <see cref="ToolResult.Error"/>.</summary>
public sealed class ToolException(ToolError error) : Exception(error.Message)
{
    public ToolError Error { get; } = error;
}
