using System.Text;
using Squaremcp.Grains.Tools;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Connections;

/// <summary>What a platform's answer, its silence or its collapse means to the caller; pure.</summary>
internal static class PlatformOutcome
{
    internal static ToolOutcome Of(ToolResult result, Tool tool) => result switch
    {
        { Error: { } error } => new() { Failure = error.ToFailure() },
        { Json: { } json } when json.Length <= Deadlines.Message / 3 || Encoding.UTF8.GetByteCount(json) <= Deadlines.Message => ToolOutcome.Success(json, tool.Untrusted),
        _ => throw new InvalidOperationException($"{tool.Name} answered more than {Deadlines.Message} bytes; it has to page."),
    };

    internal static ToolOutcome TooSlow(bool harmless, string platform) => harmless
        ? ToolOutcome.Failed(FailureKind.PlatformUnavailable, $"{platform} did not answer within {Deadlines.Platform.TotalSeconds} seconds. Ask for less at once, or try again later.")
        : ToolOutcome.Failed(FailureKind.OutcomeUnknown, $"{platform} did not answer within {Deadlines.Platform.TotalSeconds} seconds, so it is not known whether this was done. Look before you repeat it: read what you meant to change.");

    internal static ToolOutcome Broken(bool harmless, string callId) => harmless
        ? ToolOutcome.Failed(FailureKind.PlatformUnavailable, $"The call could not be finished. It changed nothing and can be made again; if it fails again tell the operator the call id {callId}.")
        : ToolOutcome.Failed(FailureKind.OutcomeUnknown, $"It is not known whether this was done. Look before you repeat it: read what you meant to change. The call id is {callId}.");
}
