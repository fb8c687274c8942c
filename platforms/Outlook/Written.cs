using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Outlook;

/// <summary>What a caller wrote, as Graph's message; and the rules it must keep before anything leaves.</summary>
internal static class Written
{
    /// <summary>What every message must be, whether it is sent or kept.</summary>
    /// <exception cref="ToolException">invalid_argument.</exception>
    internal static void Check(IWrittenMessage written, bool isSent)
    {
        Recipients.Count(written, isSent);
        OutgoingCheck.OneLine(written.Subject, "subject");
        var isNew = written is { ReplyToMessage: null, ForwardMessage: null };
        if (written is { ReplyToMessage: not null, ForwardMessage: not null })
        {
            throw OutgoingCheck.Refused("forward_message", "cannot stand beside `reply_to_message`: answer a message or pass it on");
        }

        if (isSent && isNew && string.IsNullOrWhiteSpace(written.Text) && string.IsNullOrWhiteSpace(written.Html) && written.Attachments is not { Count: > 0 })
        {
            throw OutgoingCheck.Refused("text", "is missing: the message would be empty");
        }

        if (isSent && isNew && string.IsNullOrWhiteSpace(written.Subject))
        {
            throw OutgoingCheck.Refused("subject", "is missing; only a reply or forward takes that of the other message");
        }
    }

    /// <summary>All that was given. Recipients are left out where none were named: a reply then keeps those that Outlook filled in.</summary>
    internal static JsonObject Message(IWrittenMessage written)
    {
        var message = new JsonObject();
        if (written.Subject is { } subject)
        {
            message["subject"] = subject;
        }

        if ((written.Html ?? written.Text) is { } content)
        {
            message["body"] = Body(written.Html is not null, content);
        }

        if (written is not { To: null, Cc: null, Bcc: null })
        {
            (message["toRecipients"], message["ccRecipients"], message["bccRecipients"]) = (People(written.To, "to"), People(written.Cc, "cc"), People(written.Bcc, "bcc"));
        }

        return message;
    }

    /// <summary>The same with the text of the message that is passed on below, as Outlook wrote it into the draft.</summary>
    internal static JsonObject Above(IWrittenMessage written, JsonElement draft)
    {
        var (message, below) = (Message(written), draft.Inside("body"));
        var theirs = below.Words("content") ?? "";
        if (message.ContainsKey("body"))
        {
            message["body"] = "html".Equals(below.Words("contentType"), StringComparison.OrdinalIgnoreCase)
                ? Body(true, Inserted(theirs, written.Html ?? $"<div style=\"white-space: pre-wrap\">{WebUtility.HtmlEncode(written.Text)}</div>"))
                : Body(false, $"{written.Text ?? HtmlText.Readable(written.Html!)}\n\n{theirs}");
        }

        return message;
    }

    internal static JsonObject Empty => Body(false, "");

    private static JsonObject Body(bool isHtml, string content) => new() { ["contentType"] = isHtml ? "html" : "text", ["content"] = content };

    private static string Inserted(string html, string ours)
    {
        var body = html.IndexOf("<body", StringComparison.OrdinalIgnoreCase);
        var end = body < 0 ? -1 : html.IndexOf('>', body);
        return html.Insert(end + 1, $"{ours}<br>");
    }

    private static JsonArray People(IReadOnlyList<string>? given, string field) => new([.. Recipients.Parse(given, field).Select((one, place) => Person(MailboxCheck.Of(one, $"{field}[{place}]")))]);

    private static JsonObject Person(Mailbox mailbox)
    {
        var person = new JsonObject { ["address"] = mailbox.Address };
        if (mailbox.Name is { } name)
        {
            person["name"] = name;
        }

        return new JsonObject { ["emailAddress"] = person };
    }
}
