using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Squaremcp.Platforms.Email;

/// <summary>What a message that somebody writes is made of, to be sent or kept as a draft.</summary>
internal interface IWrittenMessage
{
    IReadOnlyList<string>? To { get; }

    IReadOnlyList<string>? Cc { get; }

    IReadOnlyList<string>? Bcc { get; }

    string? Subject { get; }

    string? Text { get; }

    string? Html { get; }

    IReadOnlyList<string>? Attachments { get; }

    string? ReplyToMessage { get; }

    string? ForwardMessage { get; }
}

public sealed record SendEmail(
    [property: Description("Recipients, each as name@example.org or Name <name@example.org>. Also for a reply: take from of the message that is answered, or its reply_to."), Example("Bob Ray <bob@example.org>")] IReadOnlyList<string>? To = null,
    [property: Description("Recipients of a copy, seen by all.")] IReadOnlyList<string>? Cc = null,
    [property: Description("Recipients of a copy that nobody else sees.")] IReadOnlyList<string>? Bcc = null,
    [property: Description("Subject. May be left out for a reply or forward, which then take that of the other message."), StringLength(900), Example("Offer for November")] string? Subject = null,
    [property: Description("The message as plain text. With html alone it is made from that."), StringLength(200_000)] string? Text = null,
    [property: Description("The message as HTML, beside or instead of text."), StringLength(200_000)] string? Html = null,
    [property: Description("Files by their fil_ references: uploaded by POST /api/v1/files, or kept by save_attachment of email_read_message. 25 MB in all."), Example("fil_01j9x3k7")] IReadOnlyList<string>? Attachments = null,
    [property: Description("Id of the message this answers: keeps it in the same conversation. Its text is not quoted."), StringLength(1100, MinimumLength = 5), Shown, Example("INBOX/1795216672/7")] string? ReplyToMessage = null,
    [property: Description("Id of a message to pass on: its text and attachments are added below yours."), StringLength(1100, MinimumLength = 5), Shown] string? ForwardMessage = null) : IWrittenMessage;

public sealed record EmailSent(
    [property: Description("The Message-ID header it was sent with.")] string MessageId,
    [property: Description("What the server said to each recipient.")] IReadOnlyList<RecipientOutcome> Recipients,
    [property: Description("True where a copy lies in the folder of sent mail.")] bool SavedToSent,
    [property: Description("What did not go as it should.")] IReadOnlyList<string> Warnings);

public sealed record RecipientOutcome(
    [property: Description("The address.")] string Address,
    [property: Description("accepted: the server takes it to them; refused: not this time nor later; deferred: not now, sending to this one again later may work.")] string Outcome,
    [property: Description("Why not, with the server's code.")] string? Reason);

public sealed record CreateDraft(
    [property: Description("Recipients, each as name@example.org or Name <name@example.org>."), Example("Bob Ray <bob@example.org>")] IReadOnlyList<string>? To = null,
    [property: Description("Recipients of a copy, seen by all.")] IReadOnlyList<string>? Cc = null,
    [property: Description("Subject. May be left out for a reply or forward, which then take that of the other message."), StringLength(900), Example("Offer for November")] string? Subject = null,
    [property: Description("The message as plain text. With html alone it is made from that."), StringLength(200_000)] string? Text = null,
    [property: Description("The message as HTML, beside or instead of text."), StringLength(200_000)] string? Html = null,
    [property: Description("Files by their fil_ references: uploaded by POST /api/v1/files, or kept by save_attachment of email_read_message. 25 MB in all."), Example("fil_01j9x3k7")] IReadOnlyList<string>? Attachments = null,
    [property: Description("Id of the message this answers: keeps it in the same conversation. Its text is not quoted."), StringLength(1100, MinimumLength = 5), Shown, Example("INBOX/1795216672/7")] string? ReplyToMessage = null,
    [property: Description("Id of a message to pass on: its text and attachments are added below yours."), StringLength(1100, MinimumLength = 5), Shown] string? ForwardMessage = null) : IWrittenMessage
{
    IReadOnlyList<string>? IWrittenMessage.Bcc => null;
}

public sealed record DraftCreated(
    [property: Description("Names the draft for email_read_message; absent where the server does not tell it.")] string? Id,
    [property: Description("The folder it lies in.")] string Folder,
    [property: Description("The Message-ID header.")] string MessageId);
