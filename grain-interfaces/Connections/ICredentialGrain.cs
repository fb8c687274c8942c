using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Connections;

/// <summary>
/// One connection of one customer; makes the platform call. Key: <c>customer/platform/account</c>.
/// Called by the customer's grain only, which has admitted the call.
/// </summary>
[Alias("square.ICredentialGrain")]
public interface ICredentialGrain : IGrainWithStringKey
{
    [AlwaysInterleave, Alias("Invoke")]
    Task<ToolOutcome> Invoke(ToolInvocation invocation, CancellationToken cancellationToken);

    /// <summary>What a write would do, checked as far as it can be without doing it.</summary>
    [AlwaysInterleave, Alias("Rehearse")]
    Task<ToolOutcome> Rehearse(ToolInvocation invocation, CancellationToken cancellationToken);

    /// <summary>Saves the settings, and seals into the vault what of them is secret.</summary>
    [Alias("Connect")]
    Task<ConnectOutcome> Connect(CredentialSettings settings, CancellationToken cancellationToken);

    /// <summary>Drops what is held open of the credentials, because they were erased.</summary>
    /// <returns>True where the connection needs credentials.</returns>
    [Alias("Forget")]
    Task<bool> Forget(CancellationToken cancellationToken);

    /// <summary>Forgets the connection, and has the platform forget it where it can; waits for the platform 10 seconds at most, and goes on without it.</summary>
    [Alias("Disconnect")]
    Task<DisconnectOutcome> Disconnect(CancellationToken cancellationToken);

    /// <summary>The settings as they are saved, null while nothing is connected. Waits for a change that is being made.</summary>
    [Alias("Settings")]
    Task<string?> Settings(CancellationToken cancellationToken);

    /// <summary>Erases what an attempt to connect that was cut off has left in the vault, and tells what is saved; null while nothing is connected. Waits for a change that is being made.</summary>
    [Alias("Settle")]
    Task<CredentialSettings?> Settle(CancellationToken cancellationToken);

    /// <summary>Tries settings that are not connected yet, and keeps nothing of them.</summary>
    [AlwaysInterleave, Alias("Try")]
    Task<ConnectionCheck> Try(SealedBox settings, CancellationToken cancellationToken);

    /// <summary>Tries the connection now and tells what works.</summary>
    [AlwaysInterleave, Alias("Check")]
    Task<ConnectionCheck> Check(CancellationToken cancellationToken);
}

[GenerateSerializer, Immutable, Alias("square.tool-invocation.v1")]
public sealed record ToolInvocation
{
    [Id(0)] public required string Tool { get; init; }

    /// <summary>The arguments as JSON text, already checked against the tool's schema, <c>account</c> removed.</summary>
    [Id(1)] public required string Arguments { get; init; }

    [Id(2)] public required string CallId { get; init; }

    /// <summary>The step to do, of a tool that publishes in several; null for all others.</summary>
    [Id(3)] public StepInvocation? Step { get; init; }

    /// <summary>Without the arguments, as <see cref="ToolCall"/>.</summary>
    public override string ToString() => $"{nameof(ToolInvocation)} {{ Tool = {Tool}, CallId = {CallId} }}";
}

/// <summary>One step of a publish.</summary>
[GenerateSerializer, Immutable, Alias("square.step-invocation.v1")]
public sealed record StepInvocation
{
    [Id(0)] public required string Name { get; init; }

    /// <summary>What the step before handed on, sealed; null at the first.</summary>
    [Id(1)] public string? State { get; init; }

    /// <summary>True where it may be done again although nobody knows whether it was done.</summary>
    [Id(2)] public required bool IsRepeatable { get; init; }

    /// <summary>The connection the publish was begun with: another one of the same name is refused as not connected.</summary>
    [Id(3)] public required string ConnectionId { get; init; }
}

/// <summary>What an account is connected with.</summary>
[GenerateSerializer, Immutable, Alias("square.credential-settings.v1")]
public sealed record CredentialSettings
{
    [Id(0)] public required string ConnectionId { get; init; }

    /// <summary>The canonical settings object as JSON text; never a secret.</summary>
    [Id(1)] public required string Settings { get; init; }

    /// <summary>The settings as the customer sent them, still sealed; null where nothing of them is secret.</summary>
    [Id(2)] public SealedBox? Sealed { get; init; }

    /// <summary>Tells one attempt to connect from another, also where only the credential differs.</summary>
    [Id(3)] public string? Attempt { get; init; }

    /// <summary>What <see cref="ConnectRequest.IsGranted"/> says of the box.</summary>
    [Id(4)] public bool IsGranted { get; init; }

    /// <summary>True where the account is one of the sandbox's.</summary>
    [Id(5)] public bool IsSandbox { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.disconnect-outcome.v1")]
public sealed record DisconnectOutcome
{
    /// <summary>True where the platform was told to forget the access, false where it could not be told, null where there was nothing to tell.</summary>
    [Id(0)] public bool? Revoked { get; init; }
}

[GenerateSerializer, Immutable, Alias("square.connection-check.v1")]
public sealed record ConnectionCheck
{
    [Id(0)] public required bool Ok { get; init; }

    [Id(1)] public IReadOnlyList<CheckStep> Steps { get; init; } = [];
}

/// <summary>One thing that was tried, and what to do where it failed.</summary>
[GenerateSerializer, Immutable, Alias("square.check-step.v1")]
public sealed record CheckStep
{
    [Id(0)] public required string Name { get; init; }

    [Id(1)] public required bool Ok { get; init; }

    [Id(2)] public string? Detail { get; init; }
}
