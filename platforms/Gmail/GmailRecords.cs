using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Gmail;

// What the Gmail tools take and give. What they find and read has the records of the e-mail tools: a mailbox is a mailbox.

internal sealed record ListMessages(
    [property: Description("Which label's messages: INBOX (when left out), SENT, DRAFT, STARRED, IMPORTANT, SPAM, TRASH, CATEGORY_PROMOTIONS and the like, or the name of one of the person's own labels."), StringLength(225, MinimumLength = 1), Shown, Example("INBOX")] string? Label = null,
    [property: Description("True for unread messages only, false for read ones only.")] bool? Unread = null,
    [property: Description("Most messages in one answer, 1 to 50; 20 when left out."), Range(1, 50)] int Limit = 20,
    [property: Description("The next_cursor of the last answer, to get older messages; all other arguments must stay the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record SearchMessages(
    [property: Description("Words of the sender's name, or the address."), StringLength(200, MinimumLength = 1), Example("anna@example.org")] string? From = null,
    [property: Description("Words of a recipient's name, or the address."), StringLength(200, MinimumLength = 1)] string? To = null,
    [property: Description("Words of the subject, in this order."), StringLength(200, MinimumLength = 1), Example("invoice")] string? Subject = null,
    [property: Description("Words anywhere in the message, in this order."), StringLength(200, MinimumLength = 1)] string? Text = null,
    [property: Description("Received on this day (UTC) or later, YYYY-MM-DD."), StringLength(10, MinimumLength = 10), Example("2026-11-01")] string? Since = null,
    [property: Description("Received before this day (UTC), YYYY-MM-DD."), StringLength(10, MinimumLength = 10), Example("2026-12-01")] string? Before = null,
    [property: Description("True for unread messages only, false for read ones only.")] bool? Unread = null,
    [property: Description("True for starred messages only, false for the others only.")] bool? Flagged = null,
    [property: Description("True for messages with attachments only, false for those without.")] bool? HasAttachment = null,
    [property: Description("Any search as one types it into Gmail, besides the other arguments."), StringLength(1000, MinimumLength = 1), Example("larger:5M -category:promotions")] string? Query = null,
    [property: Description("Only messages with this label, as in gmail_list_messages; all mail but spam and trash when left out."), StringLength(225, MinimumLength = 1), Shown, Example("SENT")] string? Label = null,
    [property: Description("Most messages in one answer, 1 to 50; 20 when left out."), Range(1, 50)] int Limit = 20,
    [property: Description("The next_cursor of the last answer, to get older messages; all other arguments must stay the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record ReadMessage(
    [property: Description("The message's id from gmail_list_messages or gmail_search_messages."), StringLength(64, MinimumLength = 1), Shown, Example("19a3f0c2d4e5b6a7")] string Id,
    [property: Description("The part number of an attachment, as a former answer lists it: keeps that attachment as a file for a day and answers its fil_ reference instead of the text."), StringLength(60, MinimumLength = 1), Shown, Example("2")] string? SaveAttachment = null,
    [property: Description("True also gives all header lines.")] bool Headers = false,
    [property: Description("The next_cursor of the last answer, to read on in a long message."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record SendMessage(
    [property: Description("Recipients, each as name@example.org or Name <name@example.org>. Also for a reply: take from of the message that is answered, or its reply_to."), Example("Bob Ray <bob@example.org>")] IReadOnlyList<string>? To = null,
    [property: Description("Recipients of a copy, seen by all.")] IReadOnlyList<string>? Cc = null,
    [property: Description("Recipients of a copy that nobody else sees.")] IReadOnlyList<string>? Bcc = null,
    [property: Description("Subject. Leave it out for a reply or forward, which then take that of the other message; a reply with another subject begins a conversation of its own."), StringLength(900), Example("Offer for November")] string? Subject = null,
    [property: Description("The message as plain text. With html alone it is made from that."), StringLength(200_000)] string? Text = null,
    [property: Description("The message as HTML, beside or instead of text."), StringLength(200_000)] string? Html = null,
    [property: Description("Files by their fil_ references: uploaded by POST /api/v1/files, or kept by save_attachment of gmail_read_message. 25 MB in all."), Example("fil_01j9x3k7")] IReadOnlyList<string>? Attachments = null,
    [property: Description("Id of the message this answers: keeps it in the same conversation. Its text is not quoted."), StringLength(64, MinimumLength = 1), Shown, Example("19a3f0c2d4e5b6a7")] string? ReplyToMessage = null,
    [property: Description("Id of a message to pass on: its text and attachments are added below yours."), StringLength(64, MinimumLength = 1), Shown] string? ForwardMessage = null) : IWrittenMessage;

internal sealed record SentMessage(
    [property: Description("Names the message as it lies in the sent mail, for gmail_read_message.")] string Id,
    [property: Description("The conversation it is in.")] string? ThreadId);

internal sealed record CreateDraft(
    [property: Description("Recipients, each as name@example.org or Name <name@example.org>."), Example("Bob Ray <bob@example.org>")] IReadOnlyList<string>? To = null,
    [property: Description("Recipients of a copy, seen by all.")] IReadOnlyList<string>? Cc = null,
    [property: Description("Recipients of a copy that nobody else sees.")] IReadOnlyList<string>? Bcc = null,
    [property: Description("Subject. Leave it out for a reply or forward, which then take that of the other message."), StringLength(900), Example("Offer for November")] string? Subject = null,
    [property: Description("The message as plain text. With html alone it is made from that."), StringLength(200_000)] string? Text = null,
    [property: Description("The message as HTML, beside or instead of text."), StringLength(200_000)] string? Html = null,
    [property: Description("Files by their fil_ references: uploaded by POST /api/v1/files, or kept by save_attachment of gmail_read_message. 25 MB in all."), Example("fil_01j9x3k7")] IReadOnlyList<string>? Attachments = null,
    [property: Description("Id of the message this answers: keeps it in the same conversation. Its text is not quoted."), StringLength(64, MinimumLength = 1), Shown, Example("19a3f0c2d4e5b6a7")] string? ReplyToMessage = null,
    [property: Description("Id of a message to pass on: its text and attachments are added below yours."), StringLength(64, MinimumLength = 1), Shown] string? ForwardMessage = null) : IWrittenMessage;

internal sealed record CreatedDraft(
    [property: Description("Names the draft for gmail_read_message, until it is changed or sent.")] string Id,
    [property: Description("The draft's own id, which stays while it is changed.")] string DraftId,
    [property: Description("The conversation it is in.")] string? ThreadId);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ListMessages))]
[JsonSerializable(typeof(SearchMessages))]
[JsonSerializable(typeof(ReadMessage))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(CreateDraft))]
[JsonSerializable(typeof(CreatedDraft))]
internal sealed partial class GmailRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class GmailRecords
{
    internal static GmailRecordsJson Json { get; } = new(ReadableJson.Of(GmailRecordsJson.Default));
}
