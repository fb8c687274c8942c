using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Squaremcp.Sandbox.Mail;

namespace Squaremcp.Sandbox.Gmail;

/// <summary>A message as Gmail writes it, in each of its four forms.</summary>
internal static class GmJson
{
    private const int MostSnippet = 100;

    internal static JsonObject Brief(GmMessage message, bool withLabels)
    {
        var brief = new JsonObject { ["id"] = message.Id, ["threadId"] = message.Thread };
        if (withLabels)
        {
            brief["labelIds"] = new JsonArray([.. message.Labels.Order(StringComparer.Ordinal).Select(label => (JsonNode)label)]);
        }

        return brief;
    }

    internal static JsonObject Of(GmMessage message, string format, IReadOnlyList<string> only)
    {
        var json = Brief(message, withLabels: true);
        json["snippet"] = Snippet(message);
        json["historyId"] = "1";
        json["internalDate"] = message.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        json["sizeEstimate"] = message.Raw.Length;
        switch (format)
        {
            case "raw":
                json["raw"] = Base64Url.EncodeToString(message.Raw);
                break;
            case "full":
                json["payload"] = Part(message.Structure, "");
                break;
            case "metadata":
                json["payload"] = new JsonObject { ["mimeType"] = message.Structure.Type, ["headers"] = Headers(message.Structure, only) };
                break;
        }

        return json;
    }

    /// <summary>The part whose attachment id that is; null where there is none.</summary>
    internal static MailPart? Attachment(GmMessage message, string id) => All(message.Structure, "").FirstOrDefault(one => AttachmentId(one.Place) == id).Part;

    internal static byte[] Content(MailPart part) => MailText.Decode(part.BodyBytes, part.Encoding7);

    internal static string Name(MailPart part) =>
        MailText.Value(part["Content-Disposition"] ?? "").Parameters.FirstOrDefault(one => one.Name == "filename").Value ?? part.Parameters.FirstOrDefault(one => one.Name == "name").Value ?? "";

    private static IEnumerable<(MailPart Part, string Place)> All(MailPart part, string place) =>
        part.IsMultipart ? part.Parts.SelectMany((child, number) => All(child, Below(place, number))) : [(part, place)];

    private static JsonObject Part(MailPart part, string place)
    {
        var (name, content) = (Name(part), part.IsMultipart ? [] : Content(part));
        var body = new JsonObject { ["size"] = content.Length };
        if (name.Length > 0)
        {
            body["attachmentId"] = AttachmentId(place);
        }
        else if (content.Length > 0)
        {
            body["data"] = Base64Url.EncodeToString(content);
        }

        var json = new JsonObject { ["partId"] = place, ["mimeType"] = part.Type, ["filename"] = name, ["headers"] = Headers(part, []), ["body"] = body };
        if (part.IsMultipart)
        {
            json["parts"] = new JsonArray([.. part.Parts.Select((child, number) => (JsonNode)Part(child, Below(place, number)))]);
        }

        return json;
    }

    /// <summary>Gmail hands encoded words out as what they stand for.</summary>
    private static JsonArray Headers(MailPart part, IReadOnlyList<string> only) => new([.. part.Headers
        .Where(header => only.Count == 0 || only.Contains(header.Name, StringComparer.OrdinalIgnoreCase))
        .Select(header => (JsonNode)new JsonObject { ["name"] = header.Name, ["value"] = MailText.Words(header.Value) })]);

    private static string Snippet(GmMessage message)
    {
        var first = All(message.Structure, "").Select(one => one.Part).FirstOrDefault(part => part.Type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase));
        var text = string.Join(' ', (first?.Text ?? "").Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return WebUtility.HtmlEncode(text.Length <= MostSnippet ? text : text[..MostSnippet]);
    }

    private static string AttachmentId(string place) => $"ANGjdJ_{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"part {place}"))}";

    private static string Below(string place, int number) => place.Length == 0 ? $"{number}" : $"{place}.{number}";
}
