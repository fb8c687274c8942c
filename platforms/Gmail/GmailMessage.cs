using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Gmail;

/// <summary>A message as Gmail takes it apart (users.messages, format full), as the parts that the e-mail tools read.</summary>
/// <param name="Files">Where the content of parts is that do not stand in the answer, by part number.</param>
internal sealed record GmailMessage(string Id, string? ThreadId, IReadOnlyList<string> Labels, MimeHeaders Headers, MimePart Root, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>All of a message but what its parts hold, four levels deep.</summary>
    internal const string Outline = $"id,threadId,labelIds,snippet,internalDate,sizeEstimate,payload({Part},parts({Part},parts({Part},parts({Part}))))";

    private const string Part = "mimeType,filename,headers,body/size";

    internal string? Snippet { get; private init; }

    internal DateTimeOffset? ReceivedAt { get; private init; }

    internal long? Size { get; private init; }

    // A record prints all it holds; this one holds somebody's mail.
    public override string ToString() => $"message {Id}";

    /// <summary>Null where it is not what Gmail documents.</summary>
    internal static GmailMessage? Of(JsonElement message)
    {
        if (message.Id("id") is not { } id || message.Inside("payload") is not { ValueKind: JsonValueKind.Object } payload)
        {
            return null;
        }

        var files = new Dictionary<string, string>();
        return new(id, message.Id("threadId"), [.. message.Each("labelIds").Select(label => label.GetString()).OfType<string>()], Fields(payload), Read(payload, "", files), files)
        {
            Snippet = message.Words("snippet") is { Length: > 0 } snippet ? HeaderText.OneLine(WebUtility.HtmlDecode(snippet)) : null,
            ReceivedAt = long.TryParse(message.Id("internalDate"), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            Size = message.Count("sizeEstimate"),
        };
    }

    internal bool Has(string label) => Labels.Contains(label, StringComparer.Ordinal);

    internal FoundMessage Found() => new(
        Id, MailText.Listed(Headers.From, 1) is [var from, ..] ? from : null, MailText.Listed(Headers.To, 5), MailText.Line(Headers["Subject"]), ReceivedAt, Has("UNREAD"), Has("STARRED"),
        MailParts.Attachments(Root).Any(part => !part.Inline))
    {
        Draft = Has("DRAFT"),
        SizeBytes = Size,
        Preview = Snippet,
    };

    /// <param name="path">The number of the part this one is in; empty for the outermost.</param>
    /// <param name="number">Its own; null where it has the next one below <paramref name="path"/> unless it only holds others.</param>
    private static MimePart Read(JsonElement part, string path, Dictionary<string, string> files, string? number = null)
    {
        var headers = Fields(part);
        var type = ContentType.Parse(headers["Content-Type"] ?? part.Words("mimeType"));
        var own = number ?? (type.IsMultipart ? path : Below(path, 1));
        var (body, content) = (part.Inside("body"), Content(part.Inside("body").Words("data")));
        if (content.Length == 0 && body.Id("attachmentId") is { } file)
        {
            files[own] = file;
        }

        var read = new MimePart
        {
            Number = own,
            Type = type,
            Disposition = Disposition(headers["Content-Disposition"], type, part.Words("filename")),
            ContentId = headers["Content-ID"]?.Trim().Trim('<', '>') is { Length: > 0 } id ? HeaderText.OneLine(id) : null,
            EncodedSize = body.Count("size") ?? content.Length,
            Size = body.Count("size") ?? content.Length,
        }.Holding(content);
        return read with { Children = [.. part.Each("parts").Select((child, place) => read.IsMessage ? Read(child, own, files) : Read(child, own, files, Below(own, place + 1)))] };
    }

    /// <summary>Gmail finds names too where they stand in neither of the usual headers.</summary>
    private static ContentDisposition Disposition(string? header, ContentType type, string? name) => ContentDisposition.Parse(header) is var told && told.FileName is null && type.Name is null && name is { Length: > 0 }
        ? ContentDisposition.Of(told.Kind ?? "attachment", new Dictionary<string, string>(told.Parameters) { ["filename"] = name })
        : told;

    private static MimeHeaders Fields(JsonElement part) =>
        MimeHeaders.Of([.. part.Each("headers").Where(header => header.Words("name") is { Length: > 0 }).Select(header => new MimeHeader(header.Words("name")!, OneLine(header.Words("value") ?? "")))]);

    private static string OneLine(string value) => value.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    private static byte[] Content(string? data)
    {
        try
        {
            return data is null ? [] : Base64Url.DecodeFromChars(data.Replace('+', '-').Replace('/', '_'));
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static string Below(string path, int place) => path.Length == 0 ? $"{place}" : $"{path}.{place}";
}
