using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.Email;

// What the e-mail tools take and give. Absent and null mean the same.

public sealed record SearchMessages(
    [property: Description("Text in the sender's name or address."), StringLength(200, MinimumLength = 1), Example("anna@example.org")] string? From = null,
    [property: Description("Text in a recipient's name or address (To only)."), StringLength(200, MinimumLength = 1)] string? To = null,
    [property: Description("Text in the subject."), StringLength(200, MinimumLength = 1), Example("invoice")] string? Subject = null,
    [property: Description("Text anywhere in headers or body; slow in large folders of some providers."), StringLength(200, MinimumLength = 1)] string? Text = null,
    [property: Description("Received on this day or later, YYYY-MM-DD."), StringLength(10, MinimumLength = 10), Example("2026-11-01")] string? Since = null,
    [property: Description("Received before this day, YYYY-MM-DD."), StringLength(10, MinimumLength = 10), Example("2026-12-01")] string? Before = null,
    [property: Description("True for unread messages only, false for read ones only.")] bool? Unread = null,
    [property: Description("True for flagged (starred) messages only, false for the others only.")] bool? Flagged = null,
    [property: Description("True for messages with attachments only, false for those without. A page may then hold few messages or none although next_cursor tells of more to look through.")] bool? HasAttachment = null,
    [property: Description("Folder to search, by its name in email_list_folders; INBOX when left out. One folder at a time."), StringLength(1000, MinimumLength = 1), Shown, Example("INBOX")] string? Folder = null,
    [property: Description("Most messages in one answer, 1 to 100; 20 when left out."), Range(1, 100)] int Limit = 20,
    [property: Description("The next_cursor of the last answer, to get older messages; all other arguments must stay the same."), StringLength(4096)] string? Cursor = null);

public sealed record FoundMessages(
    [property: Description("The messages found, newest first.")] IReadOnlyList<FoundMessage> Messages,
    [property: Description("How many messages match in all; absent where that is not known, as where has_attachment is asked for.")] long? Total,
    [property: Description("Pass it as cursor to get older messages; absent where there are none.")] string? NextCursor);

/// <summary>A message as any mailbox tells of it, whatever it is reached by.</summary>
public sealed record FoundMessage(
    [property: Description("Names the message, to read it, and for replies and forwards.")] string Id,
    [property: Description("Sender.")] string? From,
    [property: Description("Recipients of the To line, at most 5.")] IReadOnlyList<string> To,
    [property: Description("Subject.")] string? Subject,
    [property: Description("When the mailbox received it, UTC.")] DateTimeOffset? ReceivedAt,
    [property: Description("True where it was not read yet.")] bool Unread,
    [property: Description("True where it is flagged (starred).")] bool Flagged,
    [property: Description("True where it has attachments.")] bool HasAttachments)
{
    [Description("True where it was answered; absent where the provider does not tell.")]
    public bool? Answered { get; init; }

    [Description("True for a draft, which nobody was sent yet; absent where the provider does not tell.")]
    public bool? Draft { get; init; }

    [Description("Size of the whole message in bytes, where the provider tells it.")]
    public long? SizeBytes { get; init; }

    [Description("The beginning of its text, where the provider tells it.")]
    public string? Preview { get; init; }
}

public sealed record ReadMessage(
    [property: Description("The message's id from email_search_messages."), StringLength(1100, MinimumLength = 5), Shown, Example("INBOX/1795216672/7")] string Id,
    [property: Description("The part number of an attachment, as a former answer lists it: keeps that attachment as a file for a day and answers its fil_ reference instead of the text."), StringLength(60, MinimumLength = 1), Shown, Example("2")] string? SaveAttachment = null,
    [property: Description("True also gives all header lines.")] bool Headers = false,
    [property: Description("The next_cursor of the last answer, to read on in a long message."), StringLength(4096)] string? Cursor = null);

