using Squaremcp.Storage.Import;
using Squaremcp.Storage.Sqlite.Import;

namespace Squaremcp.Vault;

/// <summary>The command <c>import</c>: a data folder into another installation, told to a person, the same in both programs.</summary>
public static class InstallationImport
{
    private const string Local = "local";

    /// <param name="folder">The data folder to import.</param>
    /// <param name="wrappers">The target's key providers. The source's are the same, but that its local key is the file in its folder.</param>
    /// <param name="options">The target's.</param>
    /// <returns>True where everything is there and as it was.</returns>
    /// <exception cref="Squaremcp.Storage.StorageException">It cannot go on, with what to do.</exception>
    /// <exception cref="VaultException">A key of the vault cannot be moved, with what to do.</exception>
    public static async Task<bool> RunAsync(
        string folder, IInstallationTarget target, IReadOnlyList<IKeyWrapper> wrappers, VaultOptions options, TextWriter output, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var source = SqliteSource.Open(folder);
        using var secrets = new SecretsMove(wrappers.Where(wrapper => wrapper.Provider != Local).Append(new LocalKeyFile(Path.Combine(source.Name, "vault.key"))), wrappers, options.Provider);
        var printer = new ImportPrinter(output, clock);
        await output.WriteLineAsync($"importing {source.Name} into {target.Name}");
        var report = await new ImportRun(source, target, secrets, printer).RunAsync(cancellationToken);
        printer.Print(report);
        return report.Ok;
    }
}
