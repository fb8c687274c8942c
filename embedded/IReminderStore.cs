using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>Where reminders are kept. Grain types, keys and names are told apart to the letter.</summary>
public interface IReminderStore
{
    /// <summary>Enters the reminder, in the place of another of the same grain and name.</summary>
    Task SaveAsync(Reminder reminder);

    /// <returns>False where the stored one has another tag, or there is none.</returns>
    Task<bool> RemoveAsync(Reminder reminder);

    /// <summary>Says when the next tick is due, unless the reminder was replaced or removed meanwhile.</summary>
    Task MoveAsync(Reminder reminder, DateTimeOffset dueAt);

    Task<IReadOnlyList<Reminder>> OfAsync(GrainId grain);

    /// <summary>Those whose next tick is due first, soonest first.</summary>
    Task<IReadOnlyList<Reminder>> NextAsync(int limit);
}

/// <summary>One reminder, and the handle that a grain holds to it.</summary>
public sealed record Reminder : IGrainReminder
{
    public required GrainId Grain { get; init; }

    public required string ReminderName { get; init; }

    /// <summary>Another with each registration.</summary>
    public required string Tag { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>At least a minute.</summary>
    public required TimeSpan Period { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The next tick after one that came now: on the beat of the first, so that ticks missed meanwhile came with this one.</summary>
    public DateTimeOffset After(DateTimeOffset now) => FirstAt.AddTicks(Period.Ticks * (((now - FirstAt).Ticks / Period.Ticks) + 1));
}
