using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Outlook;

/// <summary>Messages as Graph shows them, and as it takes them.</summary>
internal static class OlJson
{
    private static readonly Dictionary<string, Func<OlMessage, JsonNode?>> Shown = new(StringComparer.Ordinal)
    {
        ["subject"] = message => message.Subject,
        ["bodyPreview"] = message => Preview(message),
        ["body"] = message => new JsonObject { ["contentType"] = message.IsHtml ? "html" : "text", ["content"] = message.Content },
        ["from"] = message => message.From is { } from ? Person(from) : null,
        ["sender"] = message => message.From is { } from ? Person(from) : null,
        ["toRecipients"] = message => People(message.To),
        ["ccRecipients"] = message => People(message.Cc),
        ["bccRecipients"] = message => People(message.Bcc),
        ["replyTo"] = message => People(message.ReplyTo),
        ["receivedDateTime"] = message => Time(message.At),
        ["sentDateTime"] = message => Time(message.At),
        ["hasAttachments"] = message => message.Attachments.Count > 0,
        ["importance"] = _ => "normal",
        ["isRead"] = message => message.IsRead,
        ["isDraft"] = message => message.IsDraft,
        ["flag"] = message => new JsonObject { ["flagStatus"] = message.IsFlagged ? "flagged" : "notFlagged" },
        ["conversationId"] = message => message.Conversation,
        ["internetMessageId"] = message => message.MessageId,
        ["parentFolderId"] = message => message.Folder,
        ["internetMessageHeaders"] = message => new JsonArray(Header("Subject", message.Subject), Header("Message-ID", message.MessageId)),
    };

    /// <param name="select">Null for all that is shown unasked.</param>
    internal static JsonObject Of(OlMessage message, IReadOnlyList<string>? select, bool isImmutable)
    {
        var told = new JsonObject { ["@odata.etag"] = "W/\"CQAAABYAAAA\"", ["id"] = message.Id(isImmutable) };
        foreach (var name in select ?? [.. Shown.Keys.Where(name => name != "internetMessageHeaders")])
        {
            if (name != "id")
            {
                told[name] = Shown.TryGetValue(name, out var show) ? show(message) : throw OlErrors.Invalid($"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'Microsoft.OutlookServices.Message'.");
            }
        }

        return told;
    }

    internal static JsonObject Of(OlAttachment attachment, IReadOnlyList<string>? select)
    {
        var told = new JsonObject
        {
            ["@odata.type"] = "#microsoft.graph.fileAttachment",
            ["id"] = attachment.Id,
            ["name"] = attachment.Name,
            ["contentType"] = attachment.ContentType,
            ["size"] = attachment.Content.Length,
            ["isInline"] = false,
            ["contentBytes"] = Convert.ToBase64String(attachment.Content),
        };
        if (select is not null)
        {
            if (select.FirstOrDefault(name => !told.ContainsKey(name)) is { } unknown)
            {
                throw OlErrors.Invalid($"Parsing OData Select and Expand failed: Could not find a property named '{unknown}' on type 'Microsoft.OutlookServices.Attachment'.");
            }

            foreach (var name in told.Select(pair => pair.Key).Where(name => name is not ("@odata.type" or "id") && !select.Contains(name)).ToList())
            {
                told.Remove(name);
            }
        }

        return told;
    }

    /// <summary>Puts what a body has of a message into one; nothing that Graph does not know or does not let a draft have.</summary>
    internal static void Read(OlMessage message, JsonElement body)
    {
        body.Members("", OlErrors.Invalid, [], "subject", "body", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "importance", "isRead", "flag", "categories");
        message.Subject = body.Text("subject", OlErrors.Invalid) ?? message.Subject;
        if (body.TryGetProperty("body", out var content))
        {
            content.Members("/body", OlErrors.Invalid, ["content"], "contentType");
            (message.IsHtml, message.Content) = (content.Text("contentType", OlErrors.Invalid, "text", "html", "Text", "HTML")?.ToLowerInvariant() == "html", content.Text("content", OlErrors.Invalid)!);
        }

        message.To = People(body, "toRecipients") ?? message.To;
        message.Cc = People(body, "ccRecipients") ?? message.Cc;
        message.Bcc = People(body, "bccRecipients") ?? message.Bcc;
        message.ReplyTo = People(body, "replyTo") ?? message.ReplyTo;
        message.IsRead = body.Flag("isRead", OlErrors.Invalid) ?? message.IsRead;
    }

    internal static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Preview(OlMessage message) => message.Content.Length > 255 ? message.Content[..255] : message.Content;

    private static JsonObject Header(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonArray People(IEnumerable<OlPerson> people) => new([.. people.Select(Person)]);

    private static JsonNode Person(OlPerson person) => new JsonObject { ["emailAddress"] = new JsonObject { ["name"] = person.Name ?? person.Address, ["address"] = person.Address } };

    private static List<OlPerson>? People(JsonElement body, string name) => body.List(name, OlErrors.Invalid)?.Select(one =>
    {
        one.Members($"/{name}", OlErrors.Invalid, ["emailAddress"]);
        var person = one.GetProperty("emailAddress");
        person.Members($"/{name}/emailAddress", OlErrors.Invalid, ["address"], "name");
        return person.Text("address", OlErrors.Invalid) is { } address && address.IndexOf('@', StringComparison.Ordinal) > 0
            ? new OlPerson(person.Text("name", OlErrors.Invalid), address)
            : throw OlErrors.Refused(400, "ErrorInvalidRecipients", "At least one recipient is not valid.");
    }).ToList();
}
