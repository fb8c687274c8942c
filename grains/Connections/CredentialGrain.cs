using System.Text.Json;
using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Platforms;
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
}

[GrainType("square-credential")]
public sealed partial class CredentialGrain(
    [PersistentState("connection")] IPersistentState<CredentialState> stored,
    Connectors connectors,
    IVault vault,
    TransportKeys transport,
    CursorSealer cursors,
    ToolLimits limits,
    TimeProvider clock,
    ILogger<CredentialGrain> logger) : StatefulGrain<CredentialState>(stored), ICredentialGrain
{
    private (string Text, JsonElement Json)? parsed;
    private (long Version, Secret Credentials)? opened;

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
            if (await AccountAsync(settings) is not { } account)
            {
                return ToolOutcome.Failed(FailureKind.NeedsReconnection, "The stored credentials of this account cannot be opened. Nothing was sent. Call square_connect_platform and ask the person you work for to connect the account again.");
            }

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

    public async Task<ConnectOutcome> Connect(CredentialSettings settings, CancellationToken cancellationToken)
    {
        var version = settings.Sealed is { } box ? await SealAsync(settings.ConnectionId, box, cancellationToken) : (long?)null;
        await ChangeAsync(current => current with { ConnectionId = settings.ConnectionId, Settings = settings.Settings, Credentials = version });
        await vault.KeepOnlyAsync(Name(settings.ConnectionId), version ?? 0, CancellationToken.None);
        return new();
    }

    public async Task Disconnect(CancellationToken cancellationToken)
    {
        var id = State.ConnectionId;
        await ChangeAsync(current => current.Settings is null ? current : new());
        if (id is not null)
        {
            await vault.EraseAsync(Key[0], id, CancellationToken.None);
        }
    }

    public Task Forget(CancellationToken cancellationToken)
    {
        opened = null;
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        opened?.Credentials.Dispose();
        opened = null;
        return Task.CompletedTask;
    }

    public Task<string?> Settings(CancellationToken cancellationToken) => Task.FromResult(State.Settings);

    public async Task<ConnectionCheck> Check(CancellationToken cancellationToken)
    {
        if (Settings() is not { } settings || connectors.OfPlatform(Key[1]) is not { } connector)
        {
            return new() { Ok = false, Steps = [new() { Name = "connected", Ok = false, Detail = "This account is not connected." }] };
        }

        using var deadline = new CancellationTokenSource(Deadlines.Platform, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        if (await AccountAsync(settings) is not { } account)
        {
            return new() { Ok = false, Steps = [new() { Name = "credentials", Ok = false, Detail = "The stored credentials cannot be opened. Connect the account again." }] };
        }

        var steps = await connector.CheckAsync(account, either.Token);
        return new() { Ok = steps.All(step => step.Ok), Steps = [.. steps.Select(step => new CheckStep { Name = step.Name, Ok = step.Ok, Detail = step.Detail })] };
    }

    /// <summary>Null where its credentials cannot be opened. They are opened once, not for each call.</summary>
    private async ValueTask<PlatformAccount?> AccountAsync(JsonElement settings)
    {
        if (State is not { ConnectionId: { } id, Credentials: { } version })
        {
            return new(settings);
        }

        if (opened?.Version != version)
        {
            try
            {
                if (await vault.OpenAsync(Name(id), version, CancellationToken.None) is not { } credentials)
                {
                    return null;
                }

                opened = (version, credentials);
            }
            catch (VaultException broken)
            {
                NotOpened(this.GetPrimaryKeyString(), broken);
                return null;
            }
        }

        return new(settings, opened!.Value.Credentials);
    }

    private async Task<long> SealAsync(string connectionId, SealedBox box, CancellationToken cancellationToken)
    {
        using var settings = await transport.OpenAsync(box, ConnectRequest.About(Key[0], Key[1], Key[2]), cancellationToken)
            ?? throw new InvalidOperationException($"{this.GetPrimaryKeyString()}: the settings cannot be opened.");
        using var credentials = connectors.OfPlatform(Key[1])!.Read(JsonElement.Parse(settings.Reveal())).Credentials
            ?? throw new InvalidOperationException($"{this.GetPrimaryKeyString()}: the settings hold no credentials.");
        return await vault.PutAsync(Name(connectionId), credentials, cancellationToken);
    }

    private SecretName Name(string connectionId) => new(Key[0], connectionId, "credentials");

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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Connection}: the credentials cannot be opened.")]
    private partial void NotOpened(string connection, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Connection}: {Tool} (call {CallId}) broke.")]
    private partial void ConnectorBroke(string connection, string tool, string callId, Exception exception);
}
