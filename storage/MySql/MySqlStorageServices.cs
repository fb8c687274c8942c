using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Squaremcp.Storage.MySql;

public static class MySqlStorageServices
{
    /// <summary>Of the schema that this program writes.</summary>
    public static long SchemaVersion => Migrator.Newest;

    /// <summary>
    /// Storage on one MySQL 8 or MariaDB database that several silos share: <see cref="IInstallation"/> (migrate before anything else is used), the ledgers, the customer index.
    /// The state of grains, membership and reminders are Orleans' own. Needs a <see cref="TimeProvider"/> and logging. Disposing the provider commits what waits.
    /// </summary>
    public static IServiceCollection AddMySqlStorage(this IServiceCollection services, MySqlStorageOptions options)
    {
        services.TryAddSingleton<IGrainStorageSerializer, StateSerializer>();
        return services
            .AddSingleton(options)
            .AddSingleton<Connections>()
            .AddSingleton<Writer>()
            .AddSingleton<Readers>()
            .AddSingleton<IInstallation, MySqlInstallation>()
            .AddSingleton<ILedgerWriter, LedgerWriter>()
            .AddSingleton<ILedgerReader, LedgerReader>()
            .AddSingleton<IWriteLedger, WriteLedger>()
            .AddSingleton<IUsageReader, UsageCounters>()
            .AddSingleton<IRecipients, Recipients>()
            .AddSingleton<IAuditProof, AuditProof>()
            .AddSingleton<ISecretRecords, SecretRecords>()
            .AddSingleton<ICustomerIndex, CustomerIndex>()
            .AddSingleton<ICustomerFileRecords, CustomerFileRecords>();
    }
}
