using System.Text.Json;
using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Connections;

[GenerateSerializer, Immutable, Alias("square.credential-state.v1")]
public sealed record CredentialState
{
    /// <summary>Null while nothing is connected.</summary>
    [Id(0)] public string? ConnectionId { get; init; }

    /// <summary>The platform's settings object as JSON text, in its canonical form; never a secret.</summary>
    [Id(1)] public string? Settings { get; init; }

    /// <summary>The version of its credentials in the vault; null where the connection has none.</summary>
    [Id(2)] public long? Credentials { get; init; }

    /// <summary>The attempt to connect that saved this.</summary>
    [Id(3)] public string? Attempt { get; init; }

    /// <summary>True where the platform is the sandbox's simulator.</summary>
    [Id(4)] public bool IsSandbox { get; init; }
}

[GrainType("square-credential")]
public sealed partial class CredentialGrain(
    [PersistentState("connection")] IPersistentState<CredentialState> stored,
    Connectors connectors,
    IVault vault,
    TransportKeys transport,
    CursorSealer cursors,
    ToolLimits limits,
    IPlatformSetup setup,
    TimeProvider clock,
    ILogger<CredentialGrain> logger) : StatefulGrain<CredentialState>(stored), ICredentialGrain
{
    private (string Text, JsonElement Json)? parsed;
    private readonly OpenedCredentials opened = new();
    private RateBudget budget = new(clock);

    private string[] Key => this.GetPrimaryKeyString().Split('/');

    public Task<ToolOutcome> Invoke(ToolInvocation invocation, CancellationToken cancellationToken) =>
        RunAsync(invocation, isRehearsal: false, cancellationToken);

    public Task<ToolOutcome> Rehearse(ToolInvocation invocation, CancellationToken cancellationToken) =>
        RunAsync(invocation, isRehearsal: true, cancellationToken);

    private async Task<ToolOutcome> RunAsync(ToolInvocation invocation, bool isRehearsal, CancellationToken cancellationToken)
    {
        using var use = opened.Use();
        var (account, failure) = await AccountAsync();
        if (account is null || IsForAnother(invocation) || connectors.OfTool(invocation.Tool) is not { } connector)
        {
            return new() { Failure = failure ?? NotConnected, NotSent = true };
        }

        var tool = connectors.Tool(invocation.Tool)!;
        var harmless = tool.ReadOnly || isRehearsal || invocation.Step is { IsRepeatable: true };
        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken) : null;
        try
        {
            var context = new ToolContext { Customer = Key[0], CallId = invocation.CallId, AnswerBytes = limits.AnswerBytes, Clock = clock, Cursors = cursors, Step = Point(invocation) };
            var arguments = JsonElement.Parse(invocation.Arguments);
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

    /// <summary>The new credential is in the vault before it is noted, and the old one stays there until then: cut off anywhere, what is noted can be opened.</summary>
    public async Task<ConnectOutcome> Connect(CredentialSettings settings, CancellationToken cancellationToken)
    {
        var version = settings.Sealed is { } box ? await SealAsync(settings.ConnectionId, box, settings.IsGranted, cancellationToken) : (long?)null;
        await ChangeAsync(current => current with { ConnectionId = settings.ConnectionId, Settings = settings.Settings, Credentials = version, Attempt = settings.Attempt, IsSandbox = settings.IsSandbox });
        opened.Drop();
        budget = new(clock);
        await TidyAsync();
        return new();
    }

    public async Task Disconnect(CancellationToken cancellationToken)
    {
        await ChangeAsync(current => current.Settings is null ? current : new());
        opened.Drop();
    }

    public Task<bool> Forget(CancellationToken cancellationToken)
    {
        opened.Drop();
        return Task.FromResult(State.Credentials is not null);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        opened.Drop();
        return Task.CompletedTask;
    }

    public Task<string?> Settings(CancellationToken cancellationToken) => Task.FromResult(State.Settings);

    public async Task<CredentialSettings?> Settle(CancellationToken cancellationToken)
    {
        await TidyAsync();
        return State is { ConnectionId: { } id, Settings: { } settings } ? new() { ConnectionId = id, Settings = settings, Attempt = State.Attempt, IsSandbox = State.IsSandbox } : null;
    }

    public async Task<ConnectionCheck> Check(CancellationToken cancellationToken)
    {
        using var use = opened.Use();
        var (account, failure) = await AccountAsync();
        if (account is null || connectors.OfPlatform(Key[1]) is not { } connector)
        {
            return failure is null or { Kind: FailureKind.NeedsConnection }
                ? Failed("connected", "This account is not connected.")
                : Failed("credentials", failure.Kind == FailureKind.NeedsReconnection ? "The stored credentials cannot be opened. Connect the account again." : failure.Message);
        }

        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var steps = await connector.CheckAsync(account, either.Token);
        return new() { Ok = steps.All(step => step.Ok), Steps = [.. steps.Select(step => new CheckStep { Name = step.Name, Ok = step.Ok, Detail = step.Detail })] };

        static ConnectionCheck Failed(string step, string detail) => new() { Ok = false, Steps = [new() { Name = step, Ok = false, Detail = detail }] };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Connection}: {Tool} (call {CallId}) broke.")]
    private partial void ConnectorBroke(string connection, string tool, string callId, Exception exception);
}
