using System.Text.Json;
using Microsoft.Extensions.Logging;
using Squaremcp.Platforms;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Storage;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Connections;

/// <summary>
/// Newer tokens for older ones, one request at a time: marked on disk, asked, sealed into the vault, noted in the state, and only then used.
/// Cut off anywhere, the mark tells the next one; tokens that were sealed and not noted are found by the attempt they carry.
/// </summary>
public sealed partial class CredentialGrain
{
    private readonly CancellationTokenSource ending = new();

    /// <summary>Held while the vault and what is noted of it change together; never while the platform is asked.</summary>
    private readonly SemaphoreSlim sealing = new(1, 1);
    private Task renewing = Task.CompletedTask;

    private IOAuthConnector? OAuth => connectors.OfPlatform(Key[1]) as IOAuthConnector;

    /// <summary>The renewal that runs, or a new one. It goes on whoever stops waiting for it, and never throws.</summary>
    private Task RenewedAsync(RenewalCause cause) => renewing.IsCompleted ? renewing = RenewAsync(cause) : renewing;

    private async Task RenewAsync(RenewalCause cause)
    {
        try
        {
            using var flight = flights.Begin(Self);
            if (flight is null || OAuth is not { } connector || await AdoptAsync() || !await MarkAsync(connector, cause))
            {
                return;
            }

            await AskAsync(connector);
        }
        catch (Exception exception) // the mark stays, and the next one begins with it
        {
            RenewalBroke(Self, exception);
        }
        finally
        {
            Arm();
        }
    }

    /// <returns>False where nothing is wanted any more.</returns>
    private async Task<bool> MarkAsync(IOAuthConnector connector, RenewalCause cause)
    {
        var (now, isMarked) = (clock.GetUtcNow(), false);
        await ChangeAsync(current =>
        {
            isMarked = current.Renewal?.IsWanted(cause, connector.OAuth.Refresh, flights.Process, now) == true;
            return isMarked ? current with { Renewal = current.Renewal!.Begun(Ids.New("att", now), flights.Process, now) } : current;
        });
        return isMarked;
    }

    private async Task AskAsync(IOAuthConnector connector)
    {
        var state = State;
        if (state is not { ConnectionId: { } id, Credentials: { } version, Renewal.Attempt: { } attempt })
        {
            return;
        }

        try
        {
            var fresh = await FreshAsync(connector, state.IsSandbox, Name(id), version, state.Renewal.IsDoubtful);
            await KeepAsync(id, attempt, fresh with { Attempt = attempt }, state.IsSandbox);
        }
        catch (OAuthException trouble) when (trouble.Trouble == OAuthTrouble.InvalidGrant)
        {
            if (!await AdoptAsync())
            {
                await BreakAsync(attempt, state.Renewal.IsDoubtful ? BrokenReasons.CutOff(connector.Platform.Title) : BrokenReasons.Withdrawn(connector.Platform.Title));
            }
        }
        catch (OAuthException trouble)
        {
            await FailedAsync(connector, attempt, trouble);
        }
    }

    private async Task<OAuthTokens> FreshAsync(IOAuthConnector connector, bool isSandbox, SecretName name, long version, bool isDoubtful)
    {
        var app = setup.App(connector.Platform.Name, isSandbox)
            ?? throw new OAuthException(OAuthTrouble.WrongApp, $"This installation is not registered at {connector.Platform.Title} any more. The operator must set its client id and secret.");
        var (secret, failure) = await OpenAsync(name, version);
        using var credentials = secret ?? throw new OAuthException(failure!.Kind == Squaremcp.Tools.FailureKind.NeedsReconnection ? OAuthTrouble.InvalidGrant : OAuthTrouble.Unavailable, failure.Message);
        var tokens = OAuthTokens.Of(credentials);
        try
        {
            return await AskAsync(connector, app, tokens);
        }
        catch (OAuthException spent) when (spent.Trouble == OAuthTrouble.InvalidGrant && isDoubtful && connector.OAuth.HasGrace && tokens.Before is { } before)
        {
            return await AskAsync(connector, app, tokens with { Refresh = before, Before = null });
        }
    }

    private async Task<OAuthTokens> AskAsync(IOAuthConnector connector, OAuthApp app, OAuthTokens tokens)
    {
        using var deadline = new CancellationTokenSource(RenewalRules.Asking, clock);
        using var span = new RefreshSpan(Key[0], Key[1], clock);
        try
        {
            return span.Renewed(await connector.RefreshAsync(app, tokens, deadline.Token));
        }
        catch (OAuthException refused)
        {
            span.Refused(refused.Trouble);
            throw;
        }
        catch (Exception exception) when (exception is not OAuthException) // whatever it was, the platform may have been asked
        {
            throw new OAuthException(OAuthTrouble.Unknown, $"{connector.Platform.Title}'s token endpoint did not answer as it should.");
        }
    }

