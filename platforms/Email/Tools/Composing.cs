using System.Security.Cryptography;

namespace Squaremcp.Platforms.Email;

/// <summary>From what a caller wrote to a message that can be sent or stored: recipients checked, files found, the conversation kept.</summary>
/// <param name="rehearsing">Finds everything and keeps nothing: the attachments of a forwarded message stay where they are.</param>
internal sealed class Composing(IWriterMailbox mail, ToolContext context, bool rehearsing, CancellationToken cancellationToken)
{
    /// <summary>Bytes of all attachments: with base64 this is what most providers take for a message.</summary>
    private const long LargestFiles = 25L * 1024 * 1024;

    private const int MostFiles = 50;

    internal async Task<PreparedMessage> PrepareAsync(IWrittenMessage written, bool isSent)
    {
        Recipients.Count(written, isSent);
        var message = new OutgoingMessage
        {
            From = mail.Owner,
            To = Recipients.Parse(written.To, "to"),
            Cc = Recipients.Parse(written.Cc, "cc"),
            Bcc = Recipients.Parse(written.Bcc, "bcc"),
            WritesBcc = mail.WritesBcc,
            Subject = written.Subject ?? "",
            Text = written.Text ?? (written.Html is null ? "" : null),
            Html = written.Html,
            Attachments = await FilesAsync(written.Attachments ?? []),
            Date = context.Clock.GetUtcNow(),
        };
        message = (written.ReplyToMessage, written.ForwardMessage) switch
        {
            ({ }, { }) => throw OutgoingCheck.Refused("forward_message", "cannot stand beside `reply_to_message`: answer a message or pass it on"),
            ({ } answered, _) => await AnsweredAsync(message, written, answered),
            (_, { } passed) => await PassedOnAsync(message, written, passed),
            _ when isSent && string.IsNullOrWhiteSpace(written.Text) && string.IsNullOrWhiteSpace(written.Html) && message.Attachments.Count == 0 => throw OutgoingCheck.Refused("text", "is missing: the message would be empty"),
            _ when isSent && string.IsNullOrWhiteSpace(written.Subject) => throw OutgoingCheck.Refused("subject", "is missing; only a reply or forward takes that of the other message"),
            _ => message,
        };
        var size = message.Attachments.Sum(file => file.Size);
        return size <= LargestFiles
            ? new MimeWriter(RandomNumberGenerator.Fill).Prepare(message)
            : throw OutgoingCheck.Refused("attachments", $"have {size / 1_000_000} MB together; {LargestFiles / (1024 * 1024)} MB can be sent. Leave some out, or share a link");
    }

    private async Task<OutgoingMessage> AnsweredAsync(OutgoingMessage message, IWrittenMessage written, string id)
    {
        var original = await mail.HeadersAsync(id, "reply_to_message", cancellationToken);
        var answer = Answer.Reply(original);
        return message with { Subject = written.Subject ?? answer.Subject, InReplyTo = answer.InReplyTo, References = answer.References };
    }

    private async Task<OutgoingMessage> PassedOnAsync(OutgoingMessage message, IWrittenMessage written, string id)
    {
        var original = await mail.OriginalAsync(id, "forward_message", rehearsing ? null : context.Customer, cancellationToken);
        var answer = Answer.Forward(original.Headers);
        return message with
        {
            Subject = written.Subject ?? answer.Subject,
            References = answer.References,
            Text = message.Text is { } text ? original.Below(text) : null,
            Html = message.Html is { } html ? original.BelowHtml(html) : null,
            Attachments = [.. message.Attachments, .. original.Files],
        };
    }

    private async Task<IReadOnlyList<OutgoingFile>> FilesAsync(IReadOnlyList<string> references)
    {
        if (references.Count > MostFiles)
        {
            throw OutgoingCheck.Refused("attachments", $"are {references.Count}; {MostFiles} can be sent with one message");
        }

        var found = new List<OutgoingFile>();
        foreach (var (reference, place) in references.Select((reference, place) => (reference, place)))
        {
            var files = mail.Files ?? throw AttachmentSaving.NoFiles();
            var file = await files.FindAsync(context.Customer, reference, cancellationToken)
                ?? throw new ToolException(new(ToolErrorKind.NotFound, $"`attachments[{place}]`: there is no such file, or not any more: files are kept for a day. Upload it again by POST /api/v1/files, or keep it again with save_attachment, reading the message it came with. Nothing was done.") { Argument = "attachments" });
            found.Add(Outgoing(file));
        }

        return found;
    }

    internal static OutgoingFile Outgoing(CustomerFile file) => new(file.Name, Type(file.MediaType), file.Size, file.OpenAsync);

    /// <summary>The type without parameters, where it is one.</summary>
    private static string Type(string mediaType) =>
        mediaType.Split(';', 2)[0].Trim() is var type && type.Split('/') is [var main, var sub] && ContentType.IsToken(main) && ContentType.IsToken(sub) ? type : "application/octet-stream";
}
