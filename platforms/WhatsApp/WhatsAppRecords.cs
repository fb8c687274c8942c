using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.WhatsApp;

// What the WhatsApp tools take and give.

internal sealed record SendMessage(
    [property: Description("Whom to: a phone number with its country, or the id WhatsApp gives a person (US.1349…)."), StringLength(140, MinimumLength = 5), Example("+49 30 1234567")] string To,
    [property: Description("The message, 4,096 characters at most; beside a picture, video or document, the words under it, 1,024 at most."), StringLength(4_096, MinimumLength = 1), Example("Your table is ready.")] string? Text = null,
    [property: Description("A file to send: the id of a file of this gateway (POST /api/v1/files), or a public https address that WhatsApp fetches."), StringLength(2048, MinimumLength = 5), Example("https://example.org/menu.pdf")] string? Media = null,
    [property: Description("What the file is sent as: image (JPEG, PNG; 5 MB), video (MP4, 3GP; 16 MB), audio (16 MB), document (anything; 100 MB), sticker (WebP; 500 KB). Needed with media."), AllowedValues("image", "video", "audio", "document", "sticker"), Example("document")] string? MediaKind = null,
    [property: Description("What a document is called where it arrives."), StringLength(240, MinimumLength = 1), Example("menu.pdf")] string? Filename = null,
    [property: Description("The id of a message to answer (wamid.…), which is shown above this one."), StringLength(256, MinimumLength = 10), Example("wamid.HBgLMTY0NjcwNDM1OTUVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA")] string? ReplyToMessageId = null,
    [property: Description("True shows a card for the first link in the text.")] bool PreviewUrl = false);

internal sealed record SentMessage(
    [property: Description("The message's id, for whatsapp_get_message_status. WhatsApp has taken the message; that it arrived is known later.")] string MessageId,
    [property: Description("The number WhatsApp knows the person by; absent where it does not tell.")] string? WhatsappNumber,
    [property: Description("The id WhatsApp gives the person.")] string? UserId,
    [property: Description("accepted, held_for_quality_assessment or paused, of templates.")] string? Status);

internal sealed record SendTemplate(
    [property: Description("Whom to: a phone number with its country, or the id WhatsApp gives a person (US.1349…)."), StringLength(140, MinimumLength = 5), Example("+49 30 1234567")] string To,
    [property: Description("The template's name; whatsapp_list_templates tells them."), StringLength(512, MinimumLength = 1), Example("appointment_reminder"), Shown] string Template,
    [property: Description("The language of it, as whatsapp_list_templates tells it."), StringLength(20, MinimumLength = 2), Example("en_US"), Shown] string Language,
    [property: Description("What stands for {{1}}, {{2}} … in the body, in that order.")] IReadOnlyList<string>? BodyParameters = null,
    [property: Description("What stands for {{name}} … in the body, of templates with names instead of numbers.")] IReadOnlyList<NamedParameter>? NamedParameters = null,
    [property: Description("What stands for {{1}} in a header of text."), StringLength(60, MinimumLength = 1)] string? HeaderText = null,
    [property: Description("The public https address of the picture, video or document in the header."), StringLength(2048, MinimumLength = 8), Example("https://example.org/ticket.pdf")] string? HeaderMedia = null,
    [property: Description("What header_media is; needed with it."), AllowedValues("image", "video", "document"), Example("document")] string? HeaderMediaKind = null,
    [property: Description("What the buttons need, of those that need something.")] IReadOnlyList<ButtonParameter>? Buttons = null);

internal sealed record NamedParameter(
    [property: Description("The name between the braces."), StringLength(60, MinimumLength = 1), Example("first_name")] string Name,
    [property: Description("What stands for it."), StringLength(1_024, MinimumLength = 1), Example("Anna")] string Value);

internal sealed record ButtonParameter(
    [property: Description("Which button, counted from 0."), Range(0, 9)] int Index,
    [property: Description("url: the end of its address; quick_reply: what comes back when it is pressed; copy_code: the code."), AllowedValues("url", "quick_reply", "copy_code"), Example("url")] string Kind,
    [property: Description("That end, answer or code."), StringLength(2_000, MinimumLength = 1), Example("order/5")] string Value);

internal sealed record ListTemplates(
    [property: Description("Only those whose name holds this."), StringLength(512, MinimumLength = 1), Example("reminder")] string? Name = null,
    [property: Description("Only those that stand so; only APPROVED ones can be sent."), AllowedValues("APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED"), Example("APPROVED")] string? Status = null,
    [property: Description("Only those of this kind."), AllowedValues("MARKETING", "UTILITY", "AUTHENTICATION"), Example("UTILITY")] string? Category = null,
    [property: Description("Only those in this language."), StringLength(20, MinimumLength = 2), Example("en_US")] string? Language = null,
    [property: Description("Most templates in one answer, 1 to 100; 20 when left out."), Range(1, 100)] int Limit = 20,
    [property: Description("next_cursor of the last answer, to go on; all other arguments the same."), StringLength(4096, MinimumLength = 1)] string? Cursor = null);

internal sealed record TemplatesFound(
    [property: Description("The templates.")] IReadOnlyList<MessageTemplate> Templates,
    [property: Description("Pass it as cursor for the next ones; absent where there are no more.")] string? NextCursor);

internal sealed record MessageTemplate(
    [property: Description("Its id; it is sent by its name and language.")] string Id,
    [property: Description("Its name.")] string Name,
    [property: Description("Its language.")] string Language,
    [property: Description("APPROVED, PENDING, REJECTED, PAUSED or DISABLED.")] string Status,
    [property: Description("MARKETING, UTILITY or AUTHENTICATION.")] string? Category,
    [property: Description("What its header is: TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION; absent where it has none.")] string? HeaderKind,
    [property: Description("The header, of text.")] string? Header,
    [property: Description("What it says; {{1}} or {{name}} is filled in when it is sent.")] string? Body,
    [property: Description("The small line under it.")] string? Footer,
    [property: Description("Its buttons: kind, words, and where they lead.")] IReadOnlyList<string>? Buttons,
    [property: Description("What is to be filled in in the body, in that order.")] IReadOnlyList<string>? BodyParameters,
    [property: Description("Why WhatsApp rejected it.")] string? RejectedReason);

internal sealed record GetMessageStatus(
    [property: Description("The message's id, as whatsapp_send_message or whatsapp_send_template told it."), StringLength(256, MinimumLength = 10), Example("wamid.HBgLMTY0NjcwNDM1OTUVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA")] string MessageId);

internal sealed record MessageStatus(
    [property: Description("The message's id.")] string MessageId,
    [property: Description("How far it came: unknown, sent, delivered, read, failed or deleted. Who hides when they read is never told as read.")] string Status,
    [property: Description("Why it failed, in WhatsApp's words.")] string? Error,
    [property: Description("What happened to it, as WhatsApp tells it.")] IReadOnlyList<MessageEvent> Events);

internal sealed record MessageEvent(
    [property: Description("sent, delivered, read, failed or deleted.")] string Status,
    [property: Description("When, UTC.")] DateTimeOffset? At);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(SendTemplate))]
[JsonSerializable(typeof(ListTemplates))]
[JsonSerializable(typeof(TemplatesFound))]
[JsonSerializable(typeof(GetMessageStatus))]
[JsonSerializable(typeof(MessageStatus))]
internal sealed partial class WhatsAppRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class WhatsAppRecords
{
    internal static WhatsAppRecordsJson Json { get; } = new(ReadableJson.Of(WhatsAppRecordsJson.Default));
}
