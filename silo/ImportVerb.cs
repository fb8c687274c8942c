using System.Buffers.Text;
using Squaremcp.Settings;
using Squaremcp.Silo.Cluster;
using Squaremcp.Silo.Operation;
using Squaremcp.Storage;
using Squaremcp.Storage.MySql;
using Squaremcp.Storage.MySql.Import;
using Squaremcp.Vault;

namespace Squaremcp.Silo;

/// <summary>Moves the installation of a data folder into the cluster's database, which must be empty. No silo starts on it before it is done and verified.</summary>
internal static class ImportVerb
{
    /// <returns>True where everything is there and as it was.</returns>
    internal static async Task<bool> RunAsync(string folder, GatewaySettings settings, ILoggerFactory loggers, TextWriter output, CancellationToken cancellationToken)
    {
        RequireCursorKey(folder, settings);
        using var host = Composition.Build(settings, loggers, onFatal: null);
        var options = new MySqlStorageOptions { ConnectionString = settings.Cluster.ConnectionString!, Installation = settings.Cluster.ServiceId };
        try
        {
            await using var target = new MySqlTarget(options, new OrleansSchema(options.ConnectionString, settings.Cluster.ClusterId).ApplyAsync, TimeProvider.System);
            return await InstallationImport.RunAsync(
                folder, target, [.. host.Services.GetServices<IKeyWrapper>()], host.Services.GetRequiredService<VaultOptions>(), output, TimeProvider.System, cancellationToken);
        }
        catch (Exception failure) when (failure is StorageException or VaultException or ForeignDatabaseException or System.Data.Common.DbException)
        {
            throw new CannotServeException(StartFailure.Words(failure), failure);
        }
    }

    /// <summary>Publishes in flight are sealed with it: with another they could not go on.</summary>
    private static void RequireCursorKey(string folder, GatewaySettings settings)
    {
        var file = Path.Combine(Path.GetFullPath(folder), "cursor.key");
        if (File.Exists(file) && !Base64Url.DecodeFromChars(File.ReadAllText(file).Trim()).AsSpan().SequenceEqual(settings.CursorKeyBytes))
        {
            throw new CannotServeException($"SQUAREMCP__CursorKey is not the key of the installation to import. Set it to the content of {file}, in every process of the cluster, and import again.", null);
        }
    }
}
