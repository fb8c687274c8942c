namespace Squaremcp.Embedded.Api;

public interface IRemindable : IGrain
{
    Task ReceiveReminder(string reminderName, TickStatus status);
}

public interface IGrainReminder
{
    string ReminderName { get; }
}

[GenerateSerializer, Immutable]
public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
{
    [Id(0)] public DateTime FirstTickTime { get; } = firstTickTime;

    [Id(1)] public TimeSpan Period { get; } = period;

    [Id(2)] public DateTime CurrentTickTime { get; } = timeStamp;

    public override string ToString() => $"<{FirstTickTime}, {Period}, {CurrentTickTime}>";
}

/// <summary>The reminder was replaced or removed by somebody else.</summary>
public sealed class ReminderException(string message) : OrleansException(message);

public static class GrainReminderExtensions
{
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        RegisterOrUpdateReminder((IGrainBase)grain, reminderName, dueTime, period);

    public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) => grain is IRemindable
        ? Of(grain).RegisterAsync(grain.GrainContext.GrainId, Named(reminderName), dueTime, period)
        : throw new InvalidOperationException($"{grain.GrainContext.GrainId} is not {nameof(IRemindable)}.");

    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => UnregisterReminder((IGrainBase)grain, reminder);

    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) => Of(grain).UnregisterAsync((Reminder)reminder);

    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => GetReminder((IGrainBase)grain, reminderName);

    public static async Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) =>
        (await Of(grain).OfAsync(grain.GrainContext.GrainId)).FirstOrDefault(one => one.ReminderName == Named(reminderName));

    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => GetReminders((IGrainBase)grain);

    public static async Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) => [.. await Of(grain).OfAsync(grain.GrainContext.GrainId)];

    private static global::Squaremcp.Embedded.Reminders Of(IGrainBase grain) => global::Squaremcp.Embedded.Activation.InTurn
        ? ((global::Squaremcp.Embedded.Activation)grain.GrainContext).Host.Reminders
        : throw new InvalidOperationException("Reminders are registered, asked for and removed within a call of the grain.");

    private static string Named(string reminderName) => string.IsNullOrWhiteSpace(reminderName) ? throw new ArgumentNullException(nameof(reminderName)) : reminderName;
}
