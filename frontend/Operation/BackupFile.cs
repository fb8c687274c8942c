using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Squaremcp.Frontend.Operation;

/// <summary>A backup: a zip of the database and the keys it needs, with a manifest of their hashes. The admin key is not in it.</summary>
internal static class BackupFile
{
    private const string Manifest = "manifest.json";
    private const long LargestFile = 1L << 40;

    private static readonly HashSet<string> Known = ["squaremcp.db", "cursor.key"];

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

    /// <summary>Unpacks into an empty folder beside the data folder and checks every hash; only then takes its place.</summary>
    /// <returns>What is wrong with the backup, or null.</returns>
    internal static async Task<string?> RestoreAsync(string backup, string folder)
    {
        var beside = $"{folder}.restoring";
        if (Directory.Exists(beside))
        {
            Directory.Delete(beside, recursive: true);
        }

        Directory.CreateDirectory(beside);
        try
        {
            if (await UnpackAsync(backup, beside) is { } wrong)
            {
                return wrong;
            }

            Directory.CreateDirectory(folder);
            foreach (var file in Directory.EnumerateFiles(folder, "squaremcp.db*"))
            {
                File.Delete(file);
            }

            foreach (var file in Directory.EnumerateFiles(beside))
            {
                File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }

            return null;
        }
        finally
        {
            Directory.Delete(beside, recursive: true);
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

                await using var content = File.OpenRead(file);
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content)) != hash)
                {
                    return $"The backup is damaged: {name} is not what its manifest says. Nothing was changed.";
                }
            }

            return Known.IsSubsetOf(hashes.Keys) ? null : "The backup lacks a file. Nothing was changed.";
        }
        catch (Exception broken) when (broken is InvalidDataException or JsonException or FileNotFoundException)
        {
            return broken is FileNotFoundException ? $"There is no file {backup}." : "The file is not a backup of this program, or it is damaged. Nothing was changed.";
        }
    }
}
