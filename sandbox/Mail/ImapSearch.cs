using System.Globalization;
using System.Text;

namespace Squaremcp.Sandbox.Mail;

/// <summary>What a SEARCH looks for (RFC 3501 §6.4.4): every key must hold, texts match anywhere and without regard to capitals.</summary>
internal sealed class ImapSearch
{
    private readonly List<ImapArgument> keys;
    private readonly MailFolder folder;
    private int at;

    private ImapSearch(List<ImapArgument> keys, MailFolder folder) => (this.keys, this.folder) = (keys, folder);

    internal static Func<StoredMail, bool> Parse(List<ImapArgument> keys, MailFolder folder)
    {
        if (keys is [ImapArgument.Word(var word), { Text: var charset }, .. var rest] && word.Equals("CHARSET", StringComparison.OrdinalIgnoreCase))
        {
            keys = charset?.ToUpperInvariant() is "UTF-8" or "US-ASCII" ? rest : throw new ImapRefusal("NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset");
        }

        return new ImapSearch(keys, folder).All();
    }

    /// <summary><c>1,4:6,9:*</c>; a star is the last message, whatever stands before it.</summary>
    internal static Func<uint, bool> Set(string set, MailFolder folder)
    {
        var last = folder.Mails.Count == 0 ? 0 : folder.Mails[^1].Uid;
        var ranges = set.Split(',').Select(range => range.Split(':') switch
        {
            [var one] => (Number(one), Number(one)),
            [var first, var end] => (Math.Min(Number(first), Number(end)), Math.Max(Number(first), Number(end))),
            _ => throw new ImapRefusal("BAD Wrong set of messages"),
        }).ToList();
        return uid => ranges.Exists(range => uid >= range.Item1 && uid <= range.Item2);

        uint Number(string text) => text == "*" ? last : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new ImapRefusal("BAD Wrong set of messages");
    }

    private Func<StoredMail, bool> All()
    {
        var all = new List<Func<StoredMail, bool>>();
        while (at < keys.Count)
        {
            all.Add(One());
        }

        return all.Count == 0 ? throw new ImapRefusal("BAD A search needs a key") : mail => all.TrueForAll(one => one(mail));
    }

    private Func<StoredMail, bool> One()
    {
        var key = at < keys.Count ? keys[at++] : throw new ImapRefusal("BAD A key is missing");
        if (key is ImapArgument.List(var inside))
        {
            return new ImapSearch(inside, folder).All();
        }

        var word = (key as ImapArgument.Word)?.Said.ToUpperInvariant() ?? "";
        switch (word)
        {
            case "ALL":
                return _ => true;
            case "NOT":
                var not = One();
                return mail => !not(mail);
            case "OR":
                var (one, other) = (One(), One());
                return mail => one(mail) || other(mail);
            case "UID":
                var chosen = Set(Text(), folder);
                return mail => chosen(mail.Uid);
            case "SEEN" or "FLAGGED" or "DRAFT" or "ANSWERED" or "DELETED":
                return mail => mail.Flags.Contains($"\\{word}");
            case "UNSEEN" or "UNFLAGGED" or "UNDRAFT" or "UNANSWERED" or "UNDELETED":
                return mail => !mail.Flags.Contains($"\\{word[2..]}");
            case "FROM" or "TO" or "CC" or "BCC" or "SUBJECT":
                return Header(word, Text());
            case "HEADER":
                return Header(Text(), Text());
            case "BODY":
                return Body(Text());
            case "TEXT":
                var text = Text();
                var body = Body(text);
                return mail => body(mail) || mail.Structure.Headers.Any(field => Holds(field.Value, text));
            case "SINCE" or "BEFORE" or "ON":
                return Day(word, Text());
            case "LARGER" or "SMALLER":
                var size = uint.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ImapRefusal("BAD A size is a number");
                return mail => word == "LARGER" ? mail.Content.Length > size : mail.Content.Length < size;
            default:
                throw new ImapRefusal($"BAD Unknown search key {word}");
        }
    }

    private string Text() => at < keys.Count && keys[at++].Text is { } text ? text : throw new ImapRefusal("BAD A text is missing");

    private static Func<StoredMail, bool> Header(string name, string text) => mail => mail.Structure.Headers.Any(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && (text.Length == 0 || Holds(field.Value, text)));

    private static Func<StoredMail, bool> Body(string text) => mail => mail.Structure.Text.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static Func<StoredMail, bool> Day(string word, string text)
    {
        var day = DateTime.TryParseExact(text, "d-MMM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw new ImapRefusal("BAD Wrong date");
        return mail => mail.Arrived.UtcDateTime.Date is var arrived && (word == "SINCE" ? arrived >= day : word == "BEFORE" ? arrived < day : arrived == day);
    }

    private static bool Holds(string field, string text) => field.Contains(text, StringComparison.OrdinalIgnoreCase) || MailText.Words(field).Normalize(NormalizationForm.FormC).Contains(text.Normalize(NormalizationForm.FormC), StringComparison.OrdinalIgnoreCase);
}
