using System.Text.Json;
using Squaremcp.Connections;
using Squaremcp.Grains.Tools;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Connections;

[GenerateSerializer, Immutable, Alias("square.credential-state.v1")]
public sealed record CredentialState
{
    /// <summary>Null while nothing is connected.</summary>
    [Id(0)] public string? ConnectionId { get; init; }

    /// <summary>The platform's settings object as JSON text, in its canonical form; never a secret.</summary>
    [Id(1)] public string? Settings { get; init; }
}

[GrainType("square-credential")]
public sealed class CredentialGrain(
    [PersistentState("connection")] IPersistentState<CredentialState> stored,
    Connectors connectors,
    CursorSealer cursors,
    ToolLimits limits,
    TimeProvider clock) : StatefulGrain<CredentialState>(stored), ICredentialGrain
{
    private string[] Key => this.GetPrimaryKeyString().Split('/');

    public async Task<ToolOutcome> Invoke(ToolInvocation invocation, CancellationToken cancellationToken)
    {
        if (State.Settings is not { } settings || connectors.OfTool(invocation.Tool) is not { } connector)
        {
            return ToolOutcome.Failed(FailureKind.NeedsConnection, "This account is not connected any more. Call square_connect_platform and show the person you work for what it says.");
        }

        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var context = new ToolContext { Customer = Key[0], CallId = invocation.CallId, AnswerBytes = limits.AnswerBytes, Clock = clock, Cursors = cursors };
        var result = await connector.InvokeAsync(invocation.Tool, JsonElement.Parse(settings), JsonElement.Parse(invocation.Arguments), context, either.Token);
        return Outcome(result, connectors.Tool(invocation.Tool)!);
    }

    public async Task<ConnectOutcome> Connect(ConnectRequest request, string connectionId, CancellationToken cancellationToken)
    {
        await ChangeAsync(current => current with { ConnectionId = connectionId, Settings = request.Settings });
        return new();
    }

    public Task Disconnect(CancellationToken cancellationToken) =>
        ChangeAsync(current => current.Settings is null ? current : new());

    public async Task<ConnectionCheck> Check(CancellationToken cancellationToken)
    {
        if (State.Settings is not { } settings || connectors.OfPlatform(Key[1]) is not { } connector)
        {
            return new() { Ok = false, Steps = [new() { Name = "connected", Ok = false, Detail = "This account is not connected." }] };
        }

        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var steps = await connector.CheckAsync(JsonElement.Parse(settings), either.Token);
        return new() { Ok = steps.All(step => step.Ok), Steps = [.. steps.Select(step => new CheckStep { Name = step.Name, Ok = step.Ok, Detail = step.Detail })] };
    }

    private static ToolOutcome Outcome(ToolResult result, Tool tool) => result switch
    {
        { Error: { } error } => new() { Failure = error.ToFailure() },
        { Json: { } json } when json.Length <= Deadlines.Message => ToolOutcome.Success(json, tool.Untrusted),
        _ => throw new InvalidOperationException($"{tool.Name} answered more than {Deadlines.Message} bytes; it has to page."),
    };
}
