using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Frontend.Operation;

/// <summary>The installation's own secrets: the superadmin key and the cursor key. Files of the data folder that only its owner may read.</summary>
internal sealed class Secrets
{
    private readonly byte[] adminHash;

    private Secrets(string adminKey, byte[] cursorKey, bool adminKeyIsNew)
    {
        adminHash = SHA256.HashData(Encoding.UTF8.GetBytes(adminKey));
        (AdminKey, CursorKey, AdminKeyIsNew) = (adminKey, cursorKey, adminKeyIsNew);
    }

    internal string AdminKey { get; }

    internal byte[] CursorKey { get; }

    /// <summary>True at the start that made the admin key.</summary>
    internal bool AdminKeyIsNew { get; }

    /// <summary>Those of a process that keeps none itself.</summary>
    internal static Secrets Given(string adminKey, byte[] cursorKey) => new(adminKey, cursorKey, adminKeyIsNew: false);

    internal static Secrets Open(string folder, string? configuredAdminKey, byte[]? configuredCursorKey = null)
    {
        var isNew = false;
        var admin = configuredAdminKey ?? ReadOrMake(Path.Combine(folder, "admin.key"), () => "sqadmin_" + Random(), out isNew);
        return new(admin, configuredCursorKey ?? Base64Url.DecodeFromChars(ReadOrMake(Path.Combine(folder, BackupFile.CursorKey), Random, out _)), isNew);
    }

    internal bool IsAdminKey(string presented) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(presented)), adminHash);

    /// <summary>A file only its owner may read, whole or not there.</summary>
    internal static void WritePrivately(string file, string content)
    {
        var temporary = file + ".new";
        File.Delete(temporary);
        using (var stream = CreatePrivately(temporary))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
    }

    /// <summary>A new file only its owner may read.</summary>
    internal static FileStream CreatePrivately(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(file, options);
    }

    /// <summary>256 random bits.</summary>
    internal static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string ReadOrMake(string file, Func<string> make, out bool made)
    {
        made = !File.Exists(file);
        if (made)
        {
            WritePrivately(file, make() + "\n");
        }

        return File.ReadAllText(file).Trim();
    }
}
