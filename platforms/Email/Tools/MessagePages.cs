using System.Text.Json;

namespace Squaremcp.Platforms.Email;

/// <summary>A message that is read, in answers of a bounded size: what is known of it with the first page, the text over as many as it needs.</summary>
internal static class MessagePages
{
    /// <param name="facts">All but the text, with at most so many recipients, attachments, events and headers.</param>
    /// <param name="start">Where in the text the page begins.</param>
    internal static MessageRead Page(string id, Func<int, MessageRead> facts, string text, int start, string purpose, ToolContext context)
    {
        var page = start > 0 ? new(id, null, null) : Fitting(facts, context.AnswerBytes / 2);
        var left = context with { AnswerBytes = context.AnswerBytes - Size(page) };
        var length = start < text.Length ? left.TextLength(text, start) : 0;
        return page with
        {
            Text = length > 0 ? text.Substring(start, length) : "",
            NextCursor = context.Next(purpose, start + length < text.Length ? start + length : null),
        };
    }

    /// <summary>With its attachments, events and headers, each at most so many.</summary>
    internal static MessageRead Holding(this MessageRead facts, IReadOnlyList<MimePart> attachments, IReadOnlyList<CalendarEvent> events, IReadOnlyList<string>? headers, IReadOnlyList<string> warnings, int most) => facts with
    {
        Attachments = [.. attachments.Take(most).Select(part => new MessageAttachment(part.Number, part.FileName, part.Type.MediaType, part.Size, part.Inline))],
        Events = [.. events.Take(most).Select(one => new MessageEvent(one.Method, one.Summary, one.Start, one.End ?? one.Duration, one.Location, one.Organizer?.ToString(), one.Status))],
        Headers = headers is null ? null : [.. headers.Take(most)],
        Warnings = attachments.Count > most || events.Count > most || headers?.Count > most ? [.. warnings, "There are more attachments, events or headers than fit here."] : warnings,
    };

    private static MessageRead Fitting(Func<int, MessageRead> facts, int room)
    {
        for (var most = 100; ; most /= 2)
        {
            if (facts(most) is var read && (most == 0 || Size(read) <= room))
            {
                return read;
            }
        }
    }

    private static int Size(MessageRead facts) => JsonSerializer.SerializeToUtf8Bytes(facts, EmailText.Json.MessageRead).Length;
}
