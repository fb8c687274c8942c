namespace Squaremcp.Platforms.Email;

/// <summary>Files what was sent, where the provider does not. Never fails: the message is out, and that is what has to be told.</summary>
internal static class SentFolder
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    /// <returns>Whether a copy lies there, and what to know where none does.</returns>
    internal static async Task<(bool Saved, string? Warning)> SaveAsync(MailAccess mail, PreparedMessage message)
    {
        if (!mail.Account.SaveSent)
        {
            return (true, null);
        }

        using var deadline = new CancellationTokenSource(Time, mail.Clock);
        try
        {
            if (await mail.FolderAsync(MailFolderRole.Sent, deadline.Token) is not { } sent)
            {
                return (false, "The message was sent. The mailbox has no folder for sent mail, so no copy was kept.");
            }

            await mail.MailboxAsync(onlyReads: false, imap => KeepAsync(imap, sent.Name, message, deadline.Token), CancellationToken.None);
            return (true, null);
        }
        catch (Exception failed) when (failed is ToolException or OperationCanceledException or IOException)
        {
            return (false, "The message was sent. Its copy could not be put into the folder of sent mail.");
        }
    }

    /// <summary>Some servers file what they send although nobody knew of it.</summary>
    private static async Task<bool> KeepAsync(ImapClient imap, MailFolderName sent, PreparedMessage message, CancellationToken cancellationToken)
    {
        await imap.OpenAsync(sent, writable: false, Time, cancellationToken);
        if ((await imap.SearchAsync(new() { Header = ("Message-ID", message.MessageId) }, Time, cancellationToken)).Count == 0)
        {
            await imap.AppendAsync(sent, new(message.Size, message.WriteAsync), ["\\Seen"], null, Time, cancellationToken);
        }

        return true;
    }
}
