using System.Collections.Concurrent;
using Squaremcp.Embedded;

namespace Squaremcp.Tests;

/// <summary>Reminders in memory. Outlives a restart of the host that uses it. The Cluster configuration has the same type under Orleans' own reminder service.</summary>
internal sealed class KeptReminders : IReminderStore
{
    private readonly ConcurrentDictionary<(GrainId, string), Reminder> rows = new();

    private readonly SemaphoreSlim moves = new(0);
    private int failing;

    public IReadOnlyCollection<Reminder> All => [.. rows.Values];

    /// <summary>Waits until one more tick counts as come.</summary>
    public async Task MovedAsync()
    {
        if (!await moves.WaitAsync(TimeSpan.FromSeconds(10)))
        {
            throw new TimeoutException("No tick counted as come within 10 s.");
        }
    }

    /// <summary>The next so many questions for what is due go wrong.</summary>
    public void FailNext(int times) => failing = times;

    public Task SaveAsync(Reminder reminder)
    {
        rows[(reminder.Grain, reminder.ReminderName)] = reminder;
        return Task.CompletedTask;
    }

    public Task<bool> RemoveAsync(Reminder reminder) =>
        Task.FromResult(Stored(reminder) is { } stored && rows.TryRemove(KeyValuePair.Create((reminder.Grain, reminder.ReminderName), stored)));

    public Task MoveAsync(Reminder reminder, DateTimeOffset dueAt)
    {
        if (Stored(reminder) is { } stored)
        {
            rows.TryUpdate((reminder.Grain, reminder.ReminderName), stored with { DueAt = dueAt }, stored);
        }

        moves.Release();
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Reminder>> OfAsync(GrainId grain) =>
        Task.FromResult<IReadOnlyList<Reminder>>([.. rows.Values.Where(one => one.Grain == grain).OrderBy(one => one.ReminderName, StringComparer.Ordinal)]);

    public Task<IReadOnlyList<Reminder>> NextAsync(int limit) => Interlocked.Decrement(ref failing) >= 0
        ? Task.FromException<IReadOnlyList<Reminder>>(new IOException("The reminders cannot be read."))
        : Task.FromResult<IReadOnlyList<Reminder>>([.. rows.Values.OrderBy(one => one.DueAt).Take(limit)]);

    private Reminder? Stored(Reminder reminder) => rows.TryGetValue((reminder.Grain, reminder.ReminderName), out var stored) && stored.Tag == reminder.Tag ? stored : null;
}
