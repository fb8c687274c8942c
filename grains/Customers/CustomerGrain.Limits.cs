using Microsoft.Extensions.Logging;
using Squaremcp.Customers;
using Squaremcp.Grains.Limits;
using Squaremcp.Limits;
using Squaremcp.Policies;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>Plan, limits and policy: what a call is held to, and who changes it.</summary>
public sealed partial class CustomerGrain
{
    private Task<Meters>? meters;

    public async Task<LimitsView?> Limits(CancellationToken cancellationToken) => State.Profile is null ? null : new()
    {
        Plan = State.Profile.Plan,
        Limits = State.Limits(plans),
        Overrides = State.Overrides,
        Uses = await UsesAsync(),
    };

    public Task<ChangeOutcome> SetLimits(UsageLimits overrides, Caller by, CancellationToken cancellationToken) =>
        SettingAsync("limits.set", Id, by, current => current with { Overrides = overrides });

    public async Task<ChangeOutcome> SetPlan(Plan plan, Caller by, CancellationToken cancellationToken)
    {
        if (State.Profile is not null && SandboxRules.Broken(State, plan, sandbox.IsOpen) is { } broken)
        {
            return new() { Failure = broken };
        }

        var changed = await SettingAsync("plan.set", plan.ToString().ToLowerInvariant(), by, current => current with { Profile = current.Profile! with { Plan = plan } });
        await FurnishAsync();
        return changed;
    }

    public Task<ChangeOutcome> SetConnectionLimits(string platform, string account, ScopeLimits limits, Caller by, CancellationToken cancellationToken) =>
        State.Connection(platform, account) is { IsHidden: false }
            ? SettingAsync("connection.limits", $"{platform}/{account}", by, current => current.Connection(platform, account) is { } entry ? current.With(entry with { Connection = entry.Connection with { Limits = limits } }) : current)
            : Task.FromResult(new ChangeOutcome { Failure = new() { Kind = FailureKind.NotFound, Message = "There is no such connection." } });

    public Task<ChangeOutcome> SetPolicy(Policy policy, long version, Caller by, CancellationToken cancellationToken) =>
        (State.Policy ?? Policy.None).Version != version
            ? Task.FromResult(new ChangeOutcome { Failure = new() { Kind = FailureKind.Refused, Reason = "version", Message = "The policy has changed since it was read. Read it again and make your change in what it says now." } })
            : SettingAsync("policy.set", Id, by, current => (current.Policy ?? Policy.None).Version == version ? current with { Policy = policy with { Version = version + 1 }, Revision = current.Revision + 1 } : current);

    public async Task<ChangeOutcome> AllowRecipient(string platform, string account, string recipient, Caller by, CancellationToken cancellationToken)
    {
        if (Stopped(by) is { } stopped)
        {
            return new() { Failure = stopped };
        }

        var connection = $"{platform}/{account}";
        await recipients.AllowAsync(Id, connection, await RecipientHashAsync(connection, recipient), Entry("recipient.allow", connection, "ok", by), CancellationToken.None);
        return new();
    }

    public async Task<int> Prune(CancellationToken cancellationToken)
    {
        await ForgetGrantsAsync();
        return State.Profile is not null && State.Limits(plans).RetentionDays is { } days
            ? await proof.PruneAsync(Id, clock.GetUtcNow().AddDays(-days), cancellationToken)
            : 0;
    }

    /// <summary>Runs a call that reaches a platform where every limit has a place for it.</summary>
    private async Task<Ran> WithinLimitsAsync(Meters counts, Admission admission, ToolCall call, CancellationToken cancellationToken)
    {
        var now = new Moment(clock.GetUtcNow());
        var limits = LimitRules.For(State, plans, call.Caller.KeyId, admission.Connection!, admission.Tool!);
        if (counts.Take(limits, now) is { } full)
        {
            var limit = limits.Find(one => one.Name == full.Limit && one.Scope == full.Of);
            return Ran.Nowhere(new() { Failure = LimitRules.Refusal(full, limit, State.Profile!.Plan, now.Now) });
        }

        var warning = Warning(counts, limits, now);
        var reached = false;
        try
        {
            var ran = await DoAsync(admission, call, cancellationToken);
            reached = ran.Reached;
            return warning is null ? ran : ran with { Outcome = ran.Outcome with { LimitWarning = warning } };
        }
        finally
        {
            if (!reached)
            {
                counts.GiveBack(limits, now);
            }
        }
    }

    /// <summary>Null while less than four fifths of every limit is used.</summary>
    private string? Warning(Meters counts, List<Applied> limits, in Moment now)
    {
        foreach (var limit in limits)
        {
            if (limit.Allowed is not null && counts.Use(limit, now) is { Warns: true } use)
            {
                if ((use.Used - 1) * 5 < use.Allowed * 4)
                {
                    LimitNear(Id, use.Limit, use.Of ?? "customer", use.Used, use.Allowed);
                }

                return $"{use.Used} of {use.Allowed} {use.Limit}{(use.Of is null ? "" : $" of {use.Of}")} are used; it resets at {use.ResetsAt!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC.";
            }
        }

        return null;
    }

