using System.Runtime.InteropServices;

namespace Squaremcp.Platforms.Obsidian;

/// <summary>
/// What stands behind a name. Opening a pipe waits for whoever writes into it, for ever and inside <c>open(2)</c>, so it must be known before; .NET does not tell.
/// </summary>
internal static class FileKind
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint Kind = 1; // STATX_TYPE
    private const int ModeAt = 28; // stx_mode in struct statx, which is the same on every processor (statx(2))

    /// <summary>False for a pipe, a socket or a device. True where that cannot be asked: opening then says what is wrong.</summary>
    internal static bool MayBeText(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var answer = new byte[256];
        return statx(CurrentFolder, path, NoFollow, Kind, answer) != 0 || (BitConverter.ToUInt16(answer, ModeAt) & 0xF000) == 0x8000;
    }

#pragma warning disable SYSLIB1054, CA2101 // as in Vault
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] answer);
#pragma warning restore SYSLIB1054, CA2101
}
