using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Squaremcp.Storage.Sqlite;

public static class SqliteStorageServices
{
    /// <summary>
    /// The whole of storage on one SQLite file: <see cref="IInstallation"/> (migrate before anything else is used), the ledgers, the customer index, grain state.
    /// Needs a <see cref="TimeProvider"/> and logging. Disposing the provider commits what waits.
    /// </summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, SqliteStorageOptions options)
    {
        services.TryAddSingleton<IGrainStorageSerializer, StateSerializer>();
        return services
            .AddSingleton(options)
            .AddSingleton<Checkpointer>()
            .AddSingleton<Writer>()
            .AddSingleton<Readers>()
            .AddSingleton<IInstallation, SqliteInstallation>()
            .AddSingleton<ILedgerWriter, LedgerWriter>()
            .AddSingleton<ILedgerReader, LedgerReader>()
            .AddSingleton<IWriteLedger, WriteLedger>()
            .AddSingleton<IUsageReader, UsageCounters>()
            .AddSingleton<IRecipients, Recipients>()
            .AddSingleton<IAuditProof, AuditProof>()
            .AddSingleton<ISecretRecords, SecretRecords>()
            .AddSingleton<ICustomerIndex, CustomerIndex>()
            .AddSingleton<ICustomerFileRecords, CustomerFileRecords>()
            .AddSingleton<IGrainStorage, SqliteGrainStorage>();
    }
}
