using System.Runtime.InteropServices;
using System.Text;

namespace Squaremcp.Storage.Sqlite;

/// <summary>
/// Lets SQLite wait for microseconds. The bundled library is built without usleep: every wait of its, even one of 39 µs for a lock of the write-ahead log, lasts a whole second, and with it every
/// call behind the writer (docs/performance.md). So a file system that differs from the standard one in nothing but its sleep is made the default
/// (https://www.sqlite.org/c3ref/vfs.html: a shim is a copy under another name), and connections wait for locks with a handler of ours, for SQLite's own counts in seconds there.
/// </summary>
internal static unsafe partial class ShortSleep
{
    private const string Name = "unix-short-sleep";

    /// <summary>Where <c>xSleep</c> stands in <c>sqlite3_vfs</c>, with pointers of 8 bytes.</summary>
    private const int SleepAt = 112;

    private const int NameAt = 24;

    /// <summary>Microseconds.</summary>
    private const int FirstWait = 100;

    private const int LongestWait = 5_000;

    private const int MostWaits = 6_000;

    private static readonly Lock Gate = new();
    private static bool installed;

    /// <summary>Before the first connection is opened. Elsewhere than on 64-bit Unix SQLite sleeps as it should.</summary>
    internal static void Install()
    {
        lock (Gate)
        {
            if (installed || OperatingSystem.IsWindows() || !Environment.Is64BitProcess)
            {
                return;
            }

            var standard = (byte*)Find(0);

            // Its size by version: https://www.sqlite.org/c3ref/vfs.html. Never freed: SQLite keeps it.
            var size = *(int*)standard switch { 1 => 136, 2 => 144, _ => 168 };
            var shim = (byte*)NativeMemory.AllocZeroed((nuint)size);
            NativeMemory.Copy(standard, shim, (nuint)size);
            var name = Encoding.ASCII.GetBytes(Name + "\0");
            var kept = (byte*)NativeMemory.Alloc((nuint)name.Length);
            name.CopyTo(new Span<byte>(kept, name.Length));
            *(byte**)(shim + NameAt) = kept;
            *(delegate* unmanaged<nint, int, int>*)(shim + SleepAt) = &Sleep;
            if (Register((nint)shim, 1) != SQLitePCL.raw.SQLITE_OK)
            {
                throw new InvalidOperationException("SQLite did not take the file system that sleeps for microseconds.");
            }

            installed = true;
        }
    }

    /// <summary>Waits for a lock of another connection: 0.1 ms, then longer, 5 ms at most each time and 30 s in all.</summary>
    internal static int WaitForLocks(SQLitePCL.sqlite3 connection) => OperatingSystem.IsWindows()
        ? SQLitePCL.raw.sqlite3_busy_timeout(connection, MostWaits * LongestWait / 1_000)
        : OnBusy(connection.DangerousGetHandle(), &Busy, 0);

    [UnmanagedCallersOnly]
    private static int Busy(nint nothing, int waited)
    {
        if (waited >= MostWaits)
        {
            return 0;
        }

        _ = Wait((uint)Math.Min(FirstWait << Math.Min(waited, 6), LongestWait));
        return 1;
    }

    [UnmanagedCallersOnly]
    private static int Sleep(nint fileSystem, int microseconds)
    {
        _ = Wait((uint)Math.Clamp(microseconds, 0, 999_999));
        return microseconds;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    private static partial nint Find(nint name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    private static partial int Register(nint fileSystem, int isDefault);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler")]
    private static partial int OnBusy(nint connection, delegate* unmanaged<nint, int, int> handler, nint argument);

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Wait(uint microseconds);
}
