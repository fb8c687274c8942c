namespace Squaremcp.Platforms.Obsidian;

/// <summary>A note, or the page of it that a cursor asks for, as obsidian_read_note answers it.</summary>
internal static class NotePage
{
    /// <param name="vault">Which vault, so that a cursor of another one is nothing here.</param>
    /// <param name="modified">UTC.</param>
    internal static NoteRead Of(string path, byte[] bytes, DateTime modified, string vault, string? cursor, ToolContext context)
    {
        var note = Note.Read(bytes);
        var purpose = context.Purpose("obsidian_read_note", vault, path, note.Version);
        var start = (int)Math.Min(context.Start(purpose, cursor), note.Text.Length);
        var (facts, room) = start == 0 ? NoteFacts.Fitting(note, context) : (NoteFacts.None, context);
        var length = room.TextLength(note.Text, start);
        return new(
            path,
            note.Text.Substring(start, length),
            note.Version,
            bytes.Length,
            new DateTimeOffset(modified, TimeSpan.Zero),
            facts.Frontmatter,
            facts.Tags,
            facts.Links,
            facts.Headings,
            facts.Warnings,
            context.Next(purpose, start + length < note.Text.Length ? start + length : null));
    }
}
