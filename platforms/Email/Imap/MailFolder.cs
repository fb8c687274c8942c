namespace Squaremcp.Platforms.Email;

/// <summary>A folder's name, as people read it and as it travels. A name that is not written by the rules is shown as it travels, and still opens the folder.</summary>
/// <param name="Wire">Latin-1 of the bytes.</param>
internal readonly record struct MailFolderName(string Text, string Wire)
{
    public static readonly MailFolderName Inbox = new("INBOX", "INBOX");

    public bool IsInbox => Wire.Equals("INBOX", StringComparison.OrdinalIgnoreCase);

    public static MailFolderName FromText(string text) => new(text, ModifiedUtf7.Encode(text));

    public static MailFolderName FromWire(string wire) => new(ModifiedUtf7.Decode(wire) ?? wire, wire);

    public override string ToString() => Text;
}

/// <summary>What a folder is for (RFC 6154).</summary>
internal enum MailFolderRole
{
    None,
    Inbox,
    Drafts,
    Sent,
    Trash,
    Junk,
    Archive,
    All,
    Flagged,
    Important,
}

/// <summary>A folder of a mailbox. Counts are null where they were not asked for or the server kept them to itself.</summary>
/// <param name="Delimiter">Between the levels of a name; null where there are none.</param>
internal sealed record MailFolder(MailFolderName Name, char? Delimiter, IReadOnlyList<string> Attributes)
{
    public MailFolderRole Role { get; init; }

    public uint? Messages { get; init; }

    public uint? Unread { get; init; }

    public uint? UidNext { get; init; }

    public uint? UidValidity { get; init; }

    /// <summary>False of a name that only holds other folders.</summary>
    public bool CanOpen => !Has("\\Noselect") && !Has("\\NonExistent");

    public bool Has(string attribute) => Attributes.Contains(attribute, StringComparer.OrdinalIgnoreCase);
}
