using System.Collections.Concurrent;
using Orleans.Reminders.Diagnostics;

namespace Squaremcp.Tests.Cluster.Host;

/// <summary>
/// What one silo's reminder service tells of itself. It begins to wait for a reminder a moment after the registration was answered, and counts from the clock as it is then: a test that moves the clock at once would leave
/// the tick out. Where real time flows, a reminder's minute makes nothing of that moment.
/// </summary>
internal sealed class ReminderWatch : IObserver<ReminderEvents.ReminderEvent>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<(GrainId Grain, string Name), Reminder> known = new();
    private readonly KeptReminders kept;
    private readonly SiloAddress silo;
    private readonly IDisposable listening;

    public ReminderWatch(KeptReminders kept, ILocalSiloDetails details)
    {
        (this.kept, silo) = (kept, details.SiloAddress);
        listening = ReminderEvents.AllEvents.Subscribe(this);
    }

    /// <summary>Waits until the silo waits for every reminder there is.</summary>
    internal async Task LoadedAsync()
    {
        foreach (var reminder in kept.All)
        {
            await WaitAsync(Of(reminder.Grain, reminder.ReminderName).Armed.Task, reminder.Grain, reminder.ReminderName);
        }
    }

    /// <summary>Completes when the silo waits for the reminder anew; at once where its tick runs, which comes first.</summary>
    internal Func<Task> Next(GrainId grain, string name)
    {
        var again = Of(grain, name).Again();
        return () => WaitAsync(again, grain, name);
    }

    public void OnNext(ReminderEvents.ReminderEvent value)
    {
        if (!silo.Equals(value.SiloAddress))
        {
            return;
        }

        var reminder = Of(value.GrainId, value.ReminderName);
        switch (value)
        {
            case ReminderEvents.TickFiring:
                reminder.Ticks();
                break;
            case ReminderEvents.TickCompleted completed:
                reminder.Ticked(completed.Status.CurrentTickTime);
                break;
            case ReminderEvents.TickFailed failed:
                reminder.Ticked(failed.Status.CurrentTickTime);
                break;
            case ReminderEvents.LocalReminderTickWaitArmed or ReminderEvents.LocalReminderStopped:
                if (reminder.Rests() is { } came)
                {
                    kept.Came(value.GrainId, value.ReminderName, came);
                }

                break;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => listening.Dispose();

    private Reminder Of(GrainId grain, string name) => known.GetOrAdd((grain, name), _ => new());

    private static async Task WaitAsync(Task armed, GrainId grain, string name)
    {
        try
        {
            await armed.WaitAsync(Patience);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"The silo did not begin to wait for the reminder {name} of {grain} within {Patience}.", late);
        }
    }

    private sealed class Reminder
    {
        private readonly Lock gate = new();
        private bool ticking;
        private DateTime? came;

        internal TaskCompletionSource Armed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Again()
        {
            lock (gate)
            {
                if (ticking)
                {
                    return Task.CompletedTask;
                }

                Armed = Armed.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : Armed;
                return Armed.Task;
            }
        }

        internal void Ticks()
        {
            lock (gate)
            {
                ticking = true;
                Armed.TrySetResult();
            }
        }

        internal void Ticked(DateTime at)
        {
            lock (gate)
            {
                (ticking, came) = (false, at);
            }
        }

        internal DateTime? Rests()
        {
            lock (gate)
            {
                var last = came;
                came = null;
                Armed.TrySetResult();
                return last;
            }
        }
    }
}
