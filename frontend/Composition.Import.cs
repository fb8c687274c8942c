using Squaremcp.Frontend.Operation;
using Squaremcp.Platforms.Http;
using Squaremcp.Settings;
using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Storage.Sqlite.Import;
using Squaremcp.Vault;
using Squaremcp.Vault.Kms;

namespace Squaremcp.Frontend;

/// <summary>An installation moves from another data folder into this one.</summary>
internal static partial class Composition
{
    /// <param name="source">The data folder to import.</param>
    /// <param name="folder">The data folder it goes to.</param>
    /// <param name="json">What it found is printed as JSON.</param>
    internal static async Task<bool> ImportAsync(string source, string folder, GatewaySettings settings, bool json, CancellationToken cancellationToken)
    {
        using var held = Open(folder);
        await using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<OutboundHttp>()
            .AddVault(new(settings.Vault.Provider), held.File(BackupFile.VaultKey))
            .AddKms(KeysOf(settings.Vault))
            .BuildServiceProvider();
        try
        {
            await using var target = new SqliteTarget(held.File(BackupFile.Database), TimeProvider.System);
            return await InstallationMove.ImportAsync(
                source, target, [.. services.GetServices<IKeyWrapper>()], services.GetRequiredService<VaultOptions>(), ImportPrinter.Console(ImportWords.Import, json), cancellationToken);
        }
        catch (Exception refused) when (refused is StorageException or VaultException)
        {
            throw new CannotStartException(refused.Message, refused);
        }
    }
}
