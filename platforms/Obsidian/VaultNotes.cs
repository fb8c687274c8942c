using System.Text;

namespace Squaremcp.Platforms.Obsidian;

/// <summary>What the Obsidian tools do, on one vault.</summary>
internal sealed class VaultNotes(Vault vault, string name, NoteCache cache)
{
    private readonly Vault vault = vault;
    private readonly string name = name;
    private readonly NoteCache cache = cache;

    // One writer at a time for each note, over all connections of this process: appends add up, an update sees the version it replaces.
    private static readonly SemaphoreSlim[] Writers = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    internal static async Task<FoundNotes> SearchAsync(VaultNotes notes, SearchNotes search, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("obsidian_search_notes", notes.name, search.Query, search.Folder, search.Tag, search.Limit.ToString());
        var start = context.Start(purpose, search.Cursor);
        var hits = await Task.Run(() => NoteSearch.Find(notes.cache.Notes(notes.vault, cancellationToken), search), cancellationToken);
        var shown = hits.Skip((int)Math.Min(start, hits.Count)).Take(search.Limit).Select(NoteSearch.Show).ToList();
        var (page, _) = context.Items(shown, 0, search.Limit, NotesText.Json.FoundNote);
        long? next = start + page.Count < hits.Count ? start + page.Count : null;
        return new(page, hits.Count, context.Next(purpose, next));
    }

    internal static async Task<NoteRead> ReadAsync(VaultNotes notes, ReadNote read, ToolContext context, CancellationToken cancellationToken)
    {
        var location = notes.Existing(read.Path);
        var bytes = await notes.vault.ReadAsync(location, cancellationToken);
        var note = Note.Read(bytes);
        var purpose = context.Purpose("obsidian_read_note", notes.name, location.Relative, note.Version);
        var start = (int)Math.Min(context.Start(purpose, read.Cursor), note.Text.Length);
        var (facts, room) = start == 0 ? NoteFacts.Fitting(note, context) : (NoteFacts.None, context);
        var length = room.TextLength(note.Text, start);
        return new(
            location.Relative,
            note.Text.Substring(start, length),
            note.Version,
            bytes.Length,
            new DateTimeOffset(File.GetLastWriteTimeUtc(location.Full), TimeSpan.Zero),
            facts.Frontmatter,
            facts.Tags,
            facts.Links,
            facts.Headings,
            facts.Warnings,
            context.Next(purpose, start + length < note.Text.Length ? start + length : null));
    }

    internal static async Task<NoteWritten> AppendAsync(VaultNotes notes, AppendToNote append, ToolContext context, CancellationToken cancellationToken)
    {
        var location = notes.vault.Locate(NotePath.Note(append.Path));
        return await notes.ChangeAsync(location, async before =>
        {
            var addition = Addition(location, before, append);
            await notes.vault.AppendAsync(location, addition);
            return [.. before ?? [], .. addition];
        }, cancellationToken);
    }

    internal static async Task<NoteWritten> UpdateAsync(VaultNotes notes, UpdateNote update, ToolContext context, CancellationToken cancellationToken)
    {
        var location = notes.vault.Locate(NotePath.Note(update.Path));
        return await notes.ChangeAsync(location, async before =>
        {
            var content = Replacement(location, before, update);
            await notes.vault.ReplaceAsync(location, content);
            return content;
        }, cancellationToken);
    }

    internal static async Task<Rehearsal> RehearseAppendAsync(VaultNotes notes, AppendToNote append, ToolContext context, CancellationToken cancellationToken)
    {
        var (location, before) = await notes.NowAsync(append.Path, cancellationToken);
        var addition = Addition(location, before, append);
        return new(before is null
            ? $"Create {location.Relative} with {addition.Length} bytes."
            : $"Append {addition.Length} bytes to {location.Relative}, which has {before.Length} and would have {before.Length + addition.Length}.");
    }

    internal static async Task<Rehearsal> RehearseUpdateAsync(VaultNotes notes, UpdateNote update, ToolContext context, CancellationToken cancellationToken)
    {
        var (location, before) = await notes.NowAsync(update.Path, cancellationToken);
        var content = Replacement(location, before, update);
        return new(before is null
            ? $"Create {location.Relative} with {content.Length} bytes."
            : $"Replace the {before.Length} bytes of {location.Relative} with {content.Length}.");
    }

