using System.Text.Json;
using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
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
public sealed partial class CredentialGrain(
    [PersistentState("connection")] IPersistentState<CredentialState> stored,
    Connectors connectors,
    CursorSealer cursors,
    ToolLimits limits,
    TimeProvider clock,
    ILogger<CredentialGrain> logger) : StatefulGrain<CredentialState>(stored), ICredentialGrain
{
    private (string Text, JsonElement Json)? parsed;

    private string[] Key => this.GetPrimaryKeyString().Split('/');

    public Task<ToolOutcome> Invoke(ToolInvocation invocation, CancellationToken cancellationToken) =>
        RunAsync(invocation, isRehearsal: false, cancellationToken);

    public Task<ToolOutcome> Rehearse(ToolInvocation invocation, CancellationToken cancellationToken) =>
        RunAsync(invocation, isRehearsal: true, cancellationToken);

    private async Task<ToolOutcome> RunAsync(ToolInvocation invocation, bool isRehearsal, CancellationToken cancellationToken)
    {
        if (Settings() is not { } settings || connectors.OfTool(invocation.Tool) is not { } connector)
        {
            return ToolOutcome.Failed(FailureKind.NeedsConnection, "This account is not connected any more. Call square_connect_platform and show the person you work for what it says.");
        }

        var tool = connectors.Tool(invocation.Tool)!;
        var harmless = tool.ReadOnly || isRehearsal;
        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken) : null;
        try
        {
            var context = new ToolContext { Customer = Key[0], CallId = invocation.CallId, AnswerBytes = limits.AnswerBytes, Clock = clock, Cursors = cursors };
            var (account, arguments) = (new PlatformAccount(settings), JsonElement.Parse(invocation.Arguments));
            return PlatformOutcome.Of(
                isRehearsal
                    ? await connector.RehearseAsync(tool.Name, account, arguments, context, (either ?? deadline).Token)
                    : await connector.InvokeAsync(tool.Name, account, arguments, context, (either ?? deadline).Token),
                tool);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return PlatformOutcome.TooSlow(harmless, connector.Platform.Title);
        }
        catch (Exception exception) when (exception is not OperationCanceledException) // a platform's exception must not cross to another silo, where nobody may know it
        {
            ConnectorBroke(this.GetPrimaryKeyString(), tool.Name, invocation.CallId, exception);
            return PlatformOutcome.Broken(harmless, invocation.CallId);
        }
    }

    public async Task<ConnectOutcome> Connect(ConnectRequest request, string connectionId, CancellationToken cancellationToken)
    {
        await ChangeAsync(current => current with { ConnectionId = connectionId, Settings = request.Settings });
        return new();
    }

    public Task Disconnect(CancellationToken cancellationToken) =>
        ChangeAsync(current => current.Settings is null ? current : new());

    public Task<string?> Settings(CancellationToken cancellationToken) => Task.FromResult(State.Settings);

    public async Task<ConnectionCheck> Check(CancellationToken cancellationToken)
    {
        if (Settings() is not { } settings || connectors.OfPlatform(Key[1]) is not { } connector)
        {
            return new() { Ok = false, Steps = [new() { Name = "connected", Ok = false, Detail = "This account is not connected." }] };
        }

        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var steps = await connector.CheckAsync(new(settings), either.Token);
        return new() { Ok = steps.All(step => step.Ok), Steps = [.. steps.Select(step => new CheckStep { Name = step.Name, Ok = step.Ok, Detail = step.Detail })] };
    }

    /// <summary>Parsed once, not for each call.</summary>
    private JsonElement? Settings()
    {
        if (State.Settings is not { } text)
        {
            return null;
        }

        if (!ReferenceEquals(parsed?.Text, text))
        {
            parsed = (text, JsonElement.Parse(text));
        }

        return parsed!.Value.Json;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Connection}: {Tool} (call {CallId}) broke.")]
    private partial void ConnectorBroke(string connection, string tool, string callId, Exception exception);
}
