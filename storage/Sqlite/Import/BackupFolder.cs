using System.Security.Cryptography;
using System.Text.Json;
using Squaremcp.Storage.Import;

namespace Squaremcp.Storage.Sqlite.Import;

/// <summary>
/// A folder that a backup is written to: an installation's database, and a manifest of its hash, without any key. The database has its name only once it is whole and verified;
/// what a backup left behind that was cut off has another, and the next one begins anew. Held until disposed.
/// </summary>
public sealed class BackupFolder : IInstallationTarget
{
    /// <summary>Names files and their SHA-256 in hexadecimal digits, as in the backups of one process.</summary>
    public const string Manifest = "manifest.json";

    private const string Unfinished = "unfinished.db";
    private const string Lock = "lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] Leftovers = [Unfinished, $"{Unfinished}-wal", $"{Unfinished}-shm", $"{Unfinished}-journal", Manifest];

    private readonly DataFolder folder;
    private readonly SqliteTarget target;

    private BackupFolder(DataFolder folder, TimeProvider clock) =>
        (this.folder, target) = (folder, new SqliteTarget(folder.File(Unfinished), clock) { Again = "it begins anew" });

    public string Name => folder.Path;

    /// <param name="path">Made where it is missing.</param>
    /// <exception cref="StorageException">There is something in it, another process has it, or it cannot be written.</exception>
    public static BackupFolder Open(string path, TimeProvider clock)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new StorageException($"{full} is a file. Name a new folder; nothing was written.");
        }

        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Select(Path.GetFileName).FirstOrDefault(name => name != Lock && !Leftovers.Contains(name)) is { } taken)
        {
            throw new StorageException($"{full} is not empty: there is {taken} in it. Name a new folder; nothing was written.");
        }

        return new(DataFolder.Open(full, "name another folder"), clock);
    }

    public Task<ImportStanding> BeginAsync(string sourcePrint, CancellationToken cancellationToken)
    {
        try
        {
            Array.ForEach(Leftovers, name => File.Delete(folder.File(name)));
            Create(folder.File(Unfinished)).Dispose();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{folder.Path} cannot be written. {refused.Message}", refused);
        }

        return target.BeginAsync(sourcePrint, cancellationToken);
    }

    public Task PutAsync(ImportBatch batch, CancellationToken cancellationToken) => target.PutAsync(batch, cancellationToken);

    public Task<long> CountAsync(MovedTable table, CancellationToken cancellationToken) => target.CountAsync(table, cancellationToken);

    public Task<IReadOnlyList<MovedRow>> ReadAsync(MovedTable table, RowKey? after, CancellationToken cancellationToken) => target.ReadAsync(table, after, cancellationToken);

    /// <summary>On the disk, and only then under its name.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await target.FinishAsync(cancellationToken);
        await target.DisposeAsync();
        try
        {
            await using (var written = new FileStream(folder.File(Unfinished), FileMode.Open, FileAccess.ReadWrite))
            {
                written.Flush(flushToDisk: true);
                var hashes = new Dictionary<string, string> { [SqliteSource.FileName] = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken)) };
                await using var manifest = Create(folder.File(Manifest));
                await JsonSerializer.SerializeAsync(manifest, hashes, cancellationToken: cancellationToken);
                manifest.Flush(flushToDisk: true);
            }

            File.Move(folder.File(Unfinished), folder.File(SqliteSource.FileName), overwrite: false);
        }
        catch (IOException failure)
        {
            throw new StorageException($"The backup in {folder.Path} could not be ended. {failure.Message} Give the command again once that is mended: it begins anew.", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await target.DisposeAsync();
        folder.Dispose();
    }

    private static FileStream Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new(file, options);
    }
}
