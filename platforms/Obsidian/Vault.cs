using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Squaremcp.Platforms.Obsidian;

/// <summary>
/// One vault folder. Every path is walked name by name without following links, and what was opened is checked once more by its handle
/// (<c>/proc/self/fd</c>), so that a link put there in between leads nowhere.
/// </summary>
internal sealed class Vault
{
    private readonly string real;

    internal Vault(string folder)
    {
        Folder = folder;
        real = RealPath(folder);
    }

    internal string Folder { get; }

    /// <summary>Where a note is, or would be: existing names are matched ignoring case where that is unambiguous.</summary>
    internal Location Locate(string[] segments)
    {
        var full = Folder;
        var relative = new List<string>();
        for (var i = 0; i < segments.Length; i++)
        {
            var name = Existing(full, segments[i]);
            if (name is null)
            {
                relative.AddRange(segments[i..]);
                return new(Path.Combine([full, .. segments[i..]]), string.Join('/', relative), Exists: false);
            }

            full = Path.Combine(full, name);
            relative.Add(name);
            var info = new FileInfo(full);
            if (info.LinkTarget is not null)
            {
                throw Refused($"`{string.Join('/', relative)}` is a link; links in a vault are not followed.");
            }

            var last = i == segments.Length - 1;
            if (Directory.Exists(full) == last)
            {
                throw Refused(last ? $"`{string.Join('/', relative)}` is a folder, not a note." : $"`{string.Join('/', relative)}` is a note, not a folder.");
            }

            if (last && !FileKind.MayBeText(full))
            {
                throw Refused($"`{string.Join('/', relative)}` is a pipe, a socket or a device, not a note.");
            }
        }

        return new(full, string.Join('/', relative), Exists: true);
    }

    internal async Task<byte[]> ReadAsync(Location note, CancellationToken cancellationToken)
    {
        using var handle = Open(note.Full, FileMode.Open, FileAccess.Read);
        var size = RandomAccess.GetLength(handle);
        if (size > Limits.NoteBytes)
        {
            throw Refused($"`{note.Relative}` has {size / 1_000_000.0:0.0} MB; notes up to {Limits.NoteBytes / 1_000_000} MB can be read and changed here.");
        }

        var bytes = new byte[size];
        var filled = 0;
        while (filled < bytes.Length && await RandomAccess.ReadAsync(handle, bytes.AsMemory(filled), filled, cancellationToken) is var read and > 0)
        {
            filled += read;
        }

        return filled == bytes.Length ? bytes : bytes[..filled];
    }

    /// <summary>The bytes of a file that is there, for whoever looks through all of them.</summary>
    internal byte[] Read(string relative)
    {
        using var handle = Open(Path.Combine(Folder, relative), FileMode.Open, FileAccess.Read);
        var bytes = new byte[Math.Min(RandomAccess.GetLength(handle), Limits.NoteBytes)];
        var filled = 0;
        while (filled < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(filled), filled) is var read and > 0)
        {
            filled += read;
        }

        return bytes[..filled];
    }

    /// <summary>Adds to the end and waits for the disk.</summary>
    internal async Task AppendAsync(Location note, byte[] addition)
    {
        using var handle = Open(note.Full, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        await RandomAccess.WriteAsync(handle, addition, RandomAccess.GetLength(handle));
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Puts new content in the note's place at once: a reader sees the old note or the new one, whole.</summary>
    internal async Task ReplaceAsync(Location note, byte[] content)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(note.Full)!, $".squaremcp-{Guid.NewGuid():n}.tmp");
        try
        {
            using (var handle = Open(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await RandomAccess.WriteAsync(handle, content, 0);
                RandomAccess.FlushToDisk(handle);
                if (note.Exists && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(handle, File.GetUnixFileMode(note.Full));
                }
            }

            File.Move(temporary, note.Full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    internal void CreateParents(Location note)
    {
        var parent = Path.GetDirectoryName(note.Full)!;
        Directory.CreateDirectory(parent);
        if (RealPath(parent) is var made && made != real && !made.StartsWith(real + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw Refused($"The folder of `{note.Relative}` leads out of the vault.");
        }
    }

    private static string? Existing(string folder, string segment)
    {
        var exact = Path.Combine(folder, segment);
        if (File.Exists(exact) || Directory.Exists(exact) || new FileInfo(exact).LinkTarget is not null)
        {
            return segment;
        }

        if (!Directory.Exists(folder))
        {
            return null;
        }

        string[] alike = [.. Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).OfType<string>()
            .Where(name => string.Equals(name, segment, StringComparison.OrdinalIgnoreCase)).Take(2)];
        return alike.Length == 1 ? alike[0] : null;
    }

    private SafeFileHandle Open(string full, FileMode mode, FileAccess access)
    {
        var handle = File.OpenHandle(full, mode, access, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        if (!OperatingSystem.IsLinux())
        {
            return handle;
        }

        var opened = File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)?.FullName;
        if (opened is not null && opened.StartsWith(real + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return handle;
        }

        handle.Dispose();
        throw Refused("That path leads out of the vault through a link; links in a vault are not followed.");
    }

    private static string RealPath(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return path;
        }

        var buffer = realpath(path, 0);
        if (buffer == 0)
        {
            return path;
        }

        try
        {
            return Marshal.PtrToStringUTF8(buffer)!;
        }
        finally
        {
            free(buffer);
        }
    }

    private static ToolException Refused(string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = "path" });

#pragma warning disable SYSLIB1054, CA2101 // two calls into libc do not earn unsafe code in the whole project
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint realpath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint buffer);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void free(nint pointer);
#pragma warning restore SYSLIB1054, CA2101
}

/// <param name="Full">Path on this machine; never told to a caller.</param>
/// <param name="Relative">Path in the vault, as it is on disk.</param>
internal sealed record Location(string Full, string Relative, bool Exists);

internal static class Limits
{
    /// <summary>Larger notes are not read, searched or changed.</summary>
    internal const long NoteBytes = 10_000_000;
}