    /// <summary>Saves what came, again and again if need be: it may be the only copy there is.</summary>
    private async Task KeepAsync(string id, string attempt, OAuthTokens fresh, bool isSandbox)
    {
        flights.Hold(Self, id, attempt, fresh);
        using var awake = this.RegisterGrainTimer(_ => Task.CompletedTask, new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)) { Interleave = true, KeepAlive = true });
        for (var tries = 0; ; tries++)
        {
            Task pause;
            try
            {
                await NoteAsync(id, attempt, fresh, isSandbox);
                return;
            }
            catch (Exception broken) when ((broken is VaultException or StorageException) && flights.Held(Self, id, attempt) is not null) // once they are sealed, the next try finds them in the vault
            {
                // Begun before it is told: who hears of it counts from there.
                pause = Task.Delay(RenewalRules.Wait($"{attempt}/{tries}", Math.Min(tries, 4), null), clock, ending.Token);
                NotSaved(Self, tries + 1, broken);
                if (ending.IsCancellationRequested)
                {
                    return;
                }
            }

            await Task.WhenAny(pause);
        }
    }

    /// <summary>Into the vault, then into the state. A disconnect or a new connection meanwhile wins, and what came is erased.</summary>
    private async Task NoteAsync(string id, string attempt, OAuthTokens fresh, bool isSandbox)
    {
        var isNoted = false;
        await sealing.WaitAsync();
        try
        {
            if (IsOf(State, id, attempt))
            {
                using var secret = fresh.Seal();
                var version = await vault.PutAsync(Name(id), secret, CancellationToken.None);
                flights.Release(Self);
                isNoted = await PointAsync(id, attempt, version, fresh);
            }

            await TidyUpAsync(id);
        }
        finally
        {
            sealing.Release();
        }

        flights.Release(Self);
        if (!isNoted && State.ConnectionId is null)
        {
            await RevokeAsync(fresh, isSandbox);
        }
    }

    private async Task<bool> PointAsync(string id, string attempt, long version, OAuthTokens fresh)
    {
        var (now, isNoted) = (clock.GetUtcNow(), false);
        await ChangeAsync(current =>
        {
            isNoted = IsOf(current, id, attempt);
            return isNoted ? current with { Credentials = version, Renewal = RenewalRules.Of(fresh, OAuth!.OAuth, id, now) with { LastError = current.Renewal!.LastError, LastErrorAt = current.Renewal.LastErrorAt } } : current;
        });
        if (isNoted)
        {
            opened.Drop();
            Renewed(Self);
            Told();
        }

        return isNoted;
    }

    /// <summary>Finds what an earlier try of this renewal got and could not note: in this process' memory, or in the vault.</summary>
    /// <returns>True where it is noted now.</returns>
    private async Task<bool> AdoptAsync()
    {
        if (State is not { ConnectionId: { } id, Credentials: { } noted, Renewal.Attempt: { } attempt })
        {
            return false;
        }

        if (flights.Held(Self, id, attempt) is { } held)
        {
            await KeepAsync(id, attempt, held, State.IsSandbox);
            return State.Credentials != noted;
        }

        await sealing.WaitAsync();
        try
        {
            for (var version = await vault.NewestAsync(Name(id), CancellationToken.None) ?? 0; version > noted; version--)
            {
                using var found = await vault.OpenAsync(Name(id), version, CancellationToken.None);
                if (found is not null && Read(found) is { } tokens && tokens.Attempt == attempt && await PointAsync(id, attempt, version, tokens))
                {
                    await TidyUpAsync(id);
                    return true;
                }
            }

            return false;
        }
        finally
        {
            sealing.Release();
        }
    }

    private async Task FailedAsync(IOAuthConnector connector, string attempt, OAuthException trouble)
    {
        var now = clock.GetUtcNow();
        await ChangeAsync(current => current.Renewal is { } renewal && renewal.Attempt == attempt ? current with { Renewal = renewal.Failed(trouble.Trouble, trouble.Message, trouble.RetryAfter, now) } : current);
        if (trouble.Trouble == OAuthTrouble.WrongApp)
        {
            WrongApp(connector.Platform.Title, Self, trouble.Message);
        }
        else
        {
            NotRenewed(Self, trouble.Trouble, trouble.Message);
        }

        Told();
    }

    /// <param name="attempt">The renewal that failed; null where none was begun.</param>
    private async Task BreakAsync(string? attempt, string reason)
    {
        var (now, isNews) = (clock.GetUtcNow(), false);
        await ChangeAsync(current =>
        {
            isNews = current.Renewal is { Broken: null } renewal && renewal.Attempt == attempt;
            return isNews ? current with { Renewal = current.Renewal!.Broke(reason, now) } : current;
        });
        if (isNews)
        {
            Telemetry.Broken.Add(1, new KeyValuePair<string, object?>("squaremcp.platform", Key[1]));
        }

        Broke(Self, reason);
        Told();
    }

    /// <summary>Best effort: what is left over is found the next time.</summary>
    private async Task TidyUpAsync(string id)
    {
        try
        {
            await (State.ConnectionId is null ? vault.EraseAsync(Key[0], id, CancellationToken.None) : TidyAsync());
        }
        catch (Exception exception) when (exception is VaultException or StorageException)
        {
            NotTidied(Self, exception);
        }
    }

    private static bool IsOf(CredentialState state, string id, string attempt) => state.ConnectionId == id && state.Renewal?.Attempt == attempt;

    private static OAuthTokens? Read(Secret secret)
    {
        try
        {
            return OAuthTokens.Of(secret);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Connection}: its access was renewed.")]
    private partial void Renewed(string connection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Connection}: its access was not renewed ({Trouble}): {Why}")]
    private partial void NotRenewed(string connection, OAuthTrouble trouble, string why);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Nobody's access to {Platform} can be renewed, first seen at {Connection}: {Why}")]
    private partial void WrongApp(string platform, string connection, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Connection} is broken: {Why}")]
    private partial void Broke(string connection, string why);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Connection}: new tokens could not be saved (try {Tries}). They are in memory, and it is tried again while this process lives.")]
    private partial void NotSaved(string connection, int tries, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Connection}: the renewal of its access broke off. The next call, timer or reminder takes it up again.")]
    private partial void RenewalBroke(string connection, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Connection}: credentials that are not used any more could not be erased yet.")]
    private partial void NotTidied(string connection, Exception exception);
}
