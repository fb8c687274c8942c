using System.Text;

namespace Squaremcp.Platforms.Obsidian;

/// <summary>What the Obsidian tools do, on one vault.</summary>
internal sealed class VaultNotes(Vault vault, string name, NoteCache cache) : INotes
{
    // One writer at a time for each note, over all connections of this process: appends add up, an update sees the version it replaces.
    private static readonly SemaphoreSlim[] Writers = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public async Task<FoundNotes> SearchAsync(SearchNotes search, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("obsidian_search_notes", name, search.Query, search.Folder, search.Tag, search.Limit.ToString());
        var start = context.Start(purpose, search.Cursor);
        var hits = await Task.Run(() => NoteSearch.Find(cache.Notes(vault, cancellationToken), search), cancellationToken);
        var shown = hits.Skip((int)Math.Min(start, hits.Count)).Take(search.Limit).Select(NoteSearch.Show).ToList();
        var (page, _) = context.Items(shown, 0, search.Limit, NotesText.Json.FoundNote);
        long? next = start + page.Count < hits.Count ? start + page.Count : null;
        return new(page, hits.Count, context.Next(purpose, next));
    }

    public async Task<NoteRead> ReadAsync(ReadNote read, ToolContext context, CancellationToken cancellationToken)
    {
        var location = Existing(read.Path);
        var bytes = await vault.ReadAsync(location, cancellationToken);
        return NotePage.Of(location.Relative, bytes, File.GetLastWriteTimeUtc(location.Full), name, read.Cursor, context);
    }

    public async Task<NoteWritten> AppendAsync(AppendToNote append, ToolContext context, CancellationToken cancellationToken)
    {
        var location = vault.Locate(NotePath.Note(append.Path));
        return await ChangeAsync(location, async before =>
        {
            var addition = Addition(location.Relative, before, append);
            await vault.AppendAsync(location, addition);
            return [.. before ?? [], .. addition];
        }, cancellationToken);
    }

    public async Task<NoteWritten> UpdateAsync(UpdateNote update, ToolContext context, CancellationToken cancellationToken)
    {
        var location = vault.Locate(NotePath.Note(update.Path));
        return await ChangeAsync(location, async before =>
        {
            var content = Replacement(location.Relative, before, update);
            await vault.ReplaceAsync(location, content);
            return content;
        }, cancellationToken);
    }

    public async Task<Rehearsal> RehearseAppendAsync(AppendToNote append, ToolContext context, CancellationToken cancellationToken)
    {
        var (location, before) = await NowAsync(append.Path, cancellationToken);
        var addition = Addition(location.Relative, before, append);
        return new(before is null
            ? $"Create {location.Relative} with {addition.Length} bytes."
            : $"Append {addition.Length} bytes to {location.Relative}, which has {before.Length} and would have {before.Length + addition.Length}.");
    }

    public async Task<Rehearsal> RehearseUpdateAsync(UpdateNote update, ToolContext context, CancellationToken cancellationToken)
    {
        var (location, before) = await NowAsync(update.Path, cancellationToken);
        var content = Replacement(location.Relative, before, update);
        return new(before is null
            ? $"Create {location.Relative} with {content.Length} bytes."
            : $"Replace the {before.Length} bytes of {location.Relative} with {content.Length}.");
    }

    public Task<SyncStatus> StatusAsync(NoInput input, ToolContext context, CancellationToken cancellationToken)
    {
        var folder = vault.Folder;
        var files = NoteCache.Files(folder).ToList();
        return Task.FromResult(new SyncStatus(
            name,
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

    internal static byte[] Addition(string path, byte[]? before, AppendToNote append)
    {
        var addition = Encoding.UTF8.GetBytes(Joined(before, append.Content));
        TooLarge(path, (before?.Length ?? 0) + addition.Length);
        return addition;
    }

    internal static byte[] Replacement(string path, byte[]? before, UpdateNote update)
    {
        CheckVersion(path, before, update.Version);
        var content = Encoding.UTF8.GetBytes(update.Content);
        TooLarge(path, content.Length);
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

    private static void CheckVersion(string path, byte[]? before, string? version)
    {
        if (before is null && version is not null)
        {
            throw new ToolException(new(ToolErrorKind.NotFound, $"There is no note `{path}` any more. To create it, leave `version` out."));
        }

        if (before is not null && version is null)
        {
            throw new ToolException(new(ToolErrorKind.InvalidArgument, $"`{path}` exists, so `version` is required: read it with obsidian_read_note and pass the `version` it gives. To add at the end use obsidian_append_to_note.") { Argument = "version" });
        }

        if (before is not null && Note.VersionOf(before) is var current && !current.Equals(version, StringComparison.OrdinalIgnoreCase))
        {
            throw new ToolException(new(ToolErrorKind.Refused, $"`{path}` has changed since you read it: its version is now {current}. Nothing was written. Read it again, put your change into the new text, and pass the new version."));
        }
    }

    private static void TooLarge(string path, long bytes)
    {
        if (bytes > Limits.NoteBytes)
        {
            throw new ToolException(new(ToolErrorKind.InvalidArgument, $"`{path}` would have {bytes / 1_000_000.0:0.0} MB; notes up to {Limits.NoteBytes / 1_000_000} MB are allowed. Start a new note.") { Argument = "content" });
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
