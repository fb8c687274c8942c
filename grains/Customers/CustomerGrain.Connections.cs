using Microsoft.Extensions.Logging;
using Squaremcp.Connections;
using Squaremcp.Customers;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Tools;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Customers;

/// <summary>
/// Making, changing and ending connections. What is about to happen is saved before it is begun, so that whatever cuts it off, the next
/// activation knows what to put right: one that was being made or unmade is taken away, a change goes forward or back by what the credential saved.
/// </summary>
public sealed partial class CustomerGrain
{
    public async Task<ConnectOutcome> Connect(ConnectRequest request, Caller by, CancellationToken cancellationToken)
    {
        if (Stopped(by) is { } stopped)
        {
            await AuditAsync("connection.connect", $"{request.Platform}/{request.Account}", stopped.Reason!, by);
            return new() { Failure = stopped };
        }

        using var settings = await SettingsAsync(request, cancellationToken);
        var plan = ConnectPlan.Of(State, request, settings, connectors, plans, Id, clock.GetUtcNow());
        if (plan.Failure is null && request.IsGranted && await OtherAccountAsync(request, plan) is { } other)
        {
            await AuditAsync("connection.connect", $"{request.Platform}/{request.Account}", other.Reason!, by);
            return new() { Failure = other };
        }

        var outcome = plan.Failure is null ? await MakeAsync(plan, plan.HasCredentials ? request : null, by, cancellationToken) : new() { Failure = plan.Failure };
        if (outcome.Failure is not null && State.Profile is not null)
        {
            await AuditAsync("connection.connect", $"{request.Platform}/{request.Account}", Word(outcome.Failure), by);
        }

        return outcome;
    }

    public async Task<bool> Disconnect(string platform, string account, Caller by, CancellationToken cancellationToken)
    {
        if (State.Connection(platform, account) is not { } entry)
        {
            return false;
        }

        // Hidden first: from here on no call reaches it.
        await ChangeAsync(current => current.Connection(platform, account) is { IsHidden: false } found ? current.With(found.Hidden()) : current);
        await TakeAwayAsync(entry, by);
        return !entry.IsHidden;
    }

