using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Gmail;

/// <summary>A message as a person reads it: its text put together from the parts that are shown, its invitations understood.</summary>
internal sealed record ShownMessage(GmailMessage Message, string Text, IReadOnlyList<CalendarEvent> Events, IReadOnlyList<string> Warnings)
{
    private const int MostCalendars = 3;

    // A record prints all it holds; this one holds somebody's mail.
    public override string ToString() => $"{Message}";

    /// <param name="fill">Fetches what a part holds, where that is not with the message.</param>
    internal static async Task<ShownMessage> OfAsync(GmailMessage message, Func<MimePart, Task<MimePart>> fill)
    {
        var budget = new DecodeBudget(MimeLimits.Default.DecodedBytes);
        var body = BodyText.Read(await FilledAsync(BodyChoice.Of(message.Root, part => !message.Files.ContainsKey(part.Number) && MimeReader.Blank(part)), fill), budget, MimeLimits.Default.TextLength);
        var calendars = await FilledAsync(message.Root.Leaves().Where(CalendarEvent.IsCalendar).Take(MostCalendars), fill);
        return new(message, body.Text, [.. calendars.SelectMany(part => CalendarEvent.Of(part, budget)).Take(CalendarEvent.Most)], body.Cut || budget.Exceeded ? ["The text is longer than is shown."] : []);
    }

    internal MessageRead Facts(bool withHeaders, int most)
    {
        var headers = Message.Headers;
        return new MessageRead(Message.Id, null, null)
        {
            From = MailText.Listed(headers.From, Math.Max(1, most)),
            To = MailText.Listed(headers.To, most),
            Cc = MailText.Listed(headers.Cc, most),
            ReplyTo = headers.ReplyTo.Count > 0 && !headers.ReplyTo.Select(one => one.Address).SequenceEqual(headers.From.Select(one => one.Address), StringComparer.OrdinalIgnoreCase) ? MailText.Listed(headers.ReplyTo, most) : null,
            Subject = MailText.Line(headers["Subject"]),
            Date = headers.Date?.ToUniversalTime(),
            ReceivedAt = Message.ReceivedAt,
            MessageId = headers.MessageId,
            Unread = Message.Has("UNREAD"),
            Flagged = Message.Has("STARRED"),
        }.Holding(MailParts.Attachments(Message.Root), Events, withHeaders ? [.. headers.Fields.Select(field => MailText.Line($"{field.Name}: {field.Value}")!)] : null, Warnings, most);
    }

    private static async Task<IReadOnlyList<MimePart>> FilledAsync(IEnumerable<MimePart> parts, Func<MimePart, Task<MimePart>> fill)
    {
        var filled = new List<MimePart>();
        foreach (var part in parts)
        {
            filled.Add(await fill(part));
        }

        return filled;
    }
}
