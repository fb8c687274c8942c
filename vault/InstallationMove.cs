using Squaremcp.Storage;
using Squaremcp.Storage.Import;
using Squaremcp.Storage.Sqlite.Import;

namespace Squaremcp.Vault;

/// <summary>The commands <c>import</c>, <c>restore</c> and <c>backup</c>: an installation goes from one place to another, told to a person, the same in both programs.</summary>
public static class InstallationMove
{
    private const string Local = "local";
    private const string KeyFile = "vault.key";

    /// <summary>A data folder into another installation.</summary>
    /// <param name="folder">The data folder to import.</param>
    /// <param name="wrappers">The target's key providers. The source's are the same, but that its local key is the file in its folder.</param>
    /// <param name="options">The target's.</param>
    /// <returns>True where everything is there and as it was.</returns>
    /// <exception cref="StorageException">It cannot go on, with what to do.</exception>
    /// <exception cref="VaultException">A key of the vault cannot be moved, with what to do.</exception>
    public static async Task<bool> ImportAsync(
        string folder, IInstallationTarget target, IReadOnlyList<IKeyWrapper> wrappers, VaultOptions options, ImportPrinter printer, CancellationToken cancellationToken)
    {
        using var source = SqliteSource.Open(folder);
        return await RunAsync(source, target, OfFolder(source.Name, wrappers), wrappers, options, printer, cancellationToken);
    }

    /// <summary>A backup into an empty database. Its vault's keys open with the target's providers; where a local key lies in the folder, with that one.</summary>
    /// <inheritdoc cref="ImportAsync"/>
    public static async Task<bool> RestoreAsync(
        string folder, IInstallationTarget target, IReadOnlyList<IKeyWrapper> wrappers, VaultOptions options, ImportPrinter printer, CancellationToken cancellationToken)
    {
        using var source = SqliteSource.Open(folder);
        await BackupManifest.RequireAsync(source.Name, cancellationToken);
        var from = File.Exists(Path.Combine(source.Name, KeyFile)) ? OfFolder(source.Name, wrappers) : wrappers;
        return await RunAsync(source, target, from, wrappers, options, printer, cancellationToken);
    }

    /// <summary>An installation into a folder, from which it can be restored or started. No key is written: the vault's keys stay wrapped as they are.</summary>
    /// <param name="wrappers">The installation's key providers, with which every secret of the backup is tried.</param>
    /// <returns>True where everything is there and as it was.</returns>
    /// <exception cref="StorageException">It cannot go on, with what to do.</exception>
    /// <exception cref="VaultException">A key of the vault does not open, with what to do.</exception>
    public static async Task<bool> BackupAsync(
        IInstallationSource source, string folder, IReadOnlyList<IKeyWrapper> wrappers, ImportPrinter printer, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var target = BackupFolder.Open(folder, clock);
        using var secrets = new SecretsMove(wrappers, wrappers, provider: null);
        printer.Begin(source.Name, target.Name);
        var report = await new ImportRun(source, target, secrets, printer).RunAsync(cancellationToken);
        var keys = await VaultRows.KeysAsync(source, cancellationToken);
        printer.Print(source.Name, target.Name, report, keys);
        if (report.Ok && keys.Count > 0)
        {
            printer.Say($"No key is in it. The stored credentials open only with {string.Join(" and ", keys.Select(Words).Distinct(StringComparer.Ordinal))}: keep that apart from the backup, and as long.");
        }

        return report.Ok;
    }

    private static async Task<bool> RunAsync(
        SqliteSource source, IInstallationTarget target, IEnumerable<IKeyWrapper> from, IReadOnlyList<IKeyWrapper> to, VaultOptions options, ImportPrinter printer, CancellationToken cancellationToken)
    {
        using var secrets = new SecretsMove(from, to, options.Provider);
        printer.Begin(source.Name, target.Name);
        var report = await new ImportRun(source, target, secrets, printer).RunAsync(cancellationToken);
        printer.Print(source.Name, target.Name, report);
        return report.Ok;
    }

    private static List<IKeyWrapper> OfFolder(string folder, IReadOnlyList<IKeyWrapper> wrappers) =>
        [.. wrappers.Where(wrapper => wrapper.Provider != Local), new LocalKeyFile(Path.Combine(folder, KeyFile))];

    private static string Words(VaultKey key) => key.Provider == Local ? $"the vault's key file with the fingerprint {key.ProviderKey}" : $"the key {key.ProviderKey} of {key.Provider}";
}