    private async Task<Ran?> HeldBackAsync(Admission admission)
    {
        if (State.Policy is not { HoldNewRecipients: true } || admission.Tool!.Recipients?.Invoke(admission.Own) is not { Count: > 0 } asked)
        {
            return null;
        }

        var connection = $"{admission.Connection!.Platform}/{admission.Connection.Account}";
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var recipient in asked)
        {
            hashes[await RecipientHashAsync(connection, recipient)] = recipient;
        }

        var known = await recipients.KnownAsync(Id, connection, [.. hashes.Keys], CancellationToken.None);
        return hashes.FirstOrDefault(pair => !known.Contains(pair.Key)) is { Key: not null, Value: var stranger }
            ? Ran.Nowhere(new()
            {
                Failure = new()
                {
                    Kind = FailureKind.Refused,
                    Reason = "policy_new_recipient",
                    Message = $"This would be the first message to {Short(stranger)} from {connection}, and this customer's policy holds such back (hold_new_recipients). Nothing was done. A person can allow it: POST /api/v1/policy/recipients with a key of full rights.",
                },
            })
            : null;
    }

    private async Task<IReadOnlyList<string>> RecipientHashesAsync(Admission admission)
    {
        if (admission is not { Tool.Recipients: { } ask, Connection: { } connection })
        {
            return [];
        }

        var hashes = new List<string>();
        foreach (var recipient in ask(admission.Own))
        {
            hashes.Add(await RecipientHashAsync($"{connection.Platform}/{connection.Account}", recipient));
        }

        return hashes;
    }

    private async ValueTask<string> RecipientHashAsync(string connection, string recipient) =>
        ArgumentHash.OfRecipient(await HashKeyAsync(), connection, recipient);

    /// <summary>Whoever comes while the ledger is read waits for the same answer: no call goes uncounted.</summary>
    private async Task<Meters> MetersAsync()
    {
        var loading = meters ??= LoadAsync();
        try
        {
            return await loading;
        }
        catch when (ReferenceEquals(meters, loading))
        {
            meters = null;
            throw;
        }

        async Task<Meters> LoadAsync()
        {
            var now = clock.GetUtcNow();
            return new(await used.UsedAsync(Id, now, CancellationToken.None), new Moment(now));
        }
    }

    private async Task<IReadOnlyList<LimitUse>> UsesAsync()
    {
        var counts = await MetersAsync();
        var (limits, now) = (State.Limits(plans), new Moment(clock.GetUtcNow()));
        List<Applied> applied = [new(Window.Month, null, limits.CallsPerMonth, "plan"), new(Window.Minute, null, limits.CallsPerMinute, "plan")];
        foreach (var key in State.Keys.Where(entry => entry.Key is { RevokedAt: null, Limits: not null }))
        {
            applied.Add(new(Window.Month, key.Key.Id, key.Key.Limits!.CallsPerMonth, "key"));
            applied.Add(new(Window.Minute, key.Key.Id, key.Key.Limits.CallsPerMinute, "key"));
        }

        foreach (var entry in State.Connections.Where(entry => !entry.IsHidden))
        {
            var account = $"{entry.Connection.Platform}/{entry.Connection.Account}";
            applied.Add(new(Window.Minute, account, entry.Connection.Limits?.CallsPerMinute, "connection"));
            if (connectors.OfPlatform(entry.Connection.Platform)?.Platform.Tools.Any(tool => tool.Sends) == true)
            {
                applied.Add(LimitRules.SendLimit(State, limits, entry.Connection, account));
            }
        }

        List<LimitUse> uses = [.. applied.Where(limit => limit.Allowed is not null).Select(limit => counts.Use(limit, now))];
        return limits.Connections is { } most ? [.. uses, new() { Limit = "connections", Allowed = most, Used = State.Connections.Count(entry => !entry.IsHidden) }] : uses;
    }

    private async Task<ChangeOutcome> SettingAsync(string action, string target, Caller by, Func<CustomerState, CustomerState> change)
    {
        if (State.Profile is null)
        {
            return new() { Failure = NoCustomer };
        }

        if (Stopped(by) is { } stopped)
        {
            return new() { Failure = stopped };
        }

        var state = await ChangeAsync(change);
        await AuditAsync(action, target, "ok", by);
        if (action == "plan.set")
        {
            await TheDirectory.Enter(state.Profile!, CancellationToken.None);
        }

        return new() { Version = state.Policy?.Version ?? 0 };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Customer}: {Used} of {Allowed} {Limit} ({Scope}) are used.")]
    private partial void LimitNear(string customer, string limit, string scope, long used, long allowed);
}
