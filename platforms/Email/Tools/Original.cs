using System.Net;

namespace Squaremcp.Platforms.Email;

/// <summary>A message that is passed on: what ties it to its conversation, its text and its files.</summary>
internal sealed record Original(MimeHeaders Headers, string Text, IReadOnlyList<OutgoingFile> Files)
{
    private const int MostHeader = 64 * 1024;
    private const int MostText = 200_000;

    private static readonly string[] Fields = ["Message-ID", "In-Reply-To", "References", "Subject", "From", "To", "Cc", "Reply-To", "Date"];

    // A record prints all it holds; this one holds somebody's mail.
    public override string ToString() => $"original with {Files.Count} files";

    internal static async Task<MimeHeaders> HeadersAsync(ImapClient imap, MessageRef id, CancellationToken cancellationToken)
    {
        await id.FindAsync(imap, cancellationToken);
        return await FieldsAsync(imap, id.Uid, cancellationToken);
    }

    /// <param name="keeper">The customer whose files its attachments become, so that they can be sent without being held; null leaves them where they are.</param>
    internal static async Task<Original> ReadAsync(MailAccess mail, ImapClient imap, MessageRef id, string? keeper, CancellationToken cancellationToken)
    {
        var message = await FetchedMessage.ReadAsync(imap, id, cancellationToken);
        var headers = await FieldsAsync(imap, id.Uid, cancellationToken);
        var attachments = MailParts.Attached(message.Root);
        if (attachments.Count > 0 && mail.Files is null)
        {
            throw AttachmentSaving.NoFiles();
        }

        var files = new List<OutgoingFile>();
        foreach (var part in keeper is null ? [] : attachments)
        {
            files.Add(Composing.Outgoing(await AttachmentSaving.SaveAsync(mail, imap, id.Uid, part, keeper!, cancellationToken)));
        }

        return Of(headers, message.Text, files);
    }

    /// <summary>With at most so much of the text as is passed on.</summary>
    internal static Original Of(MimeHeaders headers, string text, IReadOnlyList<OutgoingFile> files) => new(headers, text.Length <= MostText ? text : text[..MostText] + "\n[…]", files);

    internal string Below(string text) => $"{text}{(text.Length > 0 ? "\n\n" : "")}---------- Forwarded message ----------\n{string.Join('\n', Lines())}\n\n{Text}\n";

    internal string BelowHtml(string html)
    {
        var original = $"<hr><p>{string.Join("<br>", Lines().Select(WebUtility.HtmlEncode))}</p><pre style=\"white-space: pre-wrap\">{WebUtility.HtmlEncode(Text)}</pre>";
        var end = html.LastIndexOf("</body", StringComparison.OrdinalIgnoreCase);
        return end < 0 ? html + original : html.Insert(end, original);
    }

    private IEnumerable<string> Lines()
    {
        yield return $"From: {string.Join(", ", MailText.Listed(Headers.From, 5))}";
        if (Headers.Date is { } date)
        {
            yield return $"Date: {date:yyyy-MM-dd HH:mm zzz}";
        }

        yield return $"Subject: {Headers.Subject}";
        yield return $"To: {string.Join(", ", MailText.Listed(Headers.To, 20))}";
    }

    private static async Task<MimeHeaders> FieldsAsync(ImapClient imap, uint uid, CancellationToken cancellationToken) =>
        MimeHeaders.Parse(await imap.ReadHeaderFieldsAsync(uid, Fields, MostHeader, MailAccess.Step, cancellationToken) ?? []);
}
