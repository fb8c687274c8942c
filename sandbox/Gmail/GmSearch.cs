using System.Globalization;
using Squaremcp.Sandbox.Mail;

namespace Squaremcp.Sandbox.Gmail;

/// <summary>Gmail's search, as far as its help page has it for senders, words, days, labels and attachments. Words match whole; what is no operator is words.</summary>
internal sealed class GmSearch
{
    private static readonly Dictionary<string, string> Places = new(StringComparer.OrdinalIgnoreCase) { ["inbox"] = "INBOX", ["sent"] = "SENT", ["drafts"] = "DRAFT", ["draft"] = "DRAFT", ["spam"] = "SPAM", ["trash"] = "TRASH", ["starred"] = "STARRED", ["important"] = "IMPORTANT", ["unread"] = "UNREAD" };

    private readonly string query;
    private int at;

    private GmSearch(string query) => this.query = query;

    internal static Predicate<GmMessage> Parse(string query)
    {
        var search = new GmSearch(query);
        var all = search.All();
        return search.at >= query.Length ? all : throw GmErrors.Invalid("Invalid query");
    }

    private Predicate<GmMessage> All()
    {
        var terms = new List<Predicate<GmMessage>>();
        while (Skip() && query[at] != ')')
        {
            if (terms.Count > 0 && query.AsSpan(at).StartsWith("OR ", StringComparison.Ordinal))
            {
                at += 3;
                var (one, other) = (terms[^1], Skip() ? Term() : throw GmErrors.Invalid("Invalid query"));
                terms[^1] = message => one(message) || other(message);
            }
            else
            {
                terms.Add(Term());
            }
        }

        return message => terms.TrueForAll(term => term(message));
    }

    private Predicate<GmMessage> Term()
    {
        if (query[at] == '-')
        {
            at++;
            var not = Skip() ? Term() : throw GmErrors.Invalid("Invalid query");
            return message => !not(message);
        }

        if (query[at] == '(')
        {
            at++;
            var inner = All();
            return at < query.Length && query[at++] == ')' ? inner : throw GmErrors.Invalid("Invalid query");
        }

        var first = Word();
        if (at < query.Length && query[at] == ':' && first.All(char.IsAsciiLetter))
        {
            at++;
            return Operator(first.ToLowerInvariant(), at < query.Length ? Word() : "");
        }

        return message => Holds($"{string.Join(' ', message.Structure.Headers.Where(header => header.Name is "Subject" or "From" or "To" or "Cc").Select(header => MailText.Words(header.Value)))} {message.Structure.Text}", first);
    }

    private static Predicate<GmMessage> Operator(string name, string value) => name switch
    {
        "from" or "to" or "cc" or "bcc" or "subject" => message => Holds(MailText.Words(message.Structure[name] ?? ""), value),
        "is" when value == "read" => message => !message.Labels.Contains("UNREAD"),
        "in" when value == "anywhere" => _ => true,
        "is" or "in" or "label" when Places.TryGetValue(value, out var label) => message => message.Labels.Contains(label),
        "label" => message => value.Equals(GmWorld.OwnLabelName, StringComparison.OrdinalIgnoreCase) && message.Labels.Contains(GmWorld.OwnLabel),
        "category" => message => message.Labels.Contains($"CATEGORY_{value.ToUpperInvariant()}"),
        "has" when value == "attachment" => message => Named(message.Structure),
        "after" => message => message.At >= Time(value),
        "before" => message => message.At < Time(value),
        "larger" => message => message.Raw.Length > Size(value),
        "smaller" => message => message.Raw.Length < Size(value),
        _ => message => Holds(message.Structure.Text, $"{name} {value}"),
    };

    private static bool Named(MailPart part) => part.IsMultipart ? part.Parts.Exists(Named) : GmJson.Name(part).Length > 0;

    /// <summary>Seconds since 1970, or a day, which begins at midnight in California (here: eight hours behind, all year).</summary>
    private static DateTimeOffset Time(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTime.TryParseExact(value.Replace('-', '/'), "yyyy/M/d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new(day, TimeSpan.FromHours(-8))
        : throw GmErrors.Invalid("Invalid query");

    private static long Size(string value) =>
        long.TryParse(value.TrimEnd('M', 'm', 'K', 'k'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number * (value[^1] is 'M' or 'm' ? 1_048_576 : value[^1] is 'K' or 'k' ? 1_024 : 1) : throw GmErrors.Invalid("Invalid query");

    /// <summary>Whether those words stand in the text, whole and in this order.</summary>
    private static bool Holds(string text, string words)
    {
        var (all, sought) = (Words(text), Words(words));
        return sought.Count > 0 && Enumerable.Range(0, Math.Max(0, all.Count - sought.Count + 1)).Any(start => all.Skip(start).Take(sought.Count).SequenceEqual(sought, StringComparer.OrdinalIgnoreCase));
    }

    private static List<string> Words(string text) => [.. string.Concat(text.Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private bool Skip()
    {
        while (at < query.Length && query[at] == ' ')
        {
            at++;
        }

        return at < query.Length;
    }

    private string Word()
    {
        var start = at;
        if (query[at] == '"')
        {
            var end = query.IndexOf('"', at + 1);
            at = end < 0 ? throw GmErrors.Invalid("Invalid query") : end + 1;
            return query[(start + 1)..end];
        }

        while (at < query.Length && query[at] is not (' ' or ':' or '(' or ')' or '"'))
        {
            at++;
        }

        // A sign alone is taken as one.
        at = at == start ? at + 1 : at;
        return query[start..at];
    }
}
