using Squaremcp.Customers;
using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>The operator's people acting as the customer. Beginning and end are recorded before they hold; a reminder records the end of those whose time is over.</summary>
public sealed partial class CustomerGrain : IRemindable
{
    private const string ImpersonationEnd = "impersonation-end";

    /// <summary>How often an end is tried again that could not be recorded.</summary>
    private static readonly TimeSpan EndAgain = TimeSpan.FromMinutes(1);

    /// <summary>So that an end is recorded once.</summary>
    private readonly SemaphoreSlim endingImpersonations = new(1, 1);

    public async Task<ImpersonationOutcome> Begin(NewImpersonation impersonation, Caller by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if ((State.Profile is null ? NoCustomer : ImpersonationRules.Refusal(State, impersonation, by, now)) is { } failure)
        {
            return new() { Failure = failure };
        }

        var entry = ImpersonationRules.New(impersonation, now);
        var view = entry.Impersonation;

        // First, so that none begins whose end nobody records; then the record; only then the token is worth anything.
        await this.RegisterOrUpdateReminder(ImpersonationEnd, State.NextEnd(now) is { } next && next < view.EndsAt ? next - now : view.EndsAt - now, EndAgain);
        await RecordAsync("impersonation.begin", view, "ok", by with { Impersonation = view });
        await ChangeAsync(current => current.With(entry, now));
        return new() { Impersonation = view };
    }

    public async Task<ImpersonationView?> Admit(string hash, CancellationToken cancellationToken)
    {
        var found = State.Impersonations.FirstOrDefault(one => one.Hash == hash)?.Impersonation;
        if (found?.EndedAt is null && found?.Runs(clock.GetUtcNow()) == false)
        {
            await EndOverdueAsync();
        }

        return found?.Runs(clock.GetUtcNow()) == true ? found : null;
    }

    public async Task<IReadOnlyList<ImpersonationView>?> Impersonations(CancellationToken cancellationToken)
    {
        await EndOverdueAsync();
        return State.Profile is null ? null : [.. State.Impersonations.Select(one => one.Impersonation)];
    }

    public async Task<bool> EndImpersonation(string id, Caller by, CancellationToken cancellationToken)
    {
        await EndOverdueAsync();
        return await EndAsync(id, "ok", by);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await EndOverdueAsync();
        var now = clock.GetUtcNow();
        if (State.NextEnd(now) is { } next)
        {
            await this.RegisterOrUpdateReminder(ImpersonationEnd, next - now, EndAgain);
        }
        else if (await this.GetReminder(ImpersonationEnd) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private async Task EndOverdueAsync()
    {
        var now = clock.GetUtcNow();
        foreach (var entry in State.Impersonations.Where(one => one.Impersonation.EndedAt is null && one.Impersonation.EndsAt <= now).ToList())
        {
            await EndAsync(entry.Impersonation.Id, "expired", TheSystem);
        }
    }

    private async Task<bool> EndAsync(string id, string outcome, Caller by)
    {
        await endingImpersonations.WaitAsync();
        try
        {
            if (State.Impersonations.FirstOrDefault(one => one.Impersonation.Id == id && one.Impersonation.EndedAt is null) is not { Impersonation: var view })
            {
                return false;
            }

            await RecordAsync("impersonation.end", view, outcome, by);
            await ChangeAsync(current => current.Ended(id, by.Actor, outcome == "ok" ? clock.GetUtcNow() : view.EndsAt));
            return true;
        }
        finally
        {
            endingImpersonations.Release();
        }
    }

    private Task<AuditEntry> RecordAsync(string action, ImpersonationView view, string outcome, Caller by) => ledger.AppendAsync(
        new() { Audit = Entry(action, view.Id, outcome, by) with { Summary = $"{view.Actor}; until {view.EndsAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC" }, IsWrite = true }, CancellationToken.None);
}
