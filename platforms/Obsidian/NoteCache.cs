using System.Collections.Concurrent;
using System.IO.Enumeration;

namespace Squaremcp.Platforms.Obsidian;

/// <summary>
/// The text of notes in memory, so that a search reads only what changed. Every search walks the folder (names, times, sizes) and believes
/// nothing older. Bounded over all vaults; what does not fit is read from the disk each time.
/// </summary>
internal sealed class NoteCache(TimeProvider clock)
{
    /// <summary>UTF-16 characters kept at most, over all vaults: 256 MB.</summary>
    private const long Budget = 128_000_000;

    private static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, CachedVault> vaults = new(StringComparer.Ordinal);
    private long kept;

    internal IEnumerable<CachedNote> Notes(Vault vault, CancellationToken cancellationToken)
    {
        DropIdle();
        var cached = vaults.GetOrAdd(vault.Folder, _ => new CachedVault { LastUsed = clock.GetTimestamp() });
        cached.LastUsed = clock.GetTimestamp();
        var files = Files(vault.Folder).ToList();
        lock (cached)
        {
            Forget(cached, files);
        }

        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (cached.Notes.TryGetValue(file.Path, out var note) && note.Modified == file.Modified && note.Size == file.Size)
            {
                yield return note;
            }
            else if (Load(vault, file) is { } read)
            {
                Keep(cached, read);
                yield return read;
            }
        }
    }

    /// <summary>Notes in path order, without links and without anything below a name that begins with a dot.</summary>
    internal static IEnumerable<NoteFile> Files(string folder) => new FileSystemEnumerable<NoteFile>(
        folder,
        (ref FileSystemEntry entry) => new(Path.GetRelativePath(folder, entry.ToFullPath()).Replace('\\', '/'), entry.LastWriteTimeUtc.UtcTicks, entry.Length),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName[0] != '.' && entry.FileName.EndsWith(".md", StringComparison.OrdinalIgnoreCase),
        ShouldRecursePredicate = (ref FileSystemEntry entry) => entry.FileName[0] != '.',
    };

    private static CachedNote? Load(Vault vault, NoteFile file)
    {
        // A pipe or a device has no size either, and is never opened.
        if (file.Size is 0 or > Limits.NoteBytes)
        {
            return new(file.Path, file.Modified, file.Size, "");
        }

        try
        {
            return new(file.Path, file.Modified, file.Size, Note.Decode(vault.Read(file.Path)).Text);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ToolException)
        {
            return null;
        }
    }

    private void Keep(CachedVault cached, CachedNote note)
    {
        if (Interlocked.Add(ref kept, note.Text.Length) > Budget)
        {
            Interlocked.Add(ref kept, -note.Text.Length);
            return;
        }

        lock (cached)
        {
            if (cached.Notes.TryGetValue(note.Path, out var old))
            {
                Interlocked.Add(ref kept, -old.Text.Length);
            }

            cached.Notes[note.Path] = note;
        }
    }

    private void Forget(CachedVault cached, List<NoteFile> files)
    {
        if (cached.Notes.Count <= files.Count)
        {
            return;
        }

        var there = files.Select(file => file.Path).ToHashSet();
        foreach (var gone in cached.Notes.Keys.Where(path => !there.Contains(path)).ToList())
        {
            if (cached.Notes.TryRemove(gone, out var note))
            {
                Interlocked.Add(ref kept, -note.Text.Length);
            }
        }
    }

    private void DropIdle()
    {
        foreach (var (folder, vault) in vaults)
        {
            if (clock.GetElapsedTime(vault.LastUsed) > IdleAfter && vaults.TryRemove(folder, out var dropped))
            {
                Interlocked.Add(ref kept, -dropped.Notes.Values.Sum(note => (long)note.Text.Length));
            }
        }
    }

    private sealed class CachedVault
    {
        internal ConcurrentDictionary<string, CachedNote> Notes { get; } = new(StringComparer.Ordinal);

        internal long LastUsed { get; set; }
    }
}

/// <param name="Path">In the vault, with / between folders.</param>
/// <param name="Modified">UTC ticks.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct NoteFile(string Path, long Modified, long Size);

internal sealed record CachedNote(string Path, long Modified, long Size, string Text);
