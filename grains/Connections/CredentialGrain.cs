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

    /// <summary>Null where the credentials are no OAuth tokens.</summary>
    [Id(5)] public Renewal? Renewal { get; init; }
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
    RefreshFlights flights,
    TimeProvider clock,
    ILogger<CredentialGrain> logger) : StatefulGrain<CredentialState>(stored), ICredentialGrain
{
    private (string Text, JsonElement Json)? parsed;
    private readonly OpenedCredentials opened = new();
    private RateBudget budget = new(clock);

    private string Self => this.GetPrimaryKeyString();

    private string[] Key => Self.Split('/');

    public Task<ToolOutcome> Invoke(ToolInvocation invocation, CancellationToken cancellationToken) =>
        RunAsync(invocation, isRehearsal: false, cancellationToken);

    public Task<ToolOutcome> Rehearse(ToolInvocation invocation, CancellationToken cancellationToken) =>
        RunAsync(invocation, isRehearsal: true, cancellationToken);

    private async Task<ToolOutcome> RunAsync(ToolInvocation invocation, bool isRehearsal, CancellationToken cancellationToken)
    {
        using var span = CallSpan.OfCredential(Key[0], Key[1], invocation.CallId, isRehearsal);
        return span.Ended(await InvokeAsync(invocation, isRehearsal, span, cancellationToken));
    }

    private async Task<ToolOutcome> InvokeAsync(ToolInvocation invocation, bool isRehearsal, CallSpan span, CancellationToken cancellationToken)
    {
        if (State.Settings is null || IsForAnother(invocation) || connectors.OfTool(invocation.Tool) is not { } connector)
        {
            return new() { Failure = NotConnected, NotSent = true };
        }

        using var use = opened.Use();
        var tool = connectors.Tool(invocation.Tool)!;
        span.About(tool.Name, Key[1]);
        var harmless = tool.ReadOnly || isRehearsal || invocation.Step is { IsRepeatable: true };
        var (isSent, isOpen) = (false, false);
        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken) : null;
        var token = (either ?? deadline).Token;
        try
        {
            var context = new ToolContext { Customer = Key[0], CallId = invocation.CallId, AnswerBytes = limits.AnswerBytes, Clock = clock, Cursors = cursors, Step = Point(invocation) };
            var arguments = JsonElement.Parse(invocation.Arguments);
            var (result, failure) = await WithTokenAsync(
                async account =>
                {
                    (isSent, isOpen) = (true, true);
                    using var asked = Platforms.Telemetry.Call(connector.Platform.Name, tool.Name, clock);
                    var result = asked.Ended(await (isRehearsal ? connector.RehearseAsync(tool.Name, account, arguments, context, token) : connector.InvokeAsync(tool.Name, account, arguments, context, token)));
                    isOpen = result.Error is not { IsTokenRefused: true };
                    return result;
                },
                token);
            return result is null ? new() { Failure = failure, NotSent = !isSent } : PlatformOutcome.Of(result, tool);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return isOpen ? PlatformOutcome.TooSlow(harmless, connector.Platform.Title) : new() { Failure = NotRenewedNow(), NotSent = !isSent };
        }
        catch (Exception exception) when (exception is not OperationCanceledException) // a platform's exception must not cross to another silo, where nobody may know it
        {
            ConnectorBroke(Self, tool.Name, invocation.CallId, exception);
            return PlatformOutcome.Broken(harmless || !isOpen, invocation.CallId);
        }
    }

    /// <summary>The new credential is in the vault before it is noted, and the old one stays there until then: cut off anywhere, what is noted can be opened.</summary>
    public async Task<ConnectOutcome> Connect(CredentialSettings settings, CancellationToken cancellationToken)
    {
        await sealing.WaitAsync(cancellationToken);
        try
        {
            var (version, renewal) = settings.Sealed is { } box ? await SealAsync(settings, box, cancellationToken) : default;
            await RemindAsync(renewal);
            await ChangeAsync(current => current with { ConnectionId = settings.ConnectionId, Settings = settings.Settings, Credentials = version, Attempt = settings.Attempt, IsSandbox = settings.IsSandbox, Renewal = renewal });
            opened.Drop();
            budget = new(clock);
            await TidyAsync();
        }
        finally
        {
            sealing.Release();
        }

        Arm();
        return new();
    }

    public async Task<DisconnectOutcome> Disconnect(CancellationToken cancellationToken)
    {
        var gone = new CredentialState();
        await ChangeAsync(current => (gone = current).Settings is null ? current : new());
        opened.Drop();
        Arm();
        flights.Release(Self);
        if (gone.Renewal is null)
        {
            return new();
        }

        await UnremindAsync();
        return new() { Revoked = await RevokeAsync(gone) };
    }

    public async Task<bool> Forget(CancellationToken cancellationToken)
    {
        opened.Drop();
        if (State is { Renewal: not null, ConnectionId: { } id })
        {
            // A renewal may have sealed newer tokens while the others were erased.
            var now = clock.GetUtcNow();
            await ChangeAsync(current => current.Renewal is { } renewal ? current with { Renewal = renewal.Broke(BrokenReasons.Erased, now) } : current);
            await sealing.WaitAsync(CancellationToken.None);
            try
            {
                await vault.EraseAsync(Key[0], id, CancellationToken.None);
            }
            finally
            {
                sealing.Release();
            }
        }

        return State.Credentials is not null;
    }

    public Task<string?> Settings(CancellationToken cancellationToken) => Task.FromResult(State.Settings);

    public async Task<CredentialSettings?> Settle(CancellationToken cancellationToken)
    {
        await sealing.WaitAsync(CancellationToken.None);
        try
        {
            if (State.Renewal?.Attempt is null)
            {
                await TidyAsync();
            }
        }
        finally
        {
            sealing.Release();
        }

        return State is { ConnectionId: { } id, Settings: { } settings } ? new() { ConnectionId = id, Settings = settings, Attempt = State.Attempt, IsSandbox = State.IsSandbox } : null;
    }

    public async Task<ConnectionCheck> Check(CancellationToken cancellationToken)
    {
        using var use = opened.Use();
        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var (account, failure) = await ReadyToCheckAsync(either.Token);
        if (account is null || connectors.OfPlatform(Key[1]) is not { } connector)
        {
            return failure is null or { Kind: FailureKind.NeedsConnection }
                ? Failed("connected", "This account is not connected.")
                : Failed("credentials", failure.Kind == FailureKind.NeedsReconnection && State.Renewal is null ? "The stored credentials cannot be opened. Connect the account again." : failure.Message);
        }

        var steps = await connector.CheckAsync(account, either.Token);
        var check = new ConnectionCheck { Ok = steps.All(step => step.Ok), Steps = [.. steps.Select(step => new CheckStep { Name = step.Name, Ok = step.Ok, Detail = step.Detail })] };
        Seen(check);
        return check;

        static ConnectionCheck Failed(string step, string detail) => new() { Ok = false, Steps = [new() { Name = step, Ok = false, Detail = detail }] };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Connection}: {Tool} (call {CallId}) broke.")]
    private partial void ConnectorBroke(string connection, string tool, string callId, Exception exception);
}
