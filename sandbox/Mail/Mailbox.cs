using System.Globalization;
using System.Text;

namespace Squaremcp.Sandbox.Mail;

internal sealed class StoredMail(uint uid, byte[] content, DateTimeOffset arrived, IEnumerable<string> flags)
{
    private MailPart? structure;

    internal uint Uid => uid;

    internal byte[] Content => content;

    internal DateTimeOffset Arrived => arrived;

    internal HashSet<string> Flags { get; } = new(flags, StringComparer.OrdinalIgnoreCase);

    internal MailPart Structure => structure ??= MailPart.Read(content);
}

/// <param name="name">As it stands on the wire (RFC 3501 §5.1.3).</param>
/// <param name="use">RFC 6154; null where it has none.</param>
internal sealed class MailFolder(string name, string? use, uint validity)
{
    internal string Name => name;

    internal string? Use => use;

    internal uint Validity => validity;

    internal uint Next { get; private set; } = 1;

    internal List<StoredMail> Mails { get; } = [];

    internal StoredMail Add(byte[] content, DateTimeOffset arrived, IEnumerable<string> flags)
    {
        Mails.Add(new(Next++, content, arrived, flags));
        return Mails[^1];
    }
}

/// <summary>One person's mail: folders, and some letters in them.</summary>
internal sealed class Mailbox
{
    internal const int MostBytes = 20 * 1024 * 1024, MostMessage = 5 * 1024 * 1024;
    private const int MostMails = 1_000;

    private static readonly (string Name, string? Use)[] Names =
    [
        ("INBOX", null), ("Drafts", "\\Drafts"), ("Sent", "\\Sent"), ("Archive", "\\Archive"), ("Junk", "\\Junk"), ("Trash", "\\Trash"), ("R&AOk-ports", null),
    ];

    private readonly TimeProvider clock;

    internal Mailbox(string address, TimeProvider clock)
    {
        (Address, this.clock) = (address, clock);
        // Numbers of a world before this one mean nothing in it.
        var validity = (uint)clock.GetUtcNow().ToUnixTimeSeconds();
        Folders = [.. Names.Select(one => new MailFolder(one.Name, one.Use, validity))];
        var inbox = Folders[0];
        inbox.Add(Letters.Ferry(address, clock.GetUtcNow().AddDays(-3)), clock.GetUtcNow().AddDays(-3), ["\\Seen"]);
        inbox.Add(Letters.Lighthouse(address, clock.GetUtcNow().AddDays(-1)), clock.GetUtcNow().AddDays(-1), ["\\Flagged"]);
        inbox.Add(Letters.Invoice(address, clock.GetUtcNow().AddHours(-2)), clock.GetUtcNow().AddHours(-2), []);
    }

    internal Lock Gate { get; } = new();

    internal DateTimeOffset Now => clock.GetUtcNow();

    internal string Address { get; }

    internal IReadOnlyList<MailFolder> Folders { get; }

    internal MailFolder? Folder(string name) => Folders.FirstOrDefault(folder => folder.Name == name || (folder.Name == "INBOX" && name.Equals("INBOX", StringComparison.OrdinalIgnoreCase)));

    /// <summary>False where there is no room.</summary>
    internal bool HasRoom(int bytes) => Folders.Sum(folder => folder.Mails.Count) < MostMails && Folders.Sum(folder => folder.Mails.Sum(mail => (long)mail.Content.Length)) + bytes <= MostBytes;

    internal void Deliver(byte[] content)
    {
        lock (Gate)
        {
            var now = clock.GetUtcNow();
            var trace = Encoding.ASCII.GetBytes($"Return-Path: <{Address}>\r\nReceived: from sandbox by {MailSimulator.Domain} with ESMTP; {now.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\r\n");
            if (HasRoom(content.Length + trace.Length))
            {
                Folders[0].Add([.. trace, .. content], now, flags: []);
            }
        }
    }
}
