using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>A message's id: folder/UIDVALIDITY/UID. It stays good until the message is moved or the server numbers the folder anew.</summary>
internal sealed record MessageRef(string Folder, uint UidValidity, uint Uid)
{
    /// <exception cref="ToolException">invalid_argument.</exception>
    internal static MessageRef Parse(string id, string argument)
    {
        var uid = id.LastIndexOf('/');
        var validity = uid > 0 ? id.LastIndexOf('/', uid - 1) : -1;
        return validity > 0 && Number(id.AsSpan(validity + 1, uid - validity - 1), out var second) && Number(id.AsSpan(uid + 1), out var third)
            ? new(id[..validity], second, third)
            : throw new ToolException(new(ToolErrorKind.InvalidArgument, $"`{argument}` is no message id. Take `id` of email_search_messages as it is, for example INBOX/1795216672/7.") { Argument = argument });
    }

    /// <summary>Opens its folder for reading and finds it there.</summary>
    /// <exception cref="ToolException">not_found.</exception>
    internal async Task<ImapSummary> FindAsync(ImapClient imap, CancellationToken cancellationToken)
    {
        var opened = await imap.OpenAsync(MailFolderName.FromText(Folder), writable: false, MailAccess.Step, cancellationToken);
        if (opened.UidValidity != UidValidity)
        {
            throw new ToolException(new(ToolErrorKind.NotFound, $"The server has numbered the folder {Folder} anew, so this id means nothing any more. Search for the message again."));
        }

        return await imap.SummariesAsync([Uid], MailAccess.Step, cancellationToken) is [var found]
            ? found
            : throw new ToolException(new(ToolErrorKind.NotFound, "There is no such message in the folder any more: it was moved or deleted. Search for it again with email_search_messages."));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{UidValidity}/{Uid}");

    private static bool Number(ReadOnlySpan<char> text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
