using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;

namespace Squaremcp.Sandbox.Mail;

/// <summary>What a FETCH tells of a message (RFC 3501 §7.4.2).</summary>
internal static partial class ImapFetch
{
    /// <returns>One untagged answer, with its line end.</returns>
    internal static byte[] Of(StoredMail mail, int number, List<ImapArgument> items, bool isWritable)
    {
        using var answer = new MemoryStream();
        Add($"* {number} FETCH (");
        // The answer to a UID command always tells the UID.
        var names = items.Select(item => item.Text ?? throw new ImapRefusal("BAD Unknown item")).ToList();
        var first = true;
        foreach (var name in names.Exists(name => name.Equals("UID", StringComparison.OrdinalIgnoreCase)) ? names : [.. names, "UID"])
        {
            Add(first ? "" : " ");
            first = false;
            if (Section().Match(name) is { Success: true } section)
            {
                Content(section);
            }
            else
            {
                Add(Item(mail, name.ToUpperInvariant()));
            }
        }

        Add(")\r\n");
        return answer.ToArray();

        void Add(string text) => answer.Write(Encoding.UTF8.GetBytes(text));

        void Content(Match section)
        {
            if (!section.Groups["peek"].Success && isWritable)
            {
                mail.Flags.Add("\\Seen");
            }

            var (whole, label) = (Bytes(mail, section.Groups["what"].Value), $"BODY[{section.Groups["what"].Value}]");
            if (section.Groups["from"].Success)
            {
                var from = Math.Min(int.Parse(section.Groups["from"].Value, CultureInfo.InvariantCulture), whole?.Length ?? 0);
                label += $"<{section.Groups["from"].Value}>";
                whole = whole?[from..(int)Math.Min(whole.Length, from + long.Parse(section.Groups["count"].Value, CultureInfo.InvariantCulture))];
            }

            Add(whole is null ? $"{label} NIL" : $"{label} {{{whole.Length}}}\r\n");
            answer.Write(whole ?? []);
        }
    }

    private static string Item(StoredMail mail, string name) => name switch
    {
        "UID" => $"UID {mail.Uid}",
        "FLAGS" => $"FLAGS ({string.Join(' ', mail.Flags)})",
        "INTERNALDATE" => $"INTERNALDATE \"{mail.Arrived.UtcDateTime.ToString("dd-MMM-yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\"",
        "RFC822.SIZE" => $"RFC822.SIZE {mail.Content.Length}",
        "ENVELOPE" => $"ENVELOPE {Envelope(mail.Structure)}",
        "BODYSTRUCTURE" => $"BODYSTRUCTURE {Structure(mail.Structure)}",
        _ => throw new ImapRefusal($"BAD Unknown item {name}"),
    };

    /// <summary>Null where there is no such part.</summary>
    private static byte[]? Bytes(StoredMail mail, string what)
    {
        if (what.Length == 0)
        {
            return mail.Content;
        }

        var words = PartForm().Match(what);
        var rest = words.Groups["rest"].Value.ToUpperInvariant();
        var numbers = words.Groups["part"].Captures.Select(capture => int.Parse(capture.Value, CultureInfo.InvariantCulture)).ToList();
        if (!words.Success || (numbers.Count == 0 && rest is "" or "MIME"))
        {
            throw new ImapRefusal("BAD Unknown section");
        }

        var part = mail.Structure.Find(numbers);
        return rest switch
        {
            "" => part?.BodyBytes,
            "MIME" => part?.HeaderBytes,
            "HEADER" when numbers.Count == 0 => mail.Structure.HeaderBytes,
            "TEXT" when numbers.Count == 0 => mail.Structure.BodyBytes,
            _ when numbers.Count == 0 && words.Groups["fields"].Success => Fields(mail.Structure, words.Groups["fields"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries), rest.Contains("NOT", StringComparison.Ordinal)),
            _ => null,
        };
    }

    private static byte[] Fields(MailPart message, string[] names, bool others)
    {
        var chosen = new StringBuilder();
        var wanted = false;
        foreach (var line in Encoding.Latin1.GetString(message.HeaderBytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            wanted = line[0] is ' ' or '\t' ? wanted : names.Contains(line.Split(':')[0].Trim(), StringComparer.OrdinalIgnoreCase) != others;
            chosen.Append(wanted ? line + "\r\n" : "");
        }

        return Encoding.Latin1.GetBytes(chosen.Append("\r\n").ToString());
    }

    private static string Envelope(MailPart message)
    {
        var from = message["From"];
        return $"({Text(message["Date"])} {Text(message["Subject"])} {People(from)} {People(message["Sender"] ?? from)} {People(message["Reply-To"] ?? from)} {People(message["To"])} {People(message["Cc"])} {People(message["Bcc"])} {Text(message["In-Reply-To"])} {Text(message["Message-ID"])})";
    }

    private static string People(string? field)
    {
        var people = MailText.Addresses(field);
        return people.Count == 0 ? "NIL" : $"({string.Concat(people.Select(Person))})";
    }

    private static string Person(MailAddress person) => $"({Text(person.DisplayName.Length == 0 ? null : person.DisplayName)} NIL {Text(person.User)} {Text(person.Host)})";

    private static string Structure(MailPart part)
    {
        var (type, subtype) = part.Type.Split('/') is [var first, var second] ? (first, second) : ("text", "plain");
        if (part.IsMultipart)
        {
            return $"({string.Concat(part.Parts.Select(Structure))} {Text(subtype)} {Pairs(part.Parameters)} NIL NIL NIL)";
        }

        var lines = type.Equals("text", StringComparison.OrdinalIgnoreCase) ? $" {part.BodyBytes.AsSpan().Count((byte)'\n')}" : "";
        return $"({Text(type)} {Text(subtype)} {Pairs(part.Parameters)} {Text(part["Content-ID"])} {Text(part["Content-Description"])} {Text(part.Encoding7)} {part.BodyBytes.Length}{lines} NIL {Disposition(part["Content-Disposition"])} NIL NIL)";
    }

    private static string Disposition(string? field)
    {
        if (field is null)
        {
            return "NIL";
        }

        var (word, parameters) = MailText.Value(field);
        return $"({Text(word)} {Pairs(parameters)})";
    }

    private static string Pairs(IReadOnlyList<(string Name, string Value)> pairs) => pairs.Count == 0 ? "NIL" : $"({string.Join(' ', pairs.Select(pair => $"{Text(pair.Name)} {Text(pair.Value)}"))})";

    /// <summary>Quoted, or a literal where it holds what quotes cannot.</summary>
    private static string Text(string? text) => text is null ? "NIL"
        : text.All(letter => letter is >= ' ' and <= '~') ? $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : $"{{{Encoding.UTF8.GetByteCount(text)}}}\r\n{text}";

    [GeneratedRegex(@"^BODY(?<peek>\.PEEK)?\[(?<what>[^\]]*)\](?:<(?<from>\d{1,9})\.(?<count>\d{1,9})>)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Section();

    [GeneratedRegex(@"^(?:(?<part>\d{1,4})(?:\.(?=[\dA-Z])|$))*(?<rest>|MIME|TEXT|HEADER|HEADER\.FIELDS(?:\.NOT)? \((?<fields>[^()]*)\))$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PartForm();
}
