using Microsoft.Extensions.DependencyInjection;
using Orleans.Timers;

namespace Squaremcp.Tests.Cluster.Host;

/// <summary>Orleans' reminders, whose registration is answered only when the silo waits for the tick: see <see cref="ReminderWatch"/>.</summary>
internal sealed class ArmedReminders(IReminderRegistry reminders, ReminderWatch watch) : IReminderRegistry
{
    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        var armed = watch.Next(callingGrainId, reminderName);
        try
        {
            var reminder = await reminders.RegisterOrUpdateReminder(callingGrainId, reminderName, dueTime, period);
            await armed();
            return reminder;
        }
        catch (TimeoutException)
        {
            await armed();      // it was registered, and the answer lost
            throw;
        }
    }

    public Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder) => reminders.UnregisterReminder(callingGrainId, reminder);

    public Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) => reminders.GetReminder(callingGrainId, reminderName);

    public Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) => reminders.GetReminders(callingGrainId);
}

internal static class ReminderServices
{
    /// <summary>Orleans' reminder service on a table in memory. It loads every reminder at once, however far off: the clock of a test jumps past the refresh that would bring the distant ones.</summary>
    internal static void AddReminders(this IServiceCollection services, KeptReminders kept)
    {
        services.AddReminders();
        services.Configure<ReminderOptions>(options => options.ReminderLoadingWindow = TimeSpan.FromDays(36_500));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ReminderWatch>(provider, kept));
        services.AddSingleton<IReminderTable>(provider =>
        {
            provider.GetRequiredService<ReminderWatch>();      // listens before the service reads its first row
            return kept;
        });
        var orleans = services.Last(service => service.ServiceType == typeof(IReminderRegistry)).ImplementationType!;
        services.AddSingleton<IReminderRegistry>(provider => new ArmedReminders((IReminderRegistry)ActivatorUtilities.CreateInstance(provider, orleans), provider.GetRequiredService<ReminderWatch>()));
    }
}
