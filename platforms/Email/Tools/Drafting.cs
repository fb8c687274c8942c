namespace Squaremcp.Platforms.Email;

/// <summary>email_create_draft.</summary>
internal static class Drafting
{
    private const string Nothing = "No draft was stored.";

    internal static async Task<DraftCreated> RunAsync(MailAccess mail, CreateDraft create, ToolContext context, CancellationToken cancellationToken)
    {
        var message = await new Composing(mail, context, rehearsing: false, cancellationToken).PrepareAsync(create, isSent: false);
        var folder = await FolderAsync(mail, cancellationToken);
        var content = new MailContent(message.Size, message.WriteAsync);
        var stored = await mail.MailboxAsync(onlyReads: false, imap => imap.AppendAsync(folder, content, ["\\Draft", "\\Seen"], null, MailAccess.Step, cancellationToken), cancellationToken);
        return new(stored is { UidValidity: { } validity, Uid: { } uid } ? new MessageRef(folder.Text, validity, uid).ToString() : null, folder.Text, message.MessageId);
    }

    internal static async Task<Rehearsal> RehearseAsync(MailAccess mail, CreateDraft create, ToolContext context, CancellationToken cancellationToken)
    {
        var message = await new Composing(mail, context, rehearsing: true, cancellationToken).PrepareAsync(create, isSent: false);
        var folder = await FolderAsync(mail, cancellationToken);
        return new($"Store a draft of {message.Size} bytes in {folder.Text}, for {(message.Recipients.Count == 0 ? "nobody yet" : string.Join(", ", message.Recipients))}.");
    }

    private static async Task<MailFolderName> FolderAsync(MailAccess mail, CancellationToken cancellationToken) =>
        (await mail.FolderAsync(MailFolderRole.Drafts, cancellationToken))?.Name
        ?? throw new ToolException(new(ToolErrorKind.NotFound, $"The mailbox has no folder for drafts. A person can make one named Drafts in any mail program. {Nothing}"));
}
