using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

/// <summary>What a message says, field by field, as text that can be compared whoever read or wrote it. A field that is not there was not told.</summary>
internal static class MailFacts
{
    /// <summary>What we understand, and what the tools show of it.</summary>
    internal static IReadOnlyDictionary<string, string> Of(MimeMessage message) => new Dictionary<string, string>
    {
        ["from"] = Boxes(message.Headers.From),
        ["to"] = Boxes(message.Headers.To),
        ["cc"] = Boxes(message.Headers.Cc),
        ["bcc"] = Boxes(message.Headers.Bcc),
        ["reply_to"] = Boxes(message.Headers.ReplyTo),
        ["subject"] = message.Headers.Subject ?? "",
        ["id"] = message.Headers.MessageId ?? "",
        ["date"] = Moment(message.Headers.Date),
        ["in_reply_to"] = string.Join(' ', message.Headers.InReplyTo),
        ["references"] = string.Join(' ', message.Headers.References),
        ["text"] = message.Text.TrimEnd(),
        ["html"] = message.Parts.FirstOrDefault(part => part.Type.MediaType == "text/html" && part.Disposition.Kind != "attachment") is { } page ? BodyText.Decode(page, new(int.MaxValue)).TrimEnd() : "",
        ["files"] = Lines(MailParts.Attachments(message.Root).Select(part => File(part.FileName, part.Type.MediaType, part.Encoding.Decode(part.Content, int.MaxValue).Bytes.Span, part.Inline))),
        ["event"] = Lines(message.Events.Select(one => $"{one.Method} {one.Summary}")),
        ["defects"] = string.Join('\n', message.Warnings),
    };

    /// <summary>What we meant to write.</summary>
    internal static async Task<IReadOnlyDictionary<string, string>> OfAsync(OutgoingMessage message)
    {
        var files = new List<string>();
        foreach (var (file, isInline) in message.Inline.Select(file => (file, message.Html is not null)).Concat(message.Attachments.Select(file => (file, false))))
        {
            await using var content = (MemoryStream)await file.Open(TestContext.Current.CancellationToken);
            files.Add(File(file.Name, file.Type, content.ToArray(), isInline));
        }

        return new Dictionary<string, string>
        {
            ["from"] = Boxes([message.From]),
            ["to"] = Boxes(message.To),
            ["cc"] = Boxes(message.Cc),
            ["bcc"] = "",
            ["reply_to"] = Boxes(message.ReplyTo),
            ["subject"] = message.Subject,
            ["date"] = Moment(message.Date),
            ["in_reply_to"] = message.InReplyTo ?? "",
            ["references"] = string.Join(' ', message.References),
            ["text"] = (message.Text ?? HtmlText.Readable(message.Html!)).TrimEnd(),
            ["html"] = (message.Html ?? "").TrimEnd(),
            ["files"] = Lines(files),
            ["defects"] = "",
        };
    }

    /// <summary>What another program told, and the fields it is not sure of itself.</summary>
    internal static (IReadOnlyDictionary<string, string> Facts, IReadOnlySet<string> Unsure) Of(JsonElement told)
    {
        var facts = told.EnumerateObject().Where(field => field.Name != "unsure").ToDictionary(field => field.Name, field => field.Name switch
        {
            "from" or "to" or "cc" or "bcc" or "reply_to" => Lines(field.Value.EnumerateArray().Select(box => Box(box[0].GetString(), box[1].GetString()!))),
            "files" => Lines(field.Value.EnumerateArray().Select(file => $"{FileName.Clean(file.GetProperty("name").GetString())} {file.GetProperty("type").GetString()} {file.GetProperty("sha256").GetString()} {file.GetProperty("inline").GetBoolean()}")),
            "references" => string.Join(' ', field.Value.EnumerateArray().Select(one => one.GetString())),
            "defects" => Lines(field.Value.EnumerateArray().Select(one => one.GetString()!)),
            "date" => Moment(DateTimeOffset.Parse(field.Value.GetString()!, CultureInfo.InvariantCulture)),
            "event" => $"REQUEST {field.Value.GetString()}",
            _ => (field.Value.GetString() ?? "").TrimEnd(),
        });
        return (facts, told.TryGetProperty("unsure", out var unsure) ? unsure.EnumerateArray().Select(one => one.GetString()!).ToHashSet() : []);
    }

    private static string Boxes(IEnumerable<EmailAddress> boxes) => Lines(boxes.Select(one => Box(one.Name, one.Address)));

    private static string Box(string? name, string address) => $"{name} <{address}>";

    private static string File(string? name, string type, ReadOnlySpan<byte> content, bool isInline) => $"{name} {type} {Convert.ToHexStringLower(SHA256.HashData(content))} {isInline}";

    private static string Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) ?? "";

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
