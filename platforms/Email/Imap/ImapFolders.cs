namespace Squaremcp.Platforms.Email;

/// <summary>LIST and STATUS, in one command where the server can (RFC 5258, 5819, 6154).</summary>
internal static class ImapFolders
{
    private const int MostFolders = 10_000;
    private const int MostStatuses = 200;
    private const string Counts = "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)";

    private static readonly (string Attribute, MailFolderRole Role)[] Attributes =
    [
        ("\\Drafts", MailFolderRole.Drafts), ("\\Sent", MailFolderRole.Sent), ("\\Trash", MailFolderRole.Trash), ("\\Junk", MailFolderRole.Junk),
        ("\\Archive", MailFolderRole.Archive), ("\\All", MailFolderRole.All), ("\\Flagged", MailFolderRole.Flagged), ("\\Important", MailFolderRole.Important),
    ];

    /// <summary>What folders are called where the server does not say what they are for.</summary>
    private static readonly (string Name, MailFolderRole Role)[] Names =
    [
        ("Drafts", MailFolderRole.Drafts), ("Draft", MailFolderRole.Drafts), ("Sent", MailFolderRole.Sent), ("Sent Items", MailFolderRole.Sent), ("Sent Mail", MailFolderRole.Sent), ("Sent Messages", MailFolderRole.Sent),
        ("Trash", MailFolderRole.Trash), ("Deleted Items", MailFolderRole.Trash), ("Deleted Messages", MailFolderRole.Trash), ("Junk", MailFolderRole.Junk), ("Junk E-mail", MailFolderRole.Junk), ("Spam", MailFolderRole.Junk),
        ("Archive", MailFolderRole.Archive), ("Archives", MailFolderRole.Archive), ("All Mail", MailFolderRole.All),
    ];

    /// <param name="withCounts">Also how many messages there are; without LIST-STATUS that costs a command a folder, for the first 200.</param>
    public static async Task<IReadOnlyList<MailFolder>> ListAsync(ImapSession session, bool withCounts, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, MailFolder>();
        var counts = new Dictionary<string, Func<MailFolder, MailFolder>>();
        var together = withCounts && session.Can("LIST-STATUS");
        var verdict = await session.SendAsync(new ImapCommand("LIST").Word(Options(session, together)), cancellationToken, Hear);
        if (!verdict.IsOk && session.Can("LIST-EXTENDED"))
        {
            together = false;
            verdict = await session.SendAsync(new ImapCommand("LIST").Word("\"\" \"*\""), cancellationToken, Hear);
        }

        session.Demand(verdict);
        if (withCounts && !together)
        {
            // A copy: a server may name further folders while it is asked for counts.
            foreach (var folder in found.Values.Where(folder => folder.CanOpen).Take(MostStatuses).ToList())
            {
                // What one folder refuses, the others may give.
                await session.SendAsync(new ImapCommand("STATUS").Folder(folder.Name, session.Trouble).Word(Counts), cancellationToken, Hear);
            }
        }

        return WithRoles([.. found.Values.Select(folder => counts.TryGetValue(folder.Name.Wire, out var add) ? add(folder) : folder)]);

        void Hear(ImapResponse answer)
        {
            if (answer is { Name: "LIST", Values: [var attributes, var delimiter, { Text: not null } name, ..] } && found.Count < MostFolders)
            {
                var wire = Wire(name);
                found[wire] = new(MailFolderName.FromWire(wire), delimiter.Text is [var sign] ? sign : null, [.. attributes.Items.Select(attribute => attribute.Text ?? "")]);
            }
            else if (answer is { Name: "STATUS", Values: [{ Text: not null } of, var told, ..] } && counts.Count < MostFolders)
            {
                counts[Wire(of)] = folder => folder with
                {
                    Messages = Count(told, "MESSAGES"),
                    Unread = Count(told, "UNSEEN"),
                    UidNext = Count(told, "UIDNEXT"),
                    UidValidity = Count(told, "UIDVALIDITY"),
                };
            }
        }
    }

    private static string Options(ImapSession session, bool withCounts)
    {
        string[] wanted = [.. session.Can("SPECIAL-USE") ? (string[])["SPECIAL-USE"] : [], .. withCounts ? (string[])[$"STATUS {Counts}"] : []];
        return session.Can("LIST-EXTENDED") && wanted.Length > 0 ? $"\"\" \"*\" RETURN ({string.Join(' ', wanted)})" : "\"\" \"*\"";
    }

    private static string Wire(ImapValue name) => name is ImapValue.Bytes(var bytes) ? System.Text.Encoding.Latin1.GetString(bytes) : name.Text!;

    private static uint? Count(ImapValue told, string item)
    {
        for (var index = 0; index + 1 < told.Items.Count; index += 2)
        {
            if (told.Items[index].Text?.Equals(item, StringComparison.OrdinalIgnoreCase) == true)
            {
                return told.Items[index + 1].Number;
            }
        }

        return null;
    }

    private static IReadOnlyList<MailFolder> WithRoles(IReadOnlyList<MailFolder> folders)
    {
        var told = folders.Select(folder => folder with { Role = Told(folder) }).ToList();
        var taken = told.Select(folder => folder.Role).ToHashSet();

        // A name says what a folder is for only where no attribute has said it of another.
        return [.. told.Select(folder => folder.Role == MailFolderRole.None && Named(folder) is var role && taken.Add(role) ? folder with { Role = role } : folder)];
    }

    private static MailFolderRole Told(MailFolder folder) =>
        folder.Name.IsInbox ? MailFolderRole.Inbox : Attributes.FirstOrDefault(known => folder.Has(known.Attribute)).Role;

    private static MailFolderRole Named(MailFolder folder)
    {
        var name = folder.Name.Text;
        var last = folder.Delimiter is { } delimiter ? name[(name.LastIndexOf(delimiter) + 1)..] : name;
        return folder.CanOpen ? Names.FirstOrDefault(known => known.Name.Equals(last, StringComparison.OrdinalIgnoreCase)).Role : MailFolderRole.None;
    }
}
