using Squaremcp.Settings;
using Squaremcp.Storage.MySql;

namespace Squaremcp.Silo;

/// <summary>Where this program's database is named.</summary>
internal static class SiloStorage
{
    /// <summary>Of the database that this program writes.</summary>
    internal static long SchemaVersion => MySqlStorageServices.SchemaVersion;

    internal static IServiceCollection AddStorage(this IServiceCollection services, GatewaySettings settings) =>
        services.AddMySqlStorage(new() { ConnectionString = settings.Cluster.ConnectionString!, Installation = settings.Cluster.ServiceId });
}
