using System.Text.Json;

namespace Squaremcp.Platforms.Obsidian;

/// <summary>What is told of a note besides its text, on the first page only, in at most half of the answer.</summary>
internal sealed record NoteFacts(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Frontmatter, IReadOnlyList<string> Tags, IReadOnlyList<string> Links, IReadOnlyList<NoteHeading> Headings, IReadOnlyList<string> Warnings)
{
    internal static NoteFacts None { get; } = new(new Dictionary<string, IReadOnlyList<string>>(), [], [], [], []);

    /// <summary>The facts that fit, and the context with what they leave of the answer.</summary>
    internal static (NoteFacts Facts, ToolContext Left) Fitting(Note note, ToolContext context)
    {
        var facts = new NoteFacts(note.Frontmatter, note.Tags, note.Links, note.Headings, note.Warnings);
        for (var most = 250; facts.Size > context.AnswerBytes / 2; most /= 2)
        {
            facts = new(
                most < 30 ? None.Frontmatter : note.Frontmatter.Take(most).ToDictionary(pair => pair.Key, pair => pair.Value),
                [.. note.Tags.Take(most)],
                [.. note.Links.Take(most)],
                [.. note.Headings.Take(most)],
                [.. note.Warnings, "The note has more tags, links, headings or properties than fit here; the text holds them all."]);
        }

        return (facts, context with { AnswerBytes = context.AnswerBytes - facts.Size });
    }

    private int Size => JsonSerializer.SerializeToUtf8Bytes(
        new NoteRead("", "", "", 0, default, Frontmatter, Tags, Links, Headings, Warnings, null), NotesText.Json.NoteRead).Length;
}
