using System.Text;

namespace Squaremcp.Tests.Email.Fuzz;

/// <summary>What IMAP servers say, by the command they say it to; {0} is its tag.</summary>
internal static class ImapCorpus
{
    private const string Text = """("TEXT" "PLAIN" ("CHARSET" "utf-8" "FORMAT" "flowed") NIL NIL "QUOTED-PRINTABLE" 1152 23 NIL NIL NIL NIL)""";
    private const string Pdf = """("APPLICATION" "PDF" ("NAME" "=?utf-8?Q?=C3=A9.pdf?=") "<c1@x>" "a plan" "BASE64" 44000 NIL ("ATTACHMENT" ("FILENAME*0*" "utf-8''caf%C3%A9" "FILENAME*1" ".pdf")) ("en" "de") "plan.pdf")""";
    private const string Nobody = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)";
    private const string Envelope = """("Fri, 20 Nov 2026 10:00:00 +0100 (CET)" "=?utf-8?B?R3LDvMOfZQ==?= =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=" (("=?utf-8?Q?J=C3=BCrgen?=" NIL "j" "x.example")) (("J" NIL "j" "x.example")) NIL ((NIL NIL "Friends" NIL)("B, \"C\\" NIL "b" "x.example")(NIL NIL NIL NIL)) (("" "@r,@s:" "c" "y.example")) NIL "<0@x.example>" "<1@x.example>")""";

    internal static readonly string[] Greetings =
    [
        "* OK [CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ENABLE IDLE STARTTLS AUTH=PLAIN] ready\r\n",
        "* OK IMAP4rev1 server ready {5}\r\n",
        "* PREAUTH [CAPABILITY IMAP4rev2] hello\r\n",
        "* BYE too many connections\r\n",
    ];

    private static readonly Dictionary<string, string[]> Answers = new()
    {
        ["CAPABILITY"] =
        [
            "* CAPABILITY IMAP4rev1 LITERAL+ ESEARCH LIST-EXTENDED LIST-STATUS SPECIAL-USE UIDPLUS UNSELECT MOVE APPENDLIMIT=35651584\r\n{0} OK done (0.001 + 0.000 secs).\r\n",
            "* CAPABILITY IMAP4rev1 LITERAL-\r\n{0} OK [CAPABILITY IMAP4rev1 LITERAL+] done\r\n",
            "* CAPABILITY IMAP4rev1\r\n{0} OK done\r\n",
        ],
        ["LIST"] =
        [
            "* LIST (\\HasNoChildren \\Drafts) \"/\" Drafts\r\n* LIST () \"/\" \"R&AOk-ports\"\r\n* LIST (\\Noselect \\HasChildren) \"/\" \"[Gmail]\"\r\n* LIST () NIL {5}\r\na\"b c\r\n* LIST () \"/\" INBOX (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n* STATUS INBOX (MESSAGES 17 UNSEEN 2 UIDNEXT 18 UIDVALIDITY 1795216672)\r\n* STATUS \"R&AOk-ports\" (MESSAGES 0)\r\n{0} OK List completed.\r\n",
            "* LIST (\\Sent) \".\" \"INBOX.Sent Items\"\r\n* 3 EXISTS\r\n* LIST (\\Marked) \"\\\\\" &Jjo-&2D0-\r\n{0} OK done\r\n",
            "{0} BAD Unknown options\r\n",
        ],
        ["STATUS"] =
        [
            "* STATUS {5}\r\nINBOX (MESSAGES 1 UNSEEN 1 UIDNEXT 2 UIDVALIDITY 1)\r\n{0} OK done\r\n",
            "{0} NO [NONEXISTENT] No such mailbox\r\n",
        ],
        ["EXAMINE"] =
        [
            "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Label1)\r\n* OK [PERMANENTFLAGS ()] Read-only mailbox.\r\n* 17 EXISTS\r\n* 1 RECENT\r\n* OK [UNSEEN 3] First unseen.\r\n* OK [UIDVALIDITY 1795216672] UIDs valid\r\n* OK [UIDNEXT 18] Predicted next UID\r\n* OK [HIGHESTMODSEQ 1] Highest\r\n{0} OK [READ-ONLY] Examine completed.\r\n",
            "* OK [CLOSED] Previous mailbox closed.\r\n{0} NO [TRYCREATE] Mailbox doesn't exist: x\r\n",
        ],
        ["SEARCH"] =
        [
            "* ESEARCH (TAG \"{0}\") UID ALL 1:3,8,10:17 COUNT 4 MIN 1 MAX 17\r\n{0} OK Search completed.\r\n",
            "* SEARCH 1 2 3 8 9 17 (MODSEQ 917162500)\r\n* 18 EXISTS\r\n{0} OK done\r\n",
            "* SEARCH\r\n{0} OK done\r\n",
            "* ESEARCH (TAG \"{0}\") UID\r\n{0} OK done\r\n",
            "{0} NO [BADCHARSET (US-ASCII UTF-8)] Unknown charset\r\n",
        ],
        ["FETCH"] =
        [
            $"* 1 FETCH (UID 1 FLAGS (\\Seen $X) INTERNALDATE \"20-Nov-2026 10:00:00 +0000\" RFC822.SIZE 44827 ENVELOPE {Envelope} BODYSTRUCTURE {Text})\r\n"
                + $"* 2 FETCH (BODYSTRUCTURE ({Text}(({Text}(\"TEXT\" \"HTML\" NIL NIL NIL \"8BIT\" 12 1 NIL (\"INLINE\" NIL)) \"ALTERNATIVE\" (\"BOUNDARY\" \"c\") NIL NIL NIL){Pdf} \"RELATED\"){Pdf}(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 {Envelope} {Text} 2 NIL NIL) \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL NIL) UID 2 FLAGS () RFC822.SIZE 1 INTERNALDATE \" 1-Feb-2026 10:00:00 -0330\" ENVELOPE {Nobody})\r\n"
                + "* 2 FETCH (FLAGS (\\Seen))\r\n* 4 EXPUNGE\r\n{0} OK Fetch completed.\r\n",
            "* 3 FETCH (UID 3 ENVELOPE ({5}\r\ndates {7}\r\nsub\r\nj ((\"n\" NIL {1}\r\na \"b\")) NIL NIL NIL NIL NIL NIL \"<id>\") BODYSTRUCTURE (\"A\" \"B\" NIL NIL NIL NIL 1))\r\n{0} OK done\r\n",
            "* 1 FETCH (UID 1 BODY[1.1]<0> {11}\r\nhello world)\r\n{0} OK done\r\n",
            "* 1 FETCH (BODY[] \"quoted \\\" one\" UID 1)\r\n{0} OK done\r\n",
            "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (SUBJECT FROM)] {16}\r\nSubject: a b\r\n\r\n)\r\n{0} OK done\r\n",
            "* 1 FETCH (UID 1 BINARY[1] ~{3}\r\n\0a\n)\r\n{0} OK done\r\n",
            "* 1 FETCH (UID 1 BODY[9] NIL)\r\n{0} OK done\r\n",
            "{0} OK nothing\r\n",
        ],
        ["APPEND"] = ["* 18 EXISTS\r\n{0} OK [APPENDUID 1795216672 18] Append completed.\r\n", "{0} NO [TRYCREATE] no such folder\r\n", "{0} NO [OVERQUOTA] full\r\n"],
        ["STORE"] = ["* 1 FETCH (FLAGS (\\Seen))\r\n{0} OK [MODIFIED 1,2] done\r\n"],
        ["LOGOUT"] = ["* BYE Logging out\r\n{0} OK Logout completed.\r\n"],
        ["NOOP"] = ["* BYE Disconnected for inactivity.\r\n", "{0} OK [ALERT] done\r\n"],
    };

    internal static readonly string[] Pieces =
    [
        "(", ")", "\"", "\\", "{5}\r\n", "{5+}\r\n", "{0}\r\n", "{65536}\r\n", "{2147483648}\r\n", "\r\n", "\n", "\r", "NIL", " ", "[", "]", "* ", "+ ", "+\r\n", "\0", "\u00ff", "BODY[", "BODY[] ", "ENVELOPE ((((", "~{0}\r\n", "<0> ", "UID ",
        "* BYE x\r\n", "* OK [ALERT] x\r\n", "* 5 EXPUNGE\r\n", "1:*", "*:4294967295", ",", "&", "&AAA-", "&2D0-", "=?utf-8?Q?", "=?=", "* CAPABILITY LITERAL-\r\n", "a1 OK\r\n", "a99 OK\r\n", "{0} BAD x\r\n", "[CAPABILITY ",
    ];

    internal static readonly byte[][] All = [.. Greetings.Concat(Answers.Values.SelectMany(one => one)).Select(Encoding.Latin1.GetBytes)];

    /// <summary>An answer to a command line without its tag.</summary>
    internal static byte[] Answer(Random random, string command)
    {
        var known = Answers.FirstOrDefault(pair => command.StartsWith(pair.Key, StringComparison.Ordinal) || command.StartsWith($"UID {pair.Key}", StringComparison.Ordinal)).Value ?? ["{0} OK done\r\n"];

        // The first is what lets a conversation go on.
        return Encoding.Latin1.GetBytes(known[random.Next(2) == 0 ? 0 : random.Next(known.Length)]);
    }
}
