namespace Squaremcp.Platforms.Email;

/// <summary>email_list_folders.</summary>
internal static class FolderListing
{
    private const int MostOnPage = 500;

    internal static async Task<FolderList> RunAsync(MailAccess mail, ListFolders list, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("email_list_folders", mail.Account.Address);
        var start = context.Start(purpose, list.Cursor);
        var folders = await mail.MailboxAsync(onlyReads: true, imap => imap.FoldersAsync(withCounts: true, MailAccess.Step, cancellationToken), cancellationToken);
        var all = folders.OrderBy(folder => folder.Role == MailFolderRole.None ? int.MaxValue : (int)folder.Role).ThenBy(folder => folder.Name.Text, StringComparer.OrdinalIgnoreCase).Select(Found).ToList();
        var (page, next) = context.Items(all, start, MostOnPage, EmailText.Json.FolderFound);
        return new(page, context.Next(purpose, next));
    }

    private static FolderFound Found(MailFolder folder) => new(
        HeaderText.OneLine(folder.Name.Text),
        folder.Role == MailFolderRole.None ? null : folder.Role.ToString().ToLowerInvariant(),
        folder.Messages,
        folder.Unread,
        folder.CanOpen);
}
