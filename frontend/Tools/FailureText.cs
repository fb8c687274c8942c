using Squaremcp.Tools;

namespace Squaremcp.Frontend.Tools;

/// <summary>A failure as a model and its person read it: the kind, what went wrong, what to do.</summary>
internal static class FailureText
{
    internal static string Of(ToolFailure failure)
    {
        var reason = failure.Reason is null ? "" : $" ({failure.Reason})";
        var wait = failure.RetryAfter is { } seconds ? $" Try again in {seconds} s." : "";
        var link = failure.Link is { } address ? $" {address}" : "";
        return $"{Outcomes.Word(failure.Kind)}{reason}: {failure.Message}{wait}{link}";
    }
}
