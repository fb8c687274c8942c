using System.Security.Cryptography;
using System.Text.Json;

namespace Squaremcp.Storage.Sqlite.Import;

/// <summary>Whether a folder still holds the backup that was written to it: of a cluster, or the unpacked zip of one process.</summary>
public static class BackupManifest
{
    /// <param name="folder">Full path.</param>
    /// <exception cref="StorageException">It is no backup, or not as it was written.</exception>
    public static async Task RequireAsync(string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(folder, BackupFolder.Manifest)))
        {
            throw new StorageException($"{folder} holds no backup: there is no {BackupFolder.Manifest} in it. Name a folder that \"squaremcp-silo backup\" wrote, or one that the zip of \"squaremcp backup\" was unpacked to. An installation that ran is moved with \"squaremcp-silo import\".");
        }

        var hashes = await ReadAsync(Path.Combine(folder, BackupFolder.Manifest), cancellationToken);
        if (!hashes.ContainsKey(SqliteSource.FileName))
        {
            throw new StorageException($"{folder} holds no backup: its {BackupFolder.Manifest} does not name {SqliteSource.FileName}.");
        }

        // A key that lies elsewhere need not be there.
        foreach (var (name, hash) in hashes.Where(one => one.Key == SqliteSource.FileName || (Path.GetFileName(one.Key) == one.Key && File.Exists(Path.Combine(folder, one.Key)))))
        {
            await using var content = File.OpenRead(Path.Combine(folder, name));
            if (!string.Equals(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)), hash, StringComparison.Ordinal))
            {
                throw new StorageException($"{Path.Combine(folder, name)} is not as the backup was written. Take another copy of it. Where a server ran on it since, it is an installation, which is moved with \"squaremcp-silo import\". Nothing was written.");
            }
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var text = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(text, cancellationToken: cancellationToken) ?? [];
        }
        catch (JsonException broken)
        {
            throw new StorageException($"{file} cannot be read: it is not as the backup was written. Take another copy of it. Nothing was written.", broken);
        }
    }
}
