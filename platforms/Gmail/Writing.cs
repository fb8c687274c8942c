using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Gmail;

/// <summary>gmail_send_message and gmail_create_draft.</summary>
internal static class Writing
{
    internal static async Task<SentMessage> SendAsync(GmailMailbox gmail, SendMessage send, ToolContext context, CancellationToken cancellationToken)
    {
        var (message, thread) = await ComposeAsync(gmail, send, isSent: true, rehearsing: false, context, cancellationToken);
        var sent = await gmail.Api.SubmitAsync("messages/send", About(thread), message, "look for it with gmail_list_messages, label SENT", cancellationToken);
        return new(sent.Id("id")!, sent.Id("threadId"));
    }

    internal static async Task<Rehearsal> RehearseAsync(GmailMailbox gmail, SendMessage send, ToolContext context, CancellationToken cancellationToken)
    {
        var (message, thread) = await ComposeAsync(gmail, send, isSent: true, rehearsing: true, context, cancellationToken);
        return new($"Send a message of {Bytes(message)} from {message.Sender} to {string.Join(", ", message.Recipients)}{Conversation(thread)}.", ["Gmail takes every address at first; what cannot be delivered comes back as a message to the inbox."]);
    }

    internal static async Task<CreatedDraft> DraftAsync(GmailMailbox gmail, CreateDraft create, ToolContext context, CancellationToken cancellationToken)
    {
        const string Look = "look for it with gmail_list_messages, label DRAFT";
        var (message, thread) = await ComposeAsync(gmail, create, isSent: false, rehearsing: false, context, cancellationToken);
        var draft = await gmail.Api.SubmitAsync("drafts", new JsonObject { ["message"] = About(thread) }, message, Look, cancellationToken);
        return draft.Inside("message") is { ValueKind: JsonValueKind.Object } stored && stored.Id("id") is { } id
            ? new(id, draft.Id("id")!, stored.Id("threadId"))
            : throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"Gmail stored the draft, it seems, and did not tell where. Before you repeat it, {Look}."));
    }

    internal static async Task<Rehearsal> RehearseAsync(GmailMailbox gmail, CreateDraft create, ToolContext context, CancellationToken cancellationToken)
    {
        var (message, thread) = await ComposeAsync(gmail, create, isSent: false, rehearsing: true, context, cancellationToken);
        return new($"Store a draft of {Bytes(message)}, for {(message.Recipients.Count == 0 ? "nobody yet" : string.Join(", ", message.Recipients))}{Conversation(thread)}.");
    }

    private static async Task<(PreparedMessage Message, string? Thread)> ComposeAsync(GmailMailbox gmail, IWrittenMessage written, bool isSent, bool rehearsing, ToolContext context, CancellationToken cancellationToken)
    {
        gmail.Granted(GmailFacts.Compose);
        var message = await new Composing(gmail, context, rehearsing, cancellationToken).PrepareAsync(written, isSent);
        if (message.Size > GmailFacts.LargestMessage)
        {
            throw OutgoingCheck.Refused("attachments", $"make a message of {Bytes(message)}; Gmail takes {GmailFacts.LargestMessage.ToString(CultureInfo.InvariantCulture)}. Leave some out, or share a link");
        }

        // Gmail keeps a conversation together only where the subject stays.
        return (message, gmail.Answered is var (thread, subject) && (written.Subject is null || written.Subject.Equals(subject, StringComparison.OrdinalIgnoreCase)) ? thread : null);
    }

    private static JsonObject About(string? thread) => thread is null ? [] : new() { ["threadId"] = thread };

    private static string Bytes(PreparedMessage message) => $"{message.Size.ToString(CultureInfo.InvariantCulture)} bytes";

    private static string Conversation(string? thread) => thread is null ? "" : ", in the conversation of the message it answers";
}