    internal static Task<SyncStatus> StatusAsync(VaultNotes notes, NoInput input, ToolContext context, CancellationToken cancellationToken)
    {
        var folder = notes.vault.Folder;
        var files = NoteCache.Files(folder).ToList();
        return Task.FromResult(new SyncStatus(
            notes.name,
            VaultCheck.Writable(folder),
            files.Count,
            files.Count == 0 ? null : new DateTimeOffset(files.Max(file => file.Modified), TimeSpan.Zero),
            new DriveInfo(folder).AvailableFreeSpace,
            Directory.Exists(Path.Combine(folder, ".obsidian")),
            Path.Exists(Path.Combine(folder, ".git")),
            [.. files.Select(file => file.Path).Where(path => path.Contains("conflicted copy", StringComparison.OrdinalIgnoreCase) || path.Contains(".sync-conflict-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(50)]));
    }

    private async Task<NoteWritten> ChangeAsync(Location location, Func<byte[]?, Task<byte[]>> change, CancellationToken cancellationToken)
    {
        var writer = Writers[(uint)StringComparer.OrdinalIgnoreCase.GetHashCode(location.Full) % (uint)Writers.Length];
        await writer.WaitAsync(cancellationToken);
        try
        {
            // From here on nothing is cancelled: a note is changed whole or not at all.
            var before = File.Exists(location.Full) ? await vault.ReadAsync(location, CancellationToken.None) : null;
            if (before is null)
            {
                vault.CreateParents(location);
            }

            var after = await change(before);
            return new(location.Relative, before is null, Note.VersionOf(after), after.Length);
        }
        finally
        {
            writer.Release();
        }
    }

    private async Task<(Location Location, byte[]? Before)> NowAsync(string path, CancellationToken cancellationToken)
    {
        var location = vault.Locate(NotePath.Note(path));
        return (location, File.Exists(location.Full) ? await vault.ReadAsync(location, cancellationToken) : null);
    }

    private static byte[] Addition(Location location, byte[]? before, AppendToNote append)
    {
        var addition = Encoding.UTF8.GetBytes(Joined(before, append.Content));
        TooLarge(location, (before?.Length ?? 0) + addition.Length);
        return addition;
    }

    private static byte[] Replacement(Location location, byte[]? before, UpdateNote update)
    {
        CheckVersion(location, before, update.Version);
        var content = Encoding.UTF8.GetBytes(update.Content);
        TooLarge(location, content.Length);
        return content;
    }

    private Location Existing(string path)
    {
        var location = vault.Locate(NotePath.Note(path));
        if (location.Exists)
        {
            return location;
        }

        var alike = NoteCache.Files(vault.Folder).Select(file => file.Path)
            .Where(one => Path.GetFileName(one).Equals(Path.GetFileName(path), StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Take(5).ToList();
        var hint = alike.Count > 0 ? $" There is {string.Join(" and ", alike.Select(one => $"`{one}`"))}." : " Use obsidian_search_notes to find it.";
        throw new ToolException(new(ToolErrorKind.NotFound, $"There is no note `{location.Relative}` in this vault.{hint}"));
    }

    private static void CheckVersion(Location location, byte[]? before, string? version)
    {
        if (before is null && version is not null)
        {
            throw new ToolException(new(ToolErrorKind.NotFound, $"There is no note `{location.Relative}` any more. To create it, leave `version` out."));
        }

        if (before is not null && version is null)
        {
            throw new ToolException(new(ToolErrorKind.InvalidArgument, $"`{location.Relative}` exists, so `version` is required: read it with obsidian_read_note and pass the `version` it gives. To add at the end use obsidian_append_to_note.") { Argument = "version" });
        }

        if (before is not null && Note.VersionOf(before) is var current && !current.Equals(version, StringComparison.OrdinalIgnoreCase))
        {
            throw new ToolException(new(ToolErrorKind.Refused, $"`{location.Relative}` has changed since you read it: its version is now {current}. Nothing was written. Read it again, put your change into the new text, and pass the new version."));
        }
    }

    private static void TooLarge(Location location, long bytes)
    {
        if (bytes > Limits.NoteBytes)
        {
            throw new ToolException(new(ToolErrorKind.InvalidArgument, $"`{location.Relative}` would have {bytes / 1_000_000.0:0.0} MB; notes up to {Limits.NoteBytes / 1_000_000} MB are allowed. Start a new note.") { Argument = "content" });
        }
    }

    /// <summary>The addition on a line of its own, in the note's own kind of line ends, ending in one.</summary>
    private static string Joined(byte[]? before, string content)
    {
        var newline = before is not null && before.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
        var lines = content.ReplaceLineEndings(newline);
        var separator = before is { Length: > 0 } && before[^1] != (byte)'\n' ? newline : "";
        return separator + lines + (lines.EndsWith(newline, StringComparison.Ordinal) ? "" : newline);
    }
}
