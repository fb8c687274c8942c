using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Embedded;

namespace Squaremcp.Storage.Sqlite;

public static class SqliteReminderServices
{
    /// <summary>Reminders of the embedded grain host, in the database of <see cref="SqliteStorageServices.AddSqliteStorage"/>. In a cluster Orleans keeps its own.</summary>
    public static IServiceCollection AddSqliteReminders(this IServiceCollection services) => services.AddSingleton<IReminderStore, SqliteReminders>();
}
