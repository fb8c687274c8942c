using System.Buffers.Text;
using Squaremcp.Settings;
using Squaremcp.Silo.Cluster;
using Squaremcp.Silo.Operation;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Storage.MySql;
using Squaremcp.Storage.MySql.Import;
using Squaremcp.Vault;

namespace Squaremcp.Silo;

/// <summary>
/// Moves an installation between a folder and the cluster's database. What comes in needs an empty one, and no silo starts on it before it is done and verified; what goes out is read while silos run.
/// </summary>
internal static class MoveVerbs
{
    /// <summary>A table of a million customers is not counted in the half minute that a call's statement has.</summary>
    private static readonly TimeSpan StatementLimit = TimeSpan.FromMinutes(30);

    /// <summary>The verbs, and what each is given.</summary>
    internal static IReadOnlyDictionary<string, string> Needs { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["import"] = "the data folder to import",
        ["restore"] = "the folder of the backup",
        ["backup"] = "the folder to write",
    };

    /// <param name="verb">One of <see cref="Needs"/>.</param>
    /// <returns>True where everything is there and as it was.</returns>
    internal static async Task<bool> RunAsync(string verb, string folder, GatewaySettings settings, ILoggerFactory loggers, bool json, CancellationToken cancellationToken)
    {
        using var host = Composition.Build(settings, loggers, onFatal: null);
        var options = new MySqlStorageOptions { ConnectionString = settings.Cluster.ConnectionString!, Installation = settings.Cluster.ServiceId, StatementLimit = StatementLimit };
        try
        {
            return verb switch
            {
                "import" => await ImportAsync(folder, settings, options, host.Services, json, cancellationToken),
                "restore" => await RestoreAsync(folder, settings, options, host.Services, json, cancellationToken),
                _ => await BackupAsync(folder, options, host.Services, json, cancellationToken),
            };
        }
        catch (Exception failure) when (failure is StorageException or VaultException or ForeignDatabaseException or System.Data.Common.DbException)
        {
            throw new CannotServeException(StartFailure.Words(failure), failure);
        }
    }

    private static async Task<bool> ImportAsync(string folder, GatewaySettings settings, MySqlStorageOptions options, IServiceProvider services, bool json, CancellationToken cancellationToken)
    {
        if (!FitsCursorKey(folder, settings))
        {
            throw new CannotServeException($"SQUAREMCP__CursorKey is not the key of the installation to import. Set it to the content of {CursorKey(folder)}, in every process of the cluster, and import again.", null);
        }

        await using var target = Target(settings, options);
        return await InstallationMove.ImportAsync(folder, target, Wrappers(services), services.GetRequiredService<VaultOptions>(), ImportPrinter.Console(ImportWords.Import, json), cancellationToken);
    }

    private static async Task<bool> RestoreAsync(string folder, GatewaySettings settings, MySqlStorageOptions options, IServiceProvider services, bool json, CancellationToken cancellationToken)
    {
        var printer = ImportPrinter.Console(ImportWords.Restore, json);
        if (!FitsCursorKey(folder, settings))
        {
            // A key may have been changed since, or be lost: no reason to be left without the rest.
            printer.Say($"SQUAREMCP__CursorKey is not the content of {CursorKey(folder)}: publishes that were under way when the backup was made will not go on, unless you set it to that in every process.");
        }

        await using var target = Target(settings, options);
        return await InstallationMove.RestoreAsync(folder, target, Wrappers(services), services.GetRequiredService<VaultOptions>(), printer, cancellationToken);
    }

    private static async Task<bool> BackupAsync(string folder, MySqlStorageOptions options, IServiceProvider services, bool json, CancellationToken cancellationToken)
    {
        using var source = await MySqlSource.OpenAsync(options, TimeProvider.System, cancellationToken);
        return await InstallationMove.BackupAsync(source, folder, Wrappers(services), ImportPrinter.Console(ImportWords.Backup, json), TimeProvider.System, cancellationToken);
    }

    private static MySqlTarget Target(GatewaySettings settings, MySqlStorageOptions options) =>
        new(options, new OrleansSchema(options.ConnectionString, settings.Cluster.ClusterId).ApplyAsync, TimeProvider.System);

    private static List<IKeyWrapper> Wrappers(IServiceProvider services) => [.. services.GetServices<IKeyWrapper>()];

    private static string CursorKey(string folder) => Path.Combine(Path.GetFullPath(folder), "cursor.key");

    /// <summary>Publishes in flight are sealed with it: with another they could not go on. True where the folder has none.</summary>
    private static bool FitsCursorKey(string folder, GatewaySettings settings) =>
        !File.Exists(CursorKey(folder)) || Base64Url.DecodeFromChars(File.ReadAllText(CursorKey(folder)).Trim()).AsSpan().SequenceEqual(settings.CursorKeyBytes);
}
