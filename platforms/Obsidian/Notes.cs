using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Obsidian;

// What the Obsidian tools take and give. Absent and null mean the same.

public sealed record SearchNotes(
    [property: Description("Text to look for, ignoring case, in note names and contents."), StringLength(200, MinimumLength = 1), Example("quarterly plan")] string Query,
    [property: Description("Only notes in this folder of the vault and below it."), StringLength(1024), Shown, Example("Projects")] string? Folder = null,
    [property: Description("Only notes with this tag, without #; nested tags below it count too."), StringLength(200), Example("work")] string? Tag = null,
    [property: Description("Most results in one answer, 1 to 100; 20 when left out."), Range(1, 100)] int Limit = 20,
    [property: Description("The next_cursor of the last answer, to get the next page; all other arguments must stay the same."), StringLength(4096)] string? Cursor = null);

public sealed record FoundNotes(
    [property: Description("The notes found, best first.")] IReadOnlyList<FoundNote> Notes,
    [property: Description("How many notes match in all.")] int Total,
    [property: Description("Pass it as cursor to get the next page; absent on the last one.")] string? NextCursor);

public sealed record FoundNote(
    [property: Description("Path in the vault, for the other tools.")] string Path,
    [property: Description("How well it matches; only good for comparing.")] int Score,
    [property: Description("Line of the first hit in the text, counting from 1; absent where only the name matches.")] int? Line,
    [property: Description("Text around the first hit.")] string? Snippet);

public sealed record ReadNote(
    [property: Description("The note's path in the vault, with .md."), StringLength(1024, MinimumLength = 1), Shown, Example("Projects/Plan.md")] string Path,
    [property: Description("The next_cursor of the last answer, to read on in a long note."), StringLength(4096)] string? Cursor = null);

public sealed record NoteRead(
    [property: Description("Path in the vault as it is on disk.")] string Path,
    [property: Description("The note's Markdown, or this page of it.")] string Content,
    [property: Description("Names this state of the note; give it to obsidian_update_note.")] string Version,
    [property: Description("Size on disk in bytes.")] long SizeBytes,
    [property: Description("Last change, UTC.")] DateTimeOffset ModifiedAt,
    [property: Description("The properties at the top of the note (YAML frontmatter), each with its values.")] IReadOnlyDictionary<string, IReadOnlyList<string>> Frontmatter,
    [property: Description("Tags without #, from the text and the properties.")] IReadOnlyList<string> Tags,
    [property: Description("Targets of links to notes, files and pages.")] IReadOnlyList<string> Links,
    [property: Description("Headings in order.")] IReadOnlyList<NoteHeading> Headings,
    [property: Description("What could not be read as it should.")] IReadOnlyList<string> Warnings,
    [property: Description("Pass it as cursor to read on; absent where the note ends.")] string? NextCursor);

public sealed record NoteHeading(
    [property: Description("1 for #, to 6.")] int Level,
    [property: Description("The heading's text.")] string Text);

public sealed record AppendToNote(
    [property: Description("The note's path in the vault, with .md. A note that does not exist is created, with its folders."), StringLength(1024, MinimumLength = 1), Shown, Example("Journal/2026-11-21.md")] string Path,
    [property: Description("Markdown to add at the end; it starts on a line of its own."), StringLength(200_000, MinimumLength = 1), Example("- Called Anna about the offer")] string Content);

public sealed record UpdateNote(
    [property: Description("The note's path in the vault, with .md."), StringLength(1024, MinimumLength = 1), Shown, Example("Projects/Plan.md")] string Path,
    [property: Description("The whole new text of the note; what is not in it is gone."), StringLength(200_000)] string Content,
    [property: Description("The version obsidian_read_note gave. Required where the note exists; leave it out to create a new note."), StringLength(64, MinimumLength = 8)] string? Version = null);

public sealed record NoteWritten(
    [property: Description("Path in the vault as it is on disk.")] string Path,
    [property: Description("True where the note did not exist before.")] bool Created,
    [property: Description("Names the new state of the note.")] string Version,
    [property: Description("Size on disk in bytes.")] long SizeBytes);

public sealed record NoInput;

public sealed record SyncStatus(
    [property: Description("Folder of the vault, as the operator named it.")] string Vault,
    [property: Description("True where notes can be changed.")] bool Writable,
    [property: Description("Number of notes.")] int Notes,
    [property: Description("When a note last changed, UTC; absent in an empty vault.")] DateTimeOffset? NewestChange,
    [property: Description("Free space on its disk in bytes.")] long FreeBytes,
    [property: Description("True where Obsidian's own settings folder is there, so the app has opened it.")] bool OpenedByObsidian,
    [property: Description("True where the folder is a git repository.")] bool Git,
    [property: Description("Files that a synchronisation service left behind after a conflict; at most 50.")] IReadOnlyList<string> Conflicts);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SearchNotes))]
[JsonSerializable(typeof(FoundNotes))]
[JsonSerializable(typeof(ReadNote))]
[JsonSerializable(typeof(NoteRead))]
[JsonSerializable(typeof(AppendToNote))]
[JsonSerializable(typeof(UpdateNote))]
[JsonSerializable(typeof(NoteWritten))]
[JsonSerializable(typeof(NoInput))]
[JsonSerializable(typeof(SyncStatus))]
internal sealed partial class NotesJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class NotesText
{
    internal static NotesJson Json { get; } = new(ReadableJson.Of(NotesJson.Default));
}
