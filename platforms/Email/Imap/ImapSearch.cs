using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>What messages are looked for: all that is given must hold. Texts match anywhere, without regard to capitals (RFC 9051 §6.4.4).</summary>
internal sealed record ImapCriteria
{
    public string? From { get; init; }

    public string? To { get; init; }

    public string? Subject { get; init; }

    /// <summary>In the headers or the body.</summary>
    public string? Text { get; init; }

    /// <summary>Arrived on this day or later, by UTC where the server knows WITHIN, otherwise by the server's calendar.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Arrived before this day.</summary>
    public DateOnly? Before { get; init; }

    /// <summary>True for unread ones, false for read ones.</summary>
    public bool? Unread { get; init; }

    public bool? Flagged { get; init; }

    /// <summary>Larger than so many bytes.</summary>
    public uint? Larger { get; init; }

    /// <summary>A header that holds this text, such as Message-ID.</summary>
    public (string Name, string Text)? Header { get; init; }

    /// <summary>The lowest number that counts.</summary>
    public uint FromUid { get; init; } = 1;

    /// <summary>The highest number that counts.</summary>
    public uint ToUid { get; init; } = uint.MaxValue;
}

/// <summary>UID SEARCH, with ESEARCH (RFC 4731) where it is offered.</summary>
internal static class ImapSearch
{
    /// <summary>The messages of the open folder that match.</summary>
    public static async Task<UidSet> RunAsync(ImapSession session, ImapCriteria criteria, CancellationToken cancellationToken)
    {
        var found = new List<(uint, uint)>();
        session.Demand(await session.SendAsync(Command(session, criteria), cancellationToken, answer => found.AddRange(Read(session.Trouble, answer)), ImapLimits.Search));

        // Servers answer a range beyond the last message with the last message.
        return UidSet.Of(found).Within(criteria.FromUid, criteria.ToUid);
    }

    private static ImapCommand Command(ImapSession session, ImapCriteria criteria)
    {
        var command = new ImapCommand("UID SEARCH");
        if (session.Can("ESEARCH") || session.Can("IMAP4rev2"))
        {
            command.Word("RETURN (ALL)");
        }

        string?[] texts = [criteria.From, criteria.To, criteria.Subject, criteria.Text, criteria.Header?.Text];
        if (texts.Any(text => text?.Any(letter => letter > '~') == true))
        {
            command.Word("CHARSET UTF-8");
        }

        command.Word(string.Create(CultureInfo.InvariantCulture, $"UID {criteria.FromUid}:{(criteria.ToUid == uint.MaxValue ? "*" : criteria.ToUid)}"));
        Add("FROM", criteria.From);
        Add("TO", criteria.To);
        Add("SUBJECT", criteria.Subject);
        Add("TEXT", criteria.Text);
        if (criteria.Header is var (name, content))
        {
            command.Word("HEADER").Literal(name, session.Trouble).Literal(content, session.Trouble);
        }

        AddWord(criteria.Since is { } since ? Day(session, "SINCE", "YOUNGER", since) : null);
        AddWord(criteria.Before is { } before ? Day(session, "BEFORE", "OLDER", before) : null);
        AddWord(criteria.Unread switch { true => "UNSEEN", false => "SEEN", _ => null });
        AddWord(criteria.Flagged switch { true => "FLAGGED", false => "UNFLAGGED", _ => null });
        AddWord(criteria.Larger is { } larger ? $"LARGER {larger}" : null);
        return command;

        void Add(string key, string? text)
        {
            if (text is not null)
            {
                command.Word(key).Literal(text, session.Trouble);
            }
        }

        void AddWord(string? words)
        {
            if (words is not null)
            {
                command.Word(words);
            }
        }
    }

    private static IReadOnlyList<(uint, uint)> Read(MailTrouble trouble, ImapResponse answer) => answer.Name switch
    {
        "SEARCH" => Numbers(trouble, answer.Rest),
        "ESEARCH" => All(trouble, answer.Values),
        _ => [],
    };

    /// <summary>1 5 9, perhaps followed by (MODSEQ 7) of RFC 7162.</summary>
    private static List<(uint, uint)> Numbers(MailTrouble trouble, ReadOnlySpan<byte> line)
    {
        var numbers = new List<(uint, uint)>();
        foreach (var part in line.Split((byte)' '))
        {
            var word = line[part];
            if (word.StartsWith("("u8))
            {
                break;
            }

            if (!word.IsEmpty)
            {
                numbers.Add(uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) && uid > 0 ? (uid, uid) : throw trouble.BadAnswer("found messages without numbers"));
            }
        }

        return numbers;
    }

    /// <summary>(TAG "a7") UID ALL 1:3,8; without ALL where nothing matches.</summary>
    private static IReadOnlyList<(uint, uint)> All(MailTrouble trouble, IReadOnlyList<ImapValue> values)
    {
        for (var index = 0; index + 1 < values.Count; index++)
        {
            if (values[index].Text?.Equals("ALL", StringComparison.OrdinalIgnoreCase) == true)
            {
                return UidSet.Parse(values[index + 1].Text ?? "")?.Ranges ?? throw trouble.BadAnswer("found messages without numbers");
            }
        }

        return [];
    }

    /// <summary>
    /// A day in the past as seconds ago where the server counts so (RFC 5032): Dovecot, which asks the system for its time zone at every message and day, finds among 100,000 messages in a quarter of the time.
    /// </summary>
    private static string Day(ImapSession session, string byDay, string bySeconds, DateOnly day)
    {
        var ago = session.Trouble.Clock.GetUtcNow() - new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return session.Can("WITHIN") && ago > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"{bySeconds} {Math.Ceiling(ago.TotalSeconds):0}")
            : $"{byDay} {day.ToString("dd-MMM-yyyy", CultureInfo.InvariantCulture)}";
    }
}
