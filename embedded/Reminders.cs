using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>
/// The reminders of all grains. None is in memory: the store is asked when the soonest is due. A tick counts as come when its grain has answered or
/// failed, and only then the next one is set; so one that the end of the process cut short, or that fell due meanwhile, comes at the next start.
/// </summary>
internal sealed partial class Reminders(GrainHost host, IReminderStore store, ILogger log)
{
    /// <summary>How many ticks run at once.</summary>
    private const int AtOnce = 64;

    /// <summary>As Orleans' ReminderOptions.MinimumReminderPeriod.</summary>
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMinutes(1);

    /// <summary>After the store failed.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), Task> ticks = new();
    private DateTimeOffset next = DateTimeOffset.MaxValue;
    private Task work = Task.CompletedTask;
    private bool working;

    internal void Start()
    {
        Heed(DateTimeOffset.MinValue);
        Look();
    }

    /// <summary>Called every second or so.</summary>
    internal void Look()
    {
        lock (gate)
        {
            if (!working && TakeWork())
            {
                work = Task.Run(WorkAsync);
            }
        }
    }

    /// <summary>Waits for ticks that run; a host that stops begins no more.</summary>
    internal async Task StopAsync()
    {
        Task last;
        lock (gate)
        {
            last = work;
        }

        await last;
        await Task.WhenAll(ticks.Values);
    }

    internal async Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < ShortestPeriod)
        {
            throw new ArgumentException($"The reminder {name} of {grain} has a period of {period}; {ShortestPeriod} is the shortest.", nameof(period));
        }

        var first = host.Clock.GetUtcNow() + dueTime;
        var reminder = new Reminder { Grain = grain, ReminderName = name, Tag = Guid.NewGuid().ToString("n"), FirstAt = first, Period = period, DueAt = first };
        Refuse(grain);
        await store.SaveAsync(reminder);
        Heed(first);
        LoseAnswer(grain);
        return reminder;
    }

    internal async Task UnregisterAsync(Reminder reminder)
    {
        Refuse(reminder.Grain);
        if (!await store.RemoveAsync(reminder))
        {
            throw new ReminderException($"The reminder {reminder.ReminderName} of {reminder.Grain} was replaced or removed meanwhile.");
        }

        LoseAnswer(reminder.Grain);
    }

    internal Task<IReadOnlyList<Reminder>> OfAsync(GrainId grain) => store.OfAsync(grain);

    private void Heed(DateTimeOffset dueAt)
    {
        lock (gate)
        {
            next = dueAt < next ? dueAt : next;
        }
    }

    /// <remarks>Under the lock.</remarks>
    private bool TakeWork()
    {
        working = !host.Stopping && next <= host.Clock.GetUtcNow();
        next = working ? DateTimeOffset.MaxValue : next;
        return working;
    }

    private bool GoesOn()
    {
        lock (gate)
        {
            return TakeWork();
        }
    }

    private async Task WorkAsync()
    {
        do
        {
            try
            {
                Heed(await BeginDueAsync());
            }
            catch (Exception e)
            {
                Heed(AfterFailure(e));
            }
        }
        while (GoesOn());
    }

    /// <summary>Begins the ticks that are due. Those that run are still due in the store, and so no more than a page of them run.</summary>
    /// <returns>When the next one is due; one whose tick runs says so itself when it ends.</returns>
    private async Task<DateTimeOffset> BeginDueAsync()
    {
        var running = ticks.Keys.ToHashSet();      // before the store is asked: one that ends in between must not begin again
        var soonest = (await store.NextAsync(AtOnce)).Where(reminder => !running.Contains(Key(reminder))).ToList();
        var now = host.Clock.GetUtcNow();
        foreach (var reminder in soonest.Where(reminder => reminder.DueAt <= now))
        {
            ticks[Key(reminder)] = Task.CompletedTask;
            ticks.TryUpdate(Key(reminder), TickAsync(reminder, now), Task.CompletedTask);      // not where it has ended already
        }

        return soonest.Find(reminder => reminder.DueAt > now)?.DueAt ?? DateTimeOffset.MaxValue;
    }

    private async Task TickAsync(Reminder reminder, DateTimeOffset now)
    {
        var lookAgain = DateTimeOffset.MinValue;
        try
        {
            if (await CameAsync(reminder, now))
            {
                await store.MoveAsync(reminder, reminder.After(now));
            }
        }
        catch (Exception e)
        {
            lookAgain = AfterFailure(e);
        }

        ticks.TryRemove(Key(reminder), out _);
        Heed(lookAgain);
        Look();
    }

    /// <returns>False where the host stops and did not take the call.</returns>
    private async Task<bool> CameAsync(Reminder reminder, DateTimeOffset now)
    {
        try
        {
            await host.SendTick(reminder, new TickStatus(reminder.FirstAt.UtcDateTime, reminder.Period, now.UtcDateTime));
        }
        catch (OrleansMessageRejectionException) when (host.Stopping)
        {
            return false;
        }
        catch (Exception e)
        {
            TickFailed(reminder.ReminderName, reminder.Grain, e);
        }

        return true;
    }

    private DateTimeOffset AfterFailure(Exception failure)
    {
        StoreFailed(Rest.TotalSeconds, failure);
        return host.Clock.GetUtcNow() + Rest;
    }

    private static (GrainId Grain, string Name) Key(Reminder reminder) => (reminder.Grain, reminder.ReminderName);

    private void Refuse(GrainId grain)
    {
        if (host.Faults?.Roll(Fault.Reject) is true)
        {
            throw new OrleansMessageRejectionException($"A reminder of {grain} was refused on purpose. Nothing was changed.");
        }
    }

    private void LoseAnswer(GrainId grain)
    {
        if (host.Faults?.Roll(Fault.LoseAnswer) is true)
        {
            throw new TimeoutException($"A reminder of {grain} was changed; the answer was lost on purpose.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The reminder {Name} of {Grain} failed. It comes again after its period.")]
    private partial void TickFailed(string name, GrainId grain, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The reminders that are due could not be read or moved on. The next attempt is in {Seconds} s.")]
    private partial void StoreFailed(double seconds, Exception failure);
}
