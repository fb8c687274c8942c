using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Grains.Connections;

/// <summary>What happens to a connection that nobody calls: its timer while it is awake, its reminder where it would die unused, and its end at the platform.</summary>
public sealed partial class CredentialGrain : IRemindable
{
    private const string Reminder = "renewal";

    /// <summary>A connection that a reminder wakes is tried this often at most.</summary>
    private static readonly TimeSpan CheckEvery = TimeSpan.FromHours(24);

    /// <summary>Timers of Orleans take about 49 days at most.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private static readonly TimeSpan RevokeWithin = TimeSpan.FromSeconds(10);
    private IGrainTimer? timer;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Arm();
        if (State.Renewal?.Broken is not null)
        {
            Told();
        }

        return Task.CompletedTask;
    }

    /// <summary>A renewal that runs is waited for: what the platform answers may be the only copy there is.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await ending.CancelAsync();
        await Task.WhenAny(renewing, Task.Delay(RenewalRules.TakeOver, clock, cancellationToken));
        opened.Drop();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (State.Renewal?.ReminderPeriod() is null || OAuth is not { } connector)
        {
            await UnremindAsync();
            return;
        }

        var now = clock.GetUtcNow();
        if (State.Renewal.IsWanted(RenewalCause.Dying, connector.OAuth.Refresh, flights.Process, now))
        {
            await RenewedAsync(RenewalCause.Dying);
        }
        else if (TokenState() is TokenUse.Use && now - (State.Renewal.CheckedAt ?? State.Renewal.GivenAt) >= CheckEvery)
        {
            await ChangeAsync(current => current.Renewal is { } renewal ? current with { Renewal = renewal with { CheckedAt = now } } : current);
            await Check(CancellationToken.None);
        }
    }

    private void Arm()
    {
        timer?.Dispose();
        timer = null;
        var now = clock.GetUtcNow();
        if (State.Renewal is { } renewal && OAuth is { } connector && !ending.IsCancellationRequested && renewal.WakeAt(connector.OAuth.Refresh, flights.Process, now) is { } wake)
        {
            var wait = wake - now;
            timer = this.RegisterGrainTimer(AwakeAsync, new(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan) { Interleave = true });
        }
    }

    private Task AwakeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var style = OAuth!.OAuth.Refresh;
        if (State.Renewal is { } renewal && (renewal.IsWanted(RenewalCause.Due, style, flights.Process, now) || renewal.IsWanted(RenewalCause.Dying, style, flights.Process, now)))
        {
            // Not waited for: the activation would not end before the tick, and a renewal that cannot save what it got is ended by the end of the activation.
            _ = RenewedAsync(renewal.IsWanted(RenewalCause.Due, style, flights.Process, now) ? RenewalCause.Due : RenewalCause.Dying);
            return Task.CompletedTask;
        }

        Arm();
        return Task.CompletedTask;
    }

    /// <summary>Before the connection is saved, so that none is saved that would die unseen; a tick that finds nothing to do removes it.</summary>
    private async Task RemindAsync(Renewal? renewal)
    {
        if (renewal?.ReminderPeriod() is { } period)
        {
            await this.RegisterOrUpdateReminder(Reminder, period, period);
        }
    }

    private async Task UnremindAsync()
    {
        try
        {
            if (await this.GetReminder(Reminder) is { } reminder)
            {
                await this.UnregisterReminder(reminder);
            }
        }
        catch (Exception exception) // its next tick does it
        {
            ReminderStays(Self, exception);
        }
    }

    /// <returns>False where the platform could not be told; null where there was nothing to tell.</returns>
    private async Task<bool?> RevokeAsync(OAuthTokens tokens, bool isSandbox)
    {
        if (OAuth is not { } connector || setup.App(connector.Platform.Name, isSandbox) is not { } app)
        {
            return OAuth is null ? null : false;
        }

        using var deadline = new CancellationTokenSource(RevokeWithin, clock);
        try
        {
            await connector.RevokeAsync(app, tokens, deadline.Token).WaitAsync(deadline.Token);
            return connector.OAuth.Revoke is null ? null : true;
        }
        catch (Exception exception) // the connection ends all the same
        {
            NotRevoked(Self, exception is OAuthException ? exception.Message : $"It did not answer within {RevokeWithin.TotalSeconds} seconds.");
            return false;
        }
    }

    private async Task<bool?> RevokeAsync(CredentialState gone)
    {
        if (gone is not { ConnectionId: { } id, Credentials: { } version, Renewal: not null } || OAuth is null)
        {
            return null;
        }

        using var credentials = (await OpenAsync(Name(id), version)).Credentials;
        return credentials is not null && Read(credentials) is { } tokens ? await RevokeAsync(tokens, gone.IsSandbox) : false;
    }

    /// <summary>In the background, for the customer's grain may be waiting for this one. Where it is lost, the next call tells it, or the next activation.</summary>
    private void Told()
    {
        if (State is { ConnectionId: { } id, Renewal: { } renewal })
        {
            _ = TellAsync(id, new()
            {
                Reason = renewal.Broken is { } broken ? NeedsReconnection(broken).Message : null,
                Since = renewal.BrokenAt,
                LastError = renewal.LastError,
                LastErrorAt = renewal.LastErrorAt,
                WorkedAt = renewal is { Broken: null, Attempt: null } ? renewal.GivenAt : null,
                RenewedAt = renewal.GivenAt,
                MissingScopes = renewal.MissingScopes,
            });
        }
    }

    private void Seen(ConnectionCheck check)
    {
        if (State.ConnectionId is { } id)
        {
            var now = clock.GetUtcNow();
            var trouble = check.Steps.FirstOrDefault(step => !step.Ok);
            _ = TellAsync(id, new()
            {
                WorkedAt = check.Ok ? now : null,
                LastError = trouble is null ? null : trouble.Detail ?? trouble.Name,
                LastErrorAt = trouble is null ? null : now,
                RenewedAt = State.Renewal?.GivenAt,
                MissingScopes = State.Renewal?.MissingScopes ?? [],
            });
        }
    }

    private async Task TellAsync(string id, ConnectionHealth health)
    {
        try
        {
            await GrainFactory.GetGrain<ICustomerGrain>(Key[0]).ConnectionSeen(id, health, CancellationToken.None);
        }
        catch (Exception exception)
        {
            NotTold(Self, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Connection}: the platform could not be told to forget the access: {Why}")]
    private partial void NotRevoked(string connection, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Connection}: its reminder could not be removed; its next tick does it.")]
    private partial void ReminderStays(string connection, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Connection}: its customer could not be told how it is; the next call does it.")]
    private partial void NotTold(string connection, Exception exception);
}
