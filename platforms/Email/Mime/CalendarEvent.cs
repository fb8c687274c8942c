using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>An invitation's event in short (RFC 5545). Times are <c>2026-11-20T10:00:00Z</c>, the same with the zone's name behind a space, or a day alone.</summary>
internal sealed record CalendarEvent
{
    internal const int Most = 50;

    private const int LongestValue = 2000;

    /// <summary>What the sender wants: REQUEST, CANCEL, REPLY, PUBLISH … (RFC 5546).</summary>
    public string? Method { get; init; }

    public string? Summary { get; init; }

    public string? Start { get; init; }

    public string? End { get; init; }

    /// <summary>ISO 8601, where there is one instead of an end.</summary>
    public string? Duration { get; init; }

    public string? Location { get; init; }

    public EmailAddress? Organizer { get; init; }

    public string? Status { get; init; }

    internal static bool IsCalendar(MimePart part) => part.Type.MediaType is "text/calendar" or "application/ics";

    internal static IReadOnlyList<CalendarEvent> Of(MimePart part, DecodeBudget budget) => Parse(BodyText.Decode(part, budget), part.Type.Parameters.GetValueOrDefault("method"));

    internal static IReadOnlyList<CalendarEvent> Parse(string calendar, string? method = null)
    {
        var found = new List<CalendarEvent>();
        var open = new Stack<string>();
        CalendarEvent? current = null;
        foreach (var (name, parameters, value) in CalendarLines.Of(calendar))
        {
            switch (name)
            {
                case "BEGIN":
                    open.Push(value.Trim().ToUpperInvariant());
                    current = open.Peek() == "VEVENT" ? new() : current;
                    break;
                case "END":
                    if (open.TryPop(out var ended) && ended == "VEVENT" && current is not null && found.Count < Most)
                    {
                        found.Add(current);
                        current = null;
                    }

                    break;
                case "METHOD" when current is null:
                    method = Text(value);
                    break;
                case var _ when open.TryPeek(out var inside) && inside == "VEVENT": // not an alarm inside it
                    current = current?.With(name, parameters, value);
                    break;
            }
        }

        // METHOD stands before the events, but nothing makes it.
        return [.. found.Select(one => one with { Method = method?.ToUpperInvariant() })];
    }

    private CalendarEvent With(string name, IReadOnlyDictionary<string, string> parameters, string value) => name switch
    {
        "SUMMARY" => this with { Summary = Text(value) },
        "LOCATION" => this with { Location = Text(value) },
        "STATUS" => this with { Status = Text(value) },
        "DURATION" => this with { Duration = Text(value) },
        "DTSTART" => this with { Start = Time(value, parameters.GetValueOrDefault("tzid")) },
        "DTEND" => this with { End = Time(value, parameters.GetValueOrDefault("tzid")) },
        "ORGANIZER" => this with { Organizer = new(parameters.GetValueOrDefault("cn") is { } name2 ? Text(name2) : null, Mailbox(Text(value))) },
        _ => this,
    };

    private static string Mailbox(string value) => value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? value[7..] : value;

    private static string Time(string value, string? zone)
    {
        var text = Text(value).Trim();
        var digits = text.Replace("T", "", StringComparison.Ordinal).TrimEnd('Z');
        if (digits.Length is not (8 or 14) || !digits.All(char.IsAsciiDigit))
        {
            return text;
        }

        var day = $"{digits[..4]}-{digits[4..6]}-{digits[6..8]}";
        return digits.Length == 8 ? day
            : $"{day}T{digits[8..10]}:{digits[10..12]}:{digits[12..14]}" + (text.EndsWith('Z') ? "Z" : zone is null ? "" : $" {Text(zone)}");
    }

    /// <summary>RFC 5545 §3.3.11.</summary>
    private static string Text(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Math.Min(value.Length, LongestValue); i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
            {
                text.Append(value[++i] is 'n' or 'N' ? ' ' : value[i]);
            }
            else
            {
                text.Append(value[i]);
            }
        }

        return HeaderText.OneLine(text.ToString());
    }
}
