using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Tools;

internal static class ToolErrors
{
    /// <summary>A refusal of the customer's grain as one of its own tools gives it.</summary>
    internal static ToolError ToError(this ToolFailure failure) => new(
        failure.Kind switch
        {
            FailureKind.InvalidArgument => ToolErrorKind.InvalidArgument,
            FailureKind.NotFound => ToolErrorKind.NotFound,
            FailureKind.RateLimited => ToolErrorKind.RateLimited,
            _ => ToolErrorKind.Refused,
        },
        failure.Message)
    {
        Argument = failure.Argument,
        Reason = failure.Reason,
        RetryAfter = failure.RetryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    internal static ToolFailure ToFailure(this ToolError error) => new()
    {
        Kind = error.Kind switch
        {
            ToolErrorKind.InvalidArgument => FailureKind.InvalidArgument,
            ToolErrorKind.NotFound => FailureKind.NotFound,
            ToolErrorKind.NeedsConnection => FailureKind.NeedsConnection,
            ToolErrorKind.NeedsReconnection => FailureKind.NeedsReconnection,
            ToolErrorKind.NotPermittedByPlatform => FailureKind.NotPermittedByPlatform,
            ToolErrorKind.RateLimited => FailureKind.RateLimited,
            ToolErrorKind.PlatformUnavailable => FailureKind.PlatformUnavailable,
            ToolErrorKind.OutcomeUnknown => FailureKind.OutcomeUnknown,
            ToolErrorKind.Refused => FailureKind.Refused,
            ToolErrorKind.PlanLimit => FailureKind.PlanLimit,
            _ => throw new System.Diagnostics.UnreachableException($"{error.Kind}"),
        },
        Message = error.Message,
        Argument = error.Argument,
        RetryAfter = error.RetryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null,
        Reason = error.Kind switch { ToolErrorKind.Refused => error.Reason ?? "conflict", ToolErrorKind.PlanLimit => "files", _ => null },
    };
}
