using System.Globalization;
using System.Text;

namespace Squaremcp.Sandbox.Mail;

/// <summary>One connection of IMAP4rev1 (RFC 3501) with SPECIAL-USE, UIDPLUS and LITERAL+. Messages are named by UID alone; what it does not know is BAD.</summary>
internal sealed class ImapConversation(MailLines lines, Func<string, string, Mailbox?> login, Func<Mailbox, FaultPlan> faults)
{
    private const string Capabilities = "CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR LITERAL+ SPECIAL-USE UIDPLUS UNSELECT ID APPENDLIMIT=5242880";
    private const int MostFailures = 3;

    private static readonly string[] Flags = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];

    private readonly List<byte[]> answers = [];
    private Mailbox? mailbox;
    private MailFolder? folder;
    private bool isWritable;
    private int failures;

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await lines.WriteAsync($"* OK [{Capabilities}] The sandbox's mail", cancellationToken);
        var reader = new ImapReader(lines);
        for (var goesOn = true; goesOn;)
        {
            try
            {
                if (await reader.ReadAsync(cancellationToken) is not var (tag, arguments))
                {
                    return;
                }

                goesOn = await AnswerAsync(tag, arguments, cancellationToken);
            }
            catch (ImapRefusal refusal)
            {
                await lines.WriteAsync(refusal.Message, cancellationToken);
            }
        }
    }

    private async Task<bool> AnswerAsync(string tag, List<ImapArgument> arguments, CancellationToken cancellationToken)
    {
        answers.Clear();
        var verb = (arguments.FirstOrDefault() as ImapArgument.Word)?.Said.ToUpperInvariant() ?? "";
        if (mailbox is not null && faults(mailbox).Waiting is [{ Kind: FaultKinds.ExpiredToken }, ..])
        {
            // Whoever is logged in is put out; the next login is the one that is refused.
            await lines.WriteAsync("* BYE Your session has ended", cancellationToken);
            return false;
        }

        var failing = mailbox is not null && verb is not ("NOOP" or "LOGOUT" or "CAPABILITY" or "ID") ? faults(mailbox).Take(fault => fault.Kind is not (FaultKinds.RotatedToken or FaultKinds.ExpiredToken)) : null;
        if (failing is { Kind: FaultKinds.Hang })
        {
            await Task.Delay(TimeSpan.FromMinutes(1), cancellationToken);
        }

        if (failing is { Kind: FaultKinds.ServerError or FaultKinds.RateLimited })
        {
            await lines.WriteAsync($"{tag} NO [{(failing.Kind == FaultKinds.RateLimited ? "LIMIT" : "UNAVAILABLE")}] The sandbox was told to fail", cancellationToken);
            return true;
        }

        string verdict;
        try
        {
            verdict = verb switch
            {
                "AUTHENTICATE" => await AuthenticateAsync(arguments, cancellationToken),
                _ when mailbox is null => Outside(verb, arguments),
                _ => Inside(mailbox, verb, arguments),
            };
        }
        catch (ImapRefusal refusal)
        {
            verdict = refusal.Message;
        }

        await WriteAsync($"{tag} {verdict}", failing?.Kind, cancellationToken);
        return verb != "LOGOUT" && failures < MostFailures && failing is null;
    }

    private async Task WriteAsync(string verdict, string? failing, CancellationToken cancellationToken)
    {
        if (failing == FaultKinds.LostAnswer)
        {
            return;
        }

        byte[] all = [.. answers.SelectMany(answer => answer), .. Encoding.Latin1.GetBytes(verdict + "\r\n")];
        await lines.WriteAsync(failing == FaultKinds.Truncated ? all[..(all.Length / 2)] : all, cancellationToken);
    }

    private string Outside(string verb, List<ImapArgument> arguments) => verb switch
    {
        "CAPABILITY" => Capability(),
        "NOOP" => "OK Nothing done",
        "ID" => Id(),
        "LOGOUT" => Bye(),
        "LOGIN" when arguments is [_, { Text: { } user }, { Text: { } password }] => LogIn(user, password),
        _ => throw new ImapRefusal("BAD Log in first"),
    };

    private string Inside(Mailbox of, string verb, List<ImapArgument> arguments)
    {
        lock (of.Gate)
        {
            return (verb, arguments) switch
            {
                ("CAPABILITY", [_]) => Capability(),
                ("NOOP" or "CHECK", [_]) => "OK Nothing done",
                ("ID", _) => Id(),
                ("LOGOUT", [_]) => Bye(),
                ("LIST", [_, { Text: "" }, { Text: { } pattern }]) => List(of, pattern),
                ("STATUS", [_, { Text: { } name }, ImapArgument.List(var items)]) => Status(Known(of, name), items),
                ("SELECT" or "EXAMINE", [_, { Text: { } name }]) => Open(of, name, verb == "SELECT"),
                ("UNSELECT" or "CLOSE", [_]) => Close(verb == "CLOSE"),
                ("APPEND", [_, { Text: { } name }, .. var rest]) => Append(of, name, rest),
                ("UID", [_, ImapArgument.Word(var what), .. var rest]) => Uid(what.ToUpperInvariant(), rest),
                _ => throw new ImapRefusal($"BAD Unknown command or wrong arguments: {verb}"),
            };
        }
    }

    private string Capability()
    {
        Say($"* {Capabilities}");
        return "OK These";
    }

    private string Id()
    {
        Say("* ID (\"name\" \"sandbox\")");
        return "OK Pleased to meet you";
    }

    private string Bye()
    {
        Say("* BYE Good-bye");
        return "OK Good-bye";
    }

    private string LogIn(string user, string password)
    {
        mailbox = login(user, password);
        if (mailbox is not null && faults(mailbox).Take(fault => fault.Kind == FaultKinds.ExpiredToken) is not null)
        {
            mailbox = null;
        }

        failures += mailbox is null ? 1 : 0;
        return mailbox is null ? "NO [AUTHENTICATIONFAILED] Authentication failed" : $"OK [{Capabilities}] Logged in";
    }

    private async Task<string> AuthenticateAsync(List<ImapArgument> arguments, CancellationToken cancellationToken)
    {
        if (mailbox is not null || arguments is not [_, ImapArgument.Word(var mechanism), ..] || !mechanism.Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
        {
            return "NO [CANNOT] Unsupported authentication mechanism";
        }

        if (arguments.Count == 2)
        {
            await lines.WriteAsync("+ ", cancellationToken);
        }

        var said = arguments.Count == 2 ? await lines.ReadAsync(cancellationToken) ?? "" : arguments[2].Text ?? "";
        return Sasl.Plain(said) is var (user, password) ? LogIn(user, password) : "BAD Not base64 of a PLAIN message";
    }

    private string List(Mailbox of, string pattern)
    {
        foreach (var one in of.Folders.Where(one => pattern is "*" or "%" || one.Name == pattern))
        {
            Say($"* LIST (\\HasNoChildren{(one.Use is null ? "" : $" {one.Use}")}) \"/\" \"{one.Name}\"");
        }

        return "OK Listed";
    }

    private string Status(MailFolder of, List<ImapArgument> items)
    {
        var told = items.Select(item => item.Text?.ToUpperInvariant() switch
        {
            "MESSAGES" => $"MESSAGES {of.Mails.Count}",
            "UNSEEN" => $"UNSEEN {of.Mails.Count(mail => !mail.Flags.Contains("\\Seen"))}",
            "UIDNEXT" => $"UIDNEXT {of.Next}",
            "UIDVALIDITY" => $"UIDVALIDITY {of.Validity}",
            "RECENT" => "RECENT 0",
            _ => throw new ImapRefusal("BAD Unknown status item"),
        });
        Say($"* STATUS \"{of.Name}\" ({string.Join(' ', told)})");
        return "OK Told";
    }

    private string Open(Mailbox of, string name, bool writable)
    {
        folder = null;
        (folder, isWritable) = (Known(of, name), writable);
        Say($"* FLAGS ({string.Join(' ', Flags)})");
        Say($"* OK [PERMANENTFLAGS ({(writable ? string.Join(' ', Flags) : "")})] Limited");
        Say($"* {folder.Mails.Count} EXISTS");
        Say("* 0 RECENT");
        Say($"* OK [UIDVALIDITY {folder.Validity}] UIDs valid");
        Say($"* OK [UIDNEXT {folder.Next}] Predicted next UID");
        return $"OK [{(writable ? "READ-WRITE" : "READ-ONLY")}] Opened";
    }

    private string Close(bool expunges)
    {
        if (expunges && isWritable)
        {
            folder?.Mails.RemoveAll(mail => mail.Flags.Contains("\\Deleted"));
        }

        folder = null;
        return "OK Closed";
    }

    private static string Append(Mailbox of, string name, List<ImapArgument> rest)
    {
        if (of.Folder(name) is not { } to)
        {
            return "NO [TRYCREATE] There is no such folder";
        }

        var flags = rest is [ImapArgument.List(var given), ..] ? Checked(given) : [];
        var date = rest is [.., ImapArgument.Bytes(var when), ImapArgument.Bytes] && rest.Count - (flags.Count > 0 || rest[0] is ImapArgument.List ? 1 : 0) == 2 ? Arrived(Encoding.ASCII.GetString(when)) : of.Now;
        if (rest is not [.., ImapArgument.Bytes(var content)] || content.Length == 0)
        {
            throw new ImapRefusal("BAD APPEND needs a message as a literal");
        }

        if (content.AsSpan().Contains((byte)0) || BareLineEnd(content))
        {
            return "NO A message has lines that end in CR LF, and no NUL";
        }

        if (!of.HasRoom(content.Length))
        {
            return "NO [OVERQUOTA] The mailbox is full";
        }

        var stored = to.Add(content, date, flags);
        return $"OK [APPENDUID {to.Validity} {stored.Uid}] Stored";
    }

    private string Uid(string what, List<ImapArgument> rest)
    {
        var open = folder ?? throw new ImapRefusal("BAD No folder is open");
        switch (what)
        {
            case "SEARCH":
                var fits = ImapSearch.Parse(rest, open);
                Say($"* SEARCH{string.Concat(open.Mails.Where(fits).Select(mail => $" {mail.Uid}"))}");
                return "OK Searched";
            case "FETCH" when rest is [ImapArgument.Word(var set), var items]:
                foreach (var (mail, at) in Chosen(open, set))
                {
                    answers.Add(ImapFetch.Of(mail, at, items is ImapArgument.List(var all) ? all : [items], isWritable));
                }

                return "OK Fetched";
            case "STORE" when rest is [ImapArgument.Word(var set), ImapArgument.Word(var how), ImapArgument.List(var flags)]:
                return isWritable ? Store(open, set, how.ToUpperInvariant(), Checked(flags)) : "NO [READ-ONLY] The folder is open for reading alone";
            default:
                throw new ImapRefusal($"BAD Unknown command or wrong arguments: UID {what}");
        }
    }

    private string Store(MailFolder open, string set, string how, List<string> flags)
    {
        foreach (var (mail, at) in Chosen(open, set))
        {
            switch (how.Replace(".SILENT", "", StringComparison.Ordinal))
            {
                case "+FLAGS":
                    mail.Flags.UnionWith(flags);
                    break;
                case "-FLAGS":
                    mail.Flags.ExceptWith(flags);
                    break;
                case "FLAGS":
                    mail.Flags.Clear();
                    mail.Flags.UnionWith(flags);
                    break;
                default:
                    throw new ImapRefusal("BAD Unknown way to store flags");
            }

            if (!how.EndsWith(".SILENT", StringComparison.Ordinal))
            {
                Say($"* {at} FETCH (UID {mail.Uid} FLAGS ({string.Join(' ', mail.Flags)}))");
            }
        }

        return "OK Stored";
    }

    private static IEnumerable<(StoredMail Mail, int Number)> Chosen(MailFolder open, string set)
    {
        var fits = ImapSearch.Set(set, open);
        return [.. open.Mails.Select((mail, at) => (mail, at + 1)).Where(one => fits(one.mail.Uid))];
    }

    private static List<string> Checked(List<ImapArgument> flags) =>
        [.. flags.Select(flag => flag is ImapArgument.Word(var word) && (!word.StartsWith('\\') || Flags.Contains(word, StringComparer.OrdinalIgnoreCase)) ? word : throw new ImapRefusal("BAD Unknown flag"))];

    private static DateTimeOffset Arrived(string text) => DateTimeOffset.TryParseExact(text.Trim(), "d-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : throw new ImapRefusal("BAD Wrong date");

    private static bool BareLineEnd(byte[] content)
    {
        for (var i = 0; i < content.Length; i++)
        {
            if ((content[i] == '\n' && (i == 0 || content[i - 1] != '\r')) || (content[i] == '\r' && (i + 1 == content.Length || content[i + 1] != '\n')))
            {
                return true;
            }
        }

        return false;
    }

    private static MailFolder Known(Mailbox of, string name) => of.Folder(name) ?? throw new ImapRefusal("NO [NONEXISTENT] There is no such folder");

    private void Say(string line) => answers.Add(Encoding.Latin1.GetBytes(line + "\r\n"));
}
