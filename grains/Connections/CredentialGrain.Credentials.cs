using System.Text.Json;
using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Grains.Customers;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Storage;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Connections;

/// <summary>How the credentials come into the vault and out of it.</summary>
public sealed partial class CredentialGrain
{
    /// <summary>Settings and credentials that belong together, or why there are none. Credentials are opened once, not for each call.</summary>
    private async ValueTask<(PlatformAccount? Account, long? Version, ToolFailure? Failure)> AccountAsync()
    {
        while (true)
        {
            var state = State;
            if (state.IsSandbox && !setup.HasSandbox)
            {
                return (null, null, NoSandbox);
            }

            if (Settings() is not { } settings)
            {
                return (null, null, NotConnected);
            }

            if (state is not { ConnectionId: { } id, Credentials: { } version })
            {
                return (Account(settings, null), null, null);
            }

            if (opened.Of(id, version) is { } held)
            {
                return (Account(settings, held), version, null);
            }

            var (credentials, failure) = await OpenAsync(Name(id), version);
            if (ReferenceEquals(state, State))
            {
                return credentials is null ? (null, null, failure) : (Account(settings, opened.Keep(id, version, credentials)), version, null);
            }

            // Connected otherwise meanwhile: what was opened is not what is noted now.
            credentials?.Dispose();
        }
    }

    private async Task<(Secret? Credentials, ToolFailure? Failure)> OpenAsync(SecretName name, long version)
    {
        try
        {
            return await vault.OpenAsync(name, version, CancellationToken.None) is { } credentials ? (credentials, null) : (null, Lost);
        }
        catch (Exception broken) when (broken is VaultException or StorageException)
        {
            NotOpened(Self, broken);
            return (null, broken is VaultException { IsLost: true } ? Lost : NotNow);
        }
    }

    /// <summary>Erases what the vault holds for this connection beside what is noted.</summary>
    private Task TidyAsync() => State.ConnectionId is { } id ? vault.KeepOnlyAsync(Name(id), State.Credentials ?? 0, CancellationToken.None) : Task.CompletedTask;

    /// <returns>The version in the vault and, of tokens, when they end.</returns>
    private async Task<(long? Version, Renewal? Renewal)> SealAsync(CredentialSettings connected, SealedBox box, CancellationToken cancellationToken)
    {
        using var settings = await transport.OpenAsync(box, ConnectRequest.About(Key[0], Key[1], Key[2]), cancellationToken)
            ?? throw new InvalidOperationException($"{Self}: the settings cannot be opened.");
        using var credentials = ConnectPlan.ReadSettings(connectors.OfPlatform(Key[1])!, connected.IsGranted, settings).Credentials
            ?? throw new InvalidOperationException($"{Self}: the settings hold no credentials.");
        var renewal = connected.IsGranted && OAuth is { } connector ? RenewalRules.Of(OAuthTokens.Of(credentials), connector.OAuth, connected.ConnectionId, clock.GetUtcNow()) : null;
        return (await vault.PutAsync(Name(connected.ConnectionId), credentials, cancellationToken), renewal);
    }

    private PlatformAccount Account(JsonElement settings, Secret? credentials) => new(settings, credentials) { Hosts = setup.Hosts(Key[1], State.IsSandbox), Budget = budget };

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

    private static ToolFailure NotConnected => new()
    {
        Kind = FailureKind.NeedsConnection,
        Message = "This account is not connected any more. Call square_connect_platform and show the person you work for what it says.",
    };

    private static ToolFailure NoSandbox => new()
    {
        Kind = FailureKind.PlatformUnavailable,
        Message = "This is a simulated account, and the server was started without its sandbox. Nothing was done; the operator can start it with --sandbox.",
    };

    private static ToolFailure Lost => new()
    {
        Kind = FailureKind.NeedsReconnection,
        Message = "The stored credentials of this account cannot be opened. Nothing was sent. Call square_connect_platform and ask the person you work for to connect the account again.",
    };

    private static ToolFailure NotNow => new()
    {
        Kind = FailureKind.PlatformUnavailable,
        Message = "The gateway cannot open the stored credentials of this account now. Nothing was sent; try again in a minute.",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Connection}: the credentials cannot be opened.")]
    private partial void NotOpened(string connection, Exception exception);
}