    /// <summary>Null where they cannot be opened.</summary>
    private async Task<Secret?> SettingsAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await transport.OpenAsync(request.Settings, ConnectRequest.About(Id, request.Platform, request.Account), cancellationToken);
        }
        catch (Exception exception) when (exception is VaultException or StorageException)
        {
            ConnectBroke(Id, request.Platform, request.Account, exception);
            return null;
        }
    }

    private async Task<ConnectOutcome> MakeAsync(ConnectPlan plan, ConnectRequest? secret, Caller by, CancellationToken cancellationToken)
    {
        var entry = plan.Entry!;
        var (platform, account) = (entry.Connection.Platform, entry.Connection.Account);
        var created = State.Connection(platform, account) is not { IsHidden: false };
        var isBegun = false;
        try
        {
            if (Unsettled(platform, account) is { } left)
            {
                await SettleAsync(left, TheSystem, TheSystem);
            }

            var change = new ConnectionChange { Connection = entry.Connection, Claim = entry.Claim, Settings = plan.Settings!, Attempt = Ids.New("att", clock.GetUtcNow()) };
            var before = (await ChangeAsync(current => current.With(current.Connection(platform, account) is { } old ? old with { Change = change } : entry.Hidden()))).Connection(platform, account)!;
            isBegun = true;
            if (entry.Claim is { } claim && !(await TheDirectory.Claim(claim, cancellationToken)).Granted)
            {
                await GiveUpAsync(platform, account, by, null);
                return new() { Failure = new() { Kind = FailureKind.Refused, Reason = "already_claimed", Message = $"{entry.Connection.Label} overlaps one that another connection holds. Choose another, disconnect that one first, or ask the operator to release it." } };
            }

            await Credential(platform, account).Connect(new() { ConnectionId = entry.Connection.Id, Settings = plan.Settings!, Sealed = secret?.Settings, IsGranted = secret?.IsGranted == true, Attempt = change.Attempt, IsSandbox = State.Profile!.Plan == Plan.Sandbox }, cancellationToken);
            await AuditAsync("connection.connect", $"{platform}/{account}", "ok", by);
            await KeepOnlyAsync(entry.Claim, before.Claim);
            seen.Remove(entry.Connection.Id);
            await ChangeAsync(current => current.With(entry));
        }
        catch (Exception exception) // whatever it was: nothing half made stays, and the caller is told
        {
            ConnectBroke(Id, platform, account, exception);
            if (!await GiveUpAsync(platform, account, by, null) || !isBegun)
            {
                return new() { Failure = new() { Kind = FailureKind.PlatformUnavailable, Message = "The connection could not be saved. Look at your connections to see how it stands, and try again." } };
            }
        }

        return new() { Connection = entry.Connection, Created = created };
    }

    private Task SettleAllAsync() => State.Connections.Any(IsUnsettled) ? SettleEachAsync() : Task.CompletedTask;

    private async Task SettleEachAsync()
    {
        foreach (var entry in State.Connections.Where(IsUnsettled).ToList())
        {
            await GiveUpAsync(entry.Connection.Platform, entry.Connection.Account, TheSystem, TheSystem);
        }
    }

    /// <summary>Puts right what is left of an attempt. Where even that fails it stays hidden or unchanged, and the next activation does it.</summary>
    /// <returns>True where the attempt turns out to be made.</returns>
    private async Task<bool> GiveUpAsync(string platform, string account, Caller forward, Caller? away)
    {
        try
        {
            return Unsettled(platform, account) is not { } left || await SettleAsync(left, forward, away);
        }
        catch (Exception exception) // the customer's other connections go on
        {
            ConnectBroke(Id, platform, account, exception);
            DeactivateOnIdle();
            return false;
        }
    }

    /// <param name="forward">In whose name a change is recorded that turns out to be made.</param>
    /// <param name="away">In whose name the end of one is recorded that was being made or unmade; null where its caller is told of a failure instead.</param>
    /// <returns>True where a change turned out to be made.</returns>
    private async Task<bool> SettleAsync(ConnectionEntry entry, Caller forward, Caller? away)
    {
        if (entry.IsHidden)
        {
            await TakeAwayAsync(entry, away);
            return false;
        }

        var (platform, account) = (entry.Connection.Platform, entry.Connection.Account);
        var saved = await Credential(platform, account).Settle(CancellationToken.None);
        var (settled, isChanged) = (entry.Settled(saved), entry.Change?.IsSaved(saved) == true);
        if (isChanged)
        {
            await AuditAsync("connection.connect", $"{platform}/{account}", "ok", forward);
        }

        await KeepOnlyAsync(settled.Claim, isChanged ? entry.Claim : entry.Change?.Claim);
        await ChangeAsync(current => current.With(settled));
        return isChanged;
    }

    private async Task TakeAwayAsync(ConnectionEntry entry, Caller? by)
    {
        var (platform, account) = (entry.Connection.Platform, entry.Connection.Account);
        var ended = await Credential(platform, account).Disconnect(CancellationToken.None);

        // Here, for only here the id is known of a connection that never came to be and yet left a secret.
        await vault.EraseAsync(Id, entry.Connection.Id, CancellationToken.None);
        await KeepOnlyAsync(null, entry.Hidden().Claim);
        if (ended.Revoked is { } revoked)
        {
            await AuditAsync("connection.revoke", $"{platform}/{account}", revoked ? "ok" : "failed", by ?? TheSystem);
        }

        if (by is not null)
        {
            await AuditAsync("connection.disconnect", $"{platform}/{account}", "ok", by);
        }

        seen.Remove(entry.Connection.Id);
        await ChangeAsync(current => current.Without(platform, account));
    }

    /// <summary>What the account no longer needs is free for others.</summary>
    private Task KeepOnlyAsync(ResourceClaim? kept, ResourceClaim? given) => (kept, given) switch
    {
        ({ } claim, _) => TheDirectory.Keep(claim, CancellationToken.None),
        (null, { } claim) => TheDirectory.Release(claim.Kind, claim.Holder, CancellationToken.None),
        _ => Task.CompletedTask,
    };

    private ConnectionEntry? Unsettled(string platform, string account) =>
        State.Connection(platform, account) is { } entry && IsUnsettled(entry) ? entry : null;

    private static bool IsUnsettled(ConnectionEntry entry) => entry.IsHidden || entry.Change is not null;

    private ICredentialGrain Credential(string platform, string account) => GrainFactory.GetGrain<ICredentialGrain>($"{Id}/{platform}/{account}");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Customer}: connecting {Platform}/{Account} broke off.")]
    private partial void ConnectBroke(string customer, string platform, string account, Exception exception);
}
