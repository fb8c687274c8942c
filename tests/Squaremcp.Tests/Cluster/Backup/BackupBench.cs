using Squaremcp.Silo.Cluster;
using Squaremcp.Storage.Import;
using Squaremcp.Storage.MySql.Import;
using Squaremcp.Tests.Cluster.Import;
using Squaremcp.Vault;

namespace Squaremcp.Tests.Cluster.Backup;

/// <summary>A folder that clusters are backed up to and restored from.</summary>
internal sealed class BackupBench : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("squaremcp-backup-");

    public string Folder => Path.Combine(root.FullName, "backup");

    public string File => Path.Combine(Folder, "squaremcp.db");

    /// <summary>What a person was told last.</summary>
    public string Said { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="around">Puts something between the backup and its source.</param>
    public async Task<bool> BackupAsync(MySqlImportBench cluster, Func<IInstallationSource, IInstallationSource>? around = null, TimeProvider? clock = null, string? keyFile = null)
    {
        using var source = await MySqlSource.OpenAsync(cluster.Options, clock ?? TimeProvider.System, Token);
        return await SaidAsync(ImportWords.Backup, printer =>
            InstallationMove.BackupAsync(around?.Invoke(source) ?? source, Folder, [new LocalKeyFile(keyFile ?? cluster.KeyFile)], printer, clock ?? TimeProvider.System, Token));
    }

    /// <param name="around">Puts something between the restore and its target.</param>
    public async Task<bool> RestoreAsync(MySqlImportBench cluster, Func<IInstallationTarget, IInstallationTarget>? around = null, string? keyFile = null)
    {
        await using var target = new MySqlTarget(cluster.Options, new OrleansSchema(cluster.Options.ConnectionString, "test").ApplyAsync, TimeProvider.System);
        return await SaidAsync(ImportWords.Restore, printer =>
            InstallationMove.RestoreAsync(Folder, around?.Invoke(target) ?? target, [new LocalKeyFile(keyFile ?? cluster.KeyFile)], new("local"), printer, Token));
    }

    /// <summary>A key of the tests' own.</summary>
    public string NewKeyFile()
    {
        var file = Path.Combine(root.FullName, "other.key");
        System.IO.File.WriteAllText(file, System.Buffers.Text.Base64Url.EncodeToString(new byte[32]));
        return file;
    }

    public void Dispose() => root.Delete(recursive: true);

    private async Task<bool> SaidAsync(ImportWords words, Func<ImportPrinter, Task<bool>> act)
    {
        var output = new StringWriter();
        try
        {
            return await act(new(output, TextWriter.Null, json: false, words, TimeProvider.System));
        }
        finally
        {
            Said = output.ToString();
        }
    }
}
