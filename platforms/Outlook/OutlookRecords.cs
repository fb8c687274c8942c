using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Outlook;

// What the Outlook tools take and give: what means the same as with the e-mail tools has the same name. Absent and null mean the same.

internal sealed record ListMessages(
    [property: Description("Folder: inbox (when left out), drafts, sent, trash, junk, archive or outbox, all for every folder, or the name of one of the person's own, such as Projects or Projects/Harbour."), StringLength(500, MinimumLength = 1), Shown, Example("inbox")] string? Folder = null,
    [property: Description("Received on this day or later, YYYY-MM-DD."), StringLength(10, MinimumLength = 10), Example("2026-11-01")] string? Since = null,
    [property: Description("Received before this day, YYYY-MM-DD."), StringLength(10, MinimumLength = 10), Example("2026-12-01")] string? Before = null,
    [property: Description("True for unread messages only, false for read ones only.")] bool? Unread = null,
    [property: Description("True for flagged messages only, false for the others only.")] bool? Flagged = null,
    [property: Description("True for messages with attachments only, false for those without.")] bool? HasAttachment = null,
    [property: Description("Most messages in one answer, 1 to 100; 20 when left out."), Range(1, 100)] int Limit = 20,
    [property: Description("The next_cursor of the last answer, to get older messages; all other arguments must stay the same."), StringLength(PagePlace.LongestCursor)] string? Cursor = null);

internal sealed record SearchMessages(
    [property: Description("Words of the sender's name or address."), StringLength(200, MinimumLength = 1), Example("anna@example.org")] string? From = null,
    [property: Description("Words of a recipient's name or address (To only)."), StringLength(200, MinimumLength = 1)] string? To = null,
    [property: Description("Words of the subject."), StringLength(200, MinimumLength = 1), Example("invoice")] string? Subject = null,
    [property: Description("Words anywhere in the message."), StringLength(200, MinimumLength = 1)] string? Text = null,
    [property: Description("Received on this day or later, YYYY-MM-DD."), StringLength(10, MinimumLength = 10), Example("2026-11-01")] string? Since = null,
    [property: Description("Received before this day, YYYY-MM-DD."), StringLength(10, MinimumLength = 10), Example("2026-12-01")] string? Before = null,
    [property: Description("True for messages with attachments only, false for those without.")] bool? HasAttachment = null,
    [property: Description("Folder to search, named as for outlook_list_messages; every folder when left out."), StringLength(500, MinimumLength = 1), Shown, Example("inbox")] string? Folder = null,
    [property: Description("Most messages in one answer, 1 to 100; 20 when left out."), Range(1, 100)] int Limit = 20,
    [property: Description("The next_cursor of the last answer, to get older messages; all other arguments must stay the same."), StringLength(PagePlace.LongestCursor)] string? Cursor = null);

internal sealed record ReadMessage(
    [property: Description("The message's id from outlook_list_messages or outlook_search_messages."), StringLength(1000, MinimumLength = 5), Shown, Example("AAkALgAAAAAAHYQDEapmEc2byACqAC")] string Id,
    [property: Description("The part of an attachment, as a former answer lists it: keeps that attachment as a file for a day and answers its fil_ reference instead of the text."), StringLength(1000, MinimumLength = 1)] string? SaveAttachment = null,
    [property: Description("True also gives all header lines.")] bool Headers = false,
    [property: Description("The next_cursor of the last answer, to read on in a long message."), StringLength(4096)] string? Cursor = null);

internal sealed record SendMessage(
    [property: Description("Recipients, each as name@example.org or Name <name@example.org>. Also for a reply: take from of the message that is answered, or its reply_to."), Example("Bob Ray <bob@example.org>")] IReadOnlyList<string>? To = null,
    [property: Description("Recipients of a copy, seen by all.")] IReadOnlyList<string>? Cc = null,
    [property: Description("Recipients of a copy that nobody else sees.")] IReadOnlyList<string>? Bcc = null,
    [property: Description("Subject. May be left out for a reply or forward, which then take that of the other message."), StringLength(255), Example("Offer for November")] string? Subject = null,
    [property: Description("The message as plain text. Not used beside html: Outlook makes the plain text from that."), StringLength(200_000)] string? Text = null,
    [property: Description("The message as HTML, in place of text."), StringLength(200_000)] string? Html = null,
    [property: Description("Files by their fil_ references: uploaded by POST /api/v1/files, or kept by save_attachment of outlook_read_message. 25 MB in all."), Example("fil_01j9x3k7")] IReadOnlyList<string>? Attachments = null,
    [property: Description("Id of the message this answers: keeps it in the same conversation. Its text is not quoted."), StringLength(1000, MinimumLength = 5), Shown, Example("AAkALgAAAAAAHYQDEapmEc2byACqAC")] string? ReplyToMessage = null,
    [property: Description("Id of a message to pass on: its text and attachments are added below yours."), StringLength(1000, MinimumLength = 5), Shown] string? ForwardMessage = null) : IWrittenMessage;

internal sealed record MessageSent(
    [property: Description("Names the message in the folder of sent mail, for outlook_read_message.")] string Id,
    [property: Description("The Message-ID header it was sent with.")] string? MessageId,
    [property: Description("True where a copy lies in the folder of sent mail.")] bool SavedToSent);

internal sealed record CreateDraft(
    [property: Description("Recipients, each as name@example.org or Name <name@example.org>. In a reply they may be left out: then it goes to the sender."), Example("Bob Ray <bob@example.org>")] IReadOnlyList<string>? To = null,
    [property: Description("Recipients of a copy, seen by all.")] IReadOnlyList<string>? Cc = null,
    [property: Description("Recipients of a copy that nobody else sees.")] IReadOnlyList<string>? Bcc = null,
    [property: Description("Subject. May be left out for a reply or forward, which then take that of the other message."), StringLength(255), Example("Offer for November")] string? Subject = null,
    [property: Description("The message as plain text. Not used beside html: Outlook makes the plain text from that."), StringLength(200_000)] string? Text = null,
    [property: Description("The message as HTML, in place of text."), StringLength(200_000)] string? Html = null,
    [property: Description("Files by their fil_ references: uploaded by POST /api/v1/files, or kept by save_attachment of outlook_read_message. 25 MB in all."), Example("fil_01j9x3k7")] IReadOnlyList<string>? Attachments = null,
    [property: Description("Id of the message this answers: keeps it in the same conversation. Its text is not quoted."), StringLength(1000, MinimumLength = 5), Shown, Example("AAkALgAAAAAAHYQDEapmEc2byACqAC")] string? ReplyToMessage = null,
    [property: Description("Id of a message to pass on: its text and attachments are added below yours."), StringLength(1000, MinimumLength = 5), Shown] string? ForwardMessage = null) : IWrittenMessage;

internal sealed record DraftCreated(
    [property: Description("Names the draft for outlook_read_message.")] string Id,
    [property: Description("The folder it lies in.")] string Folder,
    [property: Description("The Message-ID header.")] string? MessageId);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ListMessages))]
[JsonSerializable(typeof(SearchMessages))]
[JsonSerializable(typeof(ReadMessage))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(MessageSent))]
[JsonSerializable(typeof(CreateDraft))]
[JsonSerializable(typeof(DraftCreated))]
internal sealed partial class OutlookRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class OutlookRecords
{
    internal static OutlookRecordsJson Json { get; } = new(ReadableJson.Of(OutlookRecordsJson.Default));
}
