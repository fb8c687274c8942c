using Squaremcp.Connections;
using Squaremcp.Platforms;

namespace Squaremcp.Grains.Connections;

/// <summary>A step of a publish is a call like any other, of a tool that is told which step.</summary>
public sealed partial class CredentialGrain
{
    private static PublishPoint? Point(ToolInvocation invocation) => invocation.Step is { } step ? new(step.Name, step.State) : null;

    /// <summary>True where the publish was begun with a connection that is not the one there is now.</summary>
    private bool IsForAnother(ToolInvocation invocation) => invocation.Step is { } step && step.ConnectionId != State.ConnectionId;
}
