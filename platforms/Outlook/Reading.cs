using System.Text.Json;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Outlook;

/// <summary>Messages and attachments as the tools tell them; any of it may be absent.</summary>
internal static class Reading
{
    internal const string Whole = "id,subject,from,toRecipients,ccRecipients,bccRecipients,replyTo,sentDateTime,receivedDateTime,internetMessageId,isRead,isDraft,flag,hasAttachments,body";
    internal const string Attached = "id,name,contentType,size,isInline";

    private const int MostTo = 5, LongestLine = 500;

    internal static FoundMessage? Found(JsonElement message) => message.Id("id") is { } id
        ? new(
            id, Person(message, "from") is [var from, ..] ? from : null, People(message, "toRecipients", MostTo), Line(message.Words("subject")), message.When("receivedDateTime")?.ToUniversalTime(),
            message.Flag("isRead") == false, IsFlagged(message), message.Flag("hasAttachments") == true)
        {
            Draft = message.Flag("isDraft") == true,
            Preview = message.Words("bodyPreview") is { Length: > 0 } preview ? Line(preview) : null,
        }
        : null;

    /// <summary>All but the text, with at most so many of each list.</summary>
    internal static MessageRead Facts(JsonElement message, IReadOnlyList<MessageAttachment> attachments, int most)
    {
        var headers = message.Inside("internetMessageHeaders").ValueKind == JsonValueKind.Array ? message.Each("internetMessageHeaders").Select(header => Line($"{header.Words("name")}: {header.Words("value")}")!).ToList() : null;
        var (from, replyTo) = (Person(message, "from"), Addresses(message.Each("replyTo")));
        return new(message.Id("id") ?? throw new ToolException(OutlookErrors.Garbled), null, null)
        {
            From = from,
            To = People(message, "toRecipients", most),
            Cc = People(message, "ccRecipients", most),
            Bcc = People(message, "bccRecipients", most) is { Count: > 0 } bcc ? bcc : null,
            ReplyTo = replyTo.Count == 0 || (replyTo.Count == 1 && replyTo[0].Address.Equals(message.Inside("from").Inside("emailAddress").Words("address"), StringComparison.OrdinalIgnoreCase)) ? null : MailText.Listed(replyTo, most),
            Subject = Line(message.Words("subject")),
            Date = message.When("sentDateTime")?.ToUniversalTime(),
            ReceivedAt = message.When("receivedDateTime")?.ToUniversalTime(),
            MessageId = Line(message.Words("internetMessageId")),
            Unread = message.Flag("isRead") == false,
            Flagged = IsFlagged(message),
            Draft = message.Flag("isDraft") == true,
            Attachments = [.. attachments.Take(most)],
            Headers = headers is null ? null : [.. headers.Take(most)],
            Warnings = attachments.Count > most || headers?.Count > most ? ["There are more attachments or headers than fit here."] : [],
        };
    }

    internal static MessageAttachment? Attachment(JsonElement attachment) => attachment.Id("id") is { } id
        ? new(id, Line(attachment.Words("name")), Line(attachment.Words("contentType")), attachment.Count("size") ?? 0, attachment.Flag("isInline") == true, attachment.Words("@odata.type")?.Split('.')[^1] switch
        {
            "itemAttachment" => "message",
            "referenceAttachment" => "link",
            _ => "file",
        })
        : null;

    /// <summary>As a person would read it: what cannot be seen in the HTML is left out.</summary>
    internal static string Text(JsonElement message) => message.Inside("body") is var body && body.Words("content") is { } content
        ? "html".Equals(body.Words("contentType"), StringComparison.OrdinalIgnoreCase) ? HtmlText.Readable(content, MimeLimits.Default.TextLength) : content.ReplaceLineEndings("\n").Replace("\0", "", StringComparison.Ordinal)
        : "";

    internal static string? Line(string? text) => text is null ? null : Cut(HeaderText.OneLine(text).Trim());

    private static string Cut(string line) => line.Length <= LongestLine ? line : line[..(char.IsHighSurrogate(line[LongestLine - 1]) ? LongestLine - 1 : LongestLine)] + "…";

    private static bool IsFlagged(JsonElement message) => message.Inside("flag").Words("flagStatus") == "flagged";

    private static IReadOnlyList<string> Person(JsonElement message, string name) => MailText.Listed(Addresses([message.Inside(name)]), 1);

    private static IReadOnlyList<string> People(JsonElement message, string name, int most) => MailText.Listed(Addresses(message.Each(name)), most);

    /// <summary>Outlook repeats the address where it knows no name.</summary>
    private static IReadOnlyList<EmailAddress> Addresses(IEnumerable<JsonElement> recipients) =>
    [
        .. from recipient in recipients
           let person = recipient.Inside("emailAddress")
           let address = person.Words("address")
           let name = person.Words("name")
           where !string.IsNullOrEmpty(address) || !string.IsNullOrEmpty(name)
           select new EmailAddress(string.IsNullOrWhiteSpace(name) || name == address ? null : name, address ?? ""),
    ];
}
