using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Squaremcp.Frontend.Operation;

/// <summary>A backup: a zip of the database and the keys it needs, with a manifest of their hashes. The admin key is not in it.</summary>
internal static class BackupFile
{
    internal const string Database = "squaremcp.db";
    internal const string CursorKey = "cursor.key";

    /// <summary>The local provider's; with another provider there is none.</summary>
    internal const string VaultKey = "vault.key";

    private const string Restoring = "restoring";
    private const string Manifest = "manifest.json";
    private const long LargestFile = 1L << 40;

    private static readonly HashSet<string> Known = [Database, CursorKey, VaultKey];

    internal static async Task WriteAsync(string backup, IReadOnlyList<(string Name, string File)> files, CancellationToken cancellationToken)
    {
        await using var output = new FileStream(backup, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, file) in files)
        {
            await using var content = File.OpenRead(file);
            hashes[name] = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
            content.Position = 0;
            await using var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
            await content.CopyToAsync(entry, cancellationToken);
        }

        await using var manifest = await zip.CreateEntry(Manifest).OpenAsync(cancellationToken);
        await JsonSerializer.SerializeAsync(manifest, hashes, cancellationToken: cancellationToken);
    }

    /// <summary>Unpacks into a folder of its own and checks every hash; only then takes the place of what was there. The folder must be held by this process.</summary>
    /// <returns>What is wrong with the backup, or null.</returns>
    internal static async Task<string?> RestoreAsync(string backup, string folder)
    {
        var unpacked = Path.Combine(folder, $"{Restoring}.new");
        Remove(unpacked);
        Directory.CreateDirectory(unpacked);
        try
        {
            if (await UnpackAsync(backup, unpacked) is { } wrong)
            {
                return wrong;
            }

            Directory.Move(unpacked, Path.Combine(folder, Restoring));
        }
        finally
        {
            Remove(unpacked);
        }

        Finish(folder);
        return null;
    }

    /// <summary>
    /// Puts a backup that was unpacked and checked in its place. Whoever takes the folder calls this first, so that a restore cut off in the middle is done and not half done.
    /// Every step can be repeated: the old database goes only while the new one still waits.
    /// </summary>
    internal static void Finish(string folder)
    {
        var restoring = Path.Combine(folder, Restoring);
        if (!Directory.Exists(restoring))
        {
            return;
        }

        if (File.Exists(Path.Combine(restoring, Database)))
        {
            Array.ForEach(["", "-wal", "-shm", "-journal"], part => File.Delete(Path.Combine(folder, Database + part)));
        }

        foreach (var file in Directory.EnumerateFiles(restoring).ToList())
        {
            File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        Directory.Delete(restoring);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string?> UnpackAsync(string backup, string folder)
    {
        try
        {
            await using var zip = await ZipFile.OpenReadAsync(backup);
            if (zip.GetEntry(Manifest) is not { } listed)
            {
                return "The file is not a backup of this program: it has no manifest.";
            }

            await using var text = await listed.OpenAsync();
            var hashes = await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(text) ?? [];
            foreach (var (name, hash) in hashes)
            {
                if (!Known.Contains(name) || zip.GetEntry(name) is not { } entry || entry.Length > LargestFile)
                {
                    return $"The backup's {(Known.Contains(name) ? name : "manifest")} is missing or not one this program makes.";
                }

                var file = Path.Combine(folder, name);
                await entry.ExtractToFileAsync(file);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }

                await using var content = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
                content.Flush(flushToDisk: true);
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content)) != hash)
                {
                    return $"The backup is damaged: {name} is not what its manifest says. Nothing was changed.";
                }
            }

            return hashes.ContainsKey(Database) && hashes.ContainsKey(CursorKey) ? null : "The backup lacks a file. Nothing was changed.";
        }
        catch (Exception broken) when (broken is InvalidDataException or JsonException or FileNotFoundException)
        {
            return broken is FileNotFoundException ? $"There is no file {backup}." : "The file is not a backup of this program, or it is damaged. Nothing was changed.";
        }
    }
}
