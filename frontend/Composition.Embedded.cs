using Squaremcp.Embedded;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Sandbox;
using Squaremcp.Grains;
using Squaremcp.Grains.Connections;
using Squaremcp.Grains.Customers;
using Squaremcp.Grains.Limits;
using Squaremcp.Platforms;
using Squaremcp.Settings;
using Squaremcp.Storage;
using Squaremcp.Storage.Sqlite;
using Squaremcp.Vault;
using Squaremcp.Vault.Kms;

namespace Squaremcp.Frontend;

/// <summary>Everything in one process: embedded grain host, SQLite.</summary>
internal static partial class Composition
{
    static partial void AddGrainHost(WebApplicationBuilder builder, GatewaySettings settings)
    {
        var folder = Open(settings.DataDirectory);
        var secrets = Secrets.Open(folder.Path, settings.AdminApiKey, settings.CursorKeyBytes);
        var vaults = Path.GetFullPath(settings.Platforms.Obsidian.VaultRoot ?? folder.File("vaults"));
        Directory.CreateDirectory(vaults);
        builder.Services
            .AddSingleton(_ => folder)
            .AddSingleton(secrets)
            .AddSingleton(new Folders(folder.Path, vaults))
            .AddSingleton(new CursorSealer(secrets.CursorKey))
            .AddSingleton<IBackup, Backup>()
            .AddSqliteStorage(new() { File = folder.File(BackupFile.Database) })
            .AddSqliteReminders()
            .AddVault(new(settings.Vault.Provider), settings.Vault.KeyFile is { } key ? Path.GetFullPath(key) : folder.File(BackupFile.VaultKey))
            .AddKms(KeysOf(settings.Vault))
            .AddPlatforms(settings.Platforms.Options(vaults))
            .AddSandbox(settings, secrets.CursorKey, vaults)
            .AddSingleton(new PlanCatalog(settings.Plans.Limits))
            .AddSingleton(new FileLimits(settings.Files.MostBytes, settings.Files.QuotaBytes, settings.Files.MostFiles))
            .AddSquareGrains(provider => new ToolLimits(settings.Mcp.AnswerBytes, () => provider.GetRequiredService<PublicAddress>().Origin))
            .AddEmbeddedGrains(grains =>
            {
                grains.Assemblies.Add(GrainServices.Assembly);
                (grains.GrainResponseTimeout, grains.ClientResponseTimeout) = (Deadlines.Customer, Deadlines.Frontend);
            });
        builder.Services.AddSingleton<Func<CancellationToken, Task<string?>>>(provider => provider.GetRequiredService<IInstallation>().CheckAsync);
    }

    /// <summary>One process needs nothing beyond what is checked for all.</summary>
    internal static partial IEnumerable<string> Mistakes(GatewaySettings settings) => [];

    /// <summary>Takes the data folder for this process, as a server does.</summary>
    internal static IDisposable Hold(string folder) => Open(folder);

    internal static async partial Task PrepareAsync(WebApplication app)
    {
        // Made here, so that the provider holds the folder to its own end, after everything that writes in it.
        _ = app.Services.GetRequiredService<DataFolder>();
        try
        {
            await app.Services.GetRequiredService<IInstallation>().MigrateAsync(CancellationToken.None);
            await app.Services.OpenVaultAsync(CancellationToken.None);

            // What an earlier process had sent when it ended.
            await app.Services.GetRequiredService<IWriteLedger>()
                .SettleAsync(null, app.Services.GetRequiredService<WriteOwner>().Id, app.Services.GetRequiredService<TimeProvider>().GetUtcNow(), CancellationToken.None);
        }
        catch (Exception refused) when (refused is StorageException or VaultException)
        {
            throw new CannotStartException(refused.Message, refused);
        }
    }

    private static DataFolder Open(string path)
    {
        try
        {
            var folder = DataFolder.Open(path);
            BackupFile.Finish(folder.Path);
            return folder;
        }
        catch (StorageException refused)
        {
            throw new CannotStartException(refused.Message, refused);
        }
    }

    /// <summary>A zip of the database as it is at one moment and the keys that belong to it.</summary>
    private sealed class Backup(IInstallation installation, Folders folders) : IBackup
    {
        public async Task WriteAsync(HttpContext context)
        {
            var snapshot = Path.Combine(folders.Data, $"snapshot-{Guid.NewGuid():n}.db");
            var zip = Path.ChangeExtension(snapshot, ".zip");
            try
            {
                await installation.SnapshotAsync(snapshot, context.RequestAborted);
                var keys = new[] { BackupFile.CursorKey, BackupFile.VaultKey }.Select(name => (Name: name, File: Path.Combine(folders.Data, name))).Where(key => File.Exists(key.File));
                await BackupFile.WriteAsync(zip, [(BackupFile.Database, snapshot), .. keys], context.RequestAborted);
                context.Response.ContentType = "application/zip";
                await context.Response.SendFileAsync(zip, context.RequestAborted);
            }
            finally
            {
                File.Delete(snapshot);
                File.Delete(zip);
            }
        }
    }
}