public sealed record MessageRead(
    [property: Description("Names the message.")] string Id,
    [property: Description("The readable text, or this page of it; HTML is made plain, links are kept. Absent after save_attachment.")] string? Text,
    [property: Description("Pass it as cursor to read on; absent where the text ends.")] string? NextCursor)
{
    [Description("Sender.")]
    public IReadOnlyList<string> From { get; init; } = [];

    [Description("Recipients of the To line.")]
    public IReadOnlyList<string> To { get; init; } = [];

    [Description("Recipients of the Cc line.")]
    public IReadOnlyList<string> Cc { get; init; } = [];

    [Description("Recipients of the Bcc line: of drafts and of what was sent from here, where the provider tells them.")]
    public IReadOnlyList<string>? Bcc { get; init; }

    [Description("Where the sender wants replies; absent where that is the sender's own address.")]
    public IReadOnlyList<string>? ReplyTo { get; init; }

    [Description("Subject.")]
    public string? Subject { get; init; }

    [Description("When the sender wrote it, as the sender says, UTC.")]
    public DateTimeOffset? Date { get; init; }

    [Description("When the mailbox received it, UTC.")]
    public DateTimeOffset? ReceivedAt { get; init; }

    [Description("The Message-ID header.")]
    public string? MessageId { get; init; }

    [Description("True where it was not read yet; reading it here does not change that.")]
    public bool Unread { get; init; }

    [Description("True where it is flagged (starred).")]
    public bool Flagged { get; init; }

    [Description("True for a draft, which nobody was sent yet; absent where the provider does not tell.")]
    public bool? Draft { get; init; }

    [Description("Attachments and pictures.")]
    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    [Description("Calendar events it invites to or cancels.")]
    public IReadOnlyList<MessageEvent> Events { get; init; } = [];

    [Description("All header lines, where asked for.")]
    public IReadOnlyList<string>? Headers { get; init; }

    [Description("The attachment that was kept, where asked for.")]
    public SavedAttachment? Saved { get; init; }

    [Description("What could not be read as it should, or was left out.")]
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

public sealed record MessageAttachment(
    [property: Description("Names it, for save_attachment.")] string Part,
    [property: Description("File name as the sender gave it.")] string? Name,
    [property: Description("Media type as the sender gave it; absent where there is none.")] string? MediaType,
    [property: Description("About how large it is, in bytes.")] long SizeBytes,
    [property: Description("True for a picture shown inside the text.")] bool Inline,
    [property: Description("file; message, for a message, event or contact; link, for a file that lies elsewhere and cannot be kept. Absent where the provider does not tell them apart.")] string? Kind = null);

public sealed record MessageEvent(
    [property: Description("What the sender wants: REQUEST, CANCEL, REPLY or another word.")] string? Method,
    [property: Description("Its title.")] string? Summary,
    [property: Description("Begin: UTC with Z, else in the zone named behind it; a day alone is a whole day.")] string? Start,
    [property: Description("End, in the same form.")] string? End,
    [property: Description("Where it is.")] string? Location,
    [property: Description("Who organises it.")] string? Organizer,
    [property: Description("CONFIRMED, CANCELLED or another word.")] string? Status);

public sealed record SavedAttachment(
    [property: Description("Reference of the kept file, for attachments of other tools.")] string File,
    [property: Description("File name.")] string Name,
    [property: Description("Media type.")] string MediaType,
    [property: Description("Size in bytes.")] long SizeBytes,
    [property: Description("When it is gone, UTC.")] DateTimeOffset ExpiresAt);

public sealed record ListFolders(
    [property: Description("The next_cursor of the last answer, to get the next page."), StringLength(4096)] string? Cursor = null);

public sealed record FolderList(
    [property: Description("The folders.")] IReadOnlyList<FolderFound> Folders,
    [property: Description("Pass it as cursor to get the next page; absent on the last one.")] string? NextCursor);

public sealed record FolderFound(
    [property: Description("Name, for folder of email_search_messages.")] string Name,
    [property: Description("What it is for: inbox, drafts, sent, trash, junk, archive, all, flagged or important; absent for a folder of the person's own.")] string? Role,
    [property: Description("Number of messages.")] long? Messages,
    [property: Description("Number of unread messages.")] long? Unread,
    [property: Description("False where it only holds other folders and cannot be searched.")] bool Searchable);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SearchMessages))]
[JsonSerializable(typeof(FoundMessages))]
[JsonSerializable(typeof(ReadMessage))]
[JsonSerializable(typeof(MessageRead))]
[JsonSerializable(typeof(ListFolders))]
[JsonSerializable(typeof(FolderList))]
[JsonSerializable(typeof(SendEmail))]
[JsonSerializable(typeof(EmailSent))]
[JsonSerializable(typeof(CreateDraft))]
[JsonSerializable(typeof(DraftCreated))]
internal sealed partial class EmailJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class EmailText
{
    internal static EmailJson Json { get; } = new(ReadableJson.Of(EmailJson.Default));

    /// <summary>Reads what <see cref="Json"/> wrote: what is null was left out.</summary>
    internal static EmailJson Written { get; } = new(new(ReadableJson.Of(EmailJson.Default)) { RespectRequiredConstructorParameters = false });
}
