namespace Squaremcp.Platforms.Email;

/// <summary>A message as far as it has to be fetched to be read: its texts and invitations, no attachment.</summary>
internal sealed record FetchedMessage(ImapSummary Summary, MimePart Root, string Text, IReadOnlyList<CalendarEvent> Events, IReadOnlyList<string> Warnings)
{
    /// <summary>Octets of texts, before decoding.</summary>
    private const int MostText = 2 * 1024 * 1024;

    private const int MostCalendar = 256 * 1024;
    private const int MostHeader = 64 * 1024;

    /// <summary>Of a message whose parts the server does not tell.</summary>
    private const int MostWhole = 1024 * 1024;

    // A record prints all it holds; this one holds somebody's mail.
    public override string ToString() => $"message {Summary.Uid}";

    internal static async Task<FetchedMessage> ReadAsync(ImapClient imap, MessageRef id, CancellationToken cancellationToken)
    {
        var summary = await id.FindAsync(imap, cancellationToken);
        return summary.Body is { } body
            ? await ReadPartsAsync(imap, summary, MailParts.Of(body), cancellationToken)
            : await ReadWholeAsync(imap, summary, cancellationToken);
    }

    /// <summary>All header lines, decoded, each at most 500 characters.</summary>
    internal async Task<IReadOnlyList<string>> HeaderLinesAsync(ImapClient imap, CancellationToken cancellationToken)
    {
        var block = await FetchAsync(imap, Summary.Uid, "HEADER", MostHeader, cancellationToken);
        return [.. MimeHeaders.Parse(block.Span).Fields.Select(field => MailText.Line($"{field.Name}: {field.Value}")!)];
    }

    private static async Task<FetchedMessage> ReadPartsAsync(ImapClient imap, ImapSummary summary, MimePart root, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        var chosen = BodyChoice.Of(root);
        var body = await ReadTextsAsync(imap, summary.Uid, chosen, warnings, cancellationToken);
        if (string.IsNullOrWhiteSpace(body.Text) && BodyChoice.Of(root, part => part.EncodedSize <= 4 || chosen.Contains(part)) is { Count: > 0 } others)
        {
            // Some programs write an empty text beside their HTML.
            body = await ReadTextsAsync(imap, summary.Uid, others, warnings, cancellationToken);
        }

        var events = new List<CalendarEvent>();
        foreach (var calendar in root.Leaves().Where(CalendarEvent.IsCalendar).Take(3))
        {
            var content = await FetchAsync(imap, summary.Uid, calendar.Number, MostCalendar, cancellationToken);
            events.AddRange(CalendarEvent.Of(calendar with { Content = content }, new(MostCalendar)));
        }

        if (body.Cut)
        {
            warnings.Add("The text is longer than is shown.");
        }

        return new(summary, root, body.Text, [.. events.Take(CalendarEvent.Most)], warnings);
    }

    private static async Task<BodyText> ReadTextsAsync(ImapClient imap, uint uid, IReadOnlyList<MimePart> parts, List<string> warnings, CancellationToken cancellationToken)
    {
        var left = MostText;
        var fetched = new List<MimePart>();
        foreach (var part in parts.TakeWhile(_ => left > 0))
        {
            var content = await FetchAsync(imap, uid, part.Number, left, cancellationToken);
            left -= content.Length;
            fetched.Add(part with { Content = content });
        }

        if (left <= 0)
        {
            warnings.Add($"The text has more than {MostText / (1024 * 1024)} MB; what is beyond is left out.");
        }

        return BodyText.Read(fetched, new(MimeLimits.Default.DecodedBytes), MimeLimits.Default.TextLength);
    }

    private static async Task<FetchedMessage> ReadWholeAsync(ImapClient imap, ImapSummary summary, CancellationToken cancellationToken)
    {
        var message = MimeMessage.Read(await FetchAsync(imap, summary.Uid, "", MostWhole, cancellationToken));
        return new(summary, message.Root, message.Text, message.Events, [.. message.Warnings, "The server cannot tell the parts of this message; only its first megabyte was read."]);
    }

    /// <summary>The first bytes of a section; none where it is not there.</summary>
    private static async Task<ReadOnlyMemory<byte>> FetchAsync(ImapClient imap, uint uid, string section, int most, CancellationToken cancellationToken)
    {
        using var to = new MemoryStream();
        await imap.ReadPartAsync(uid, section, (0, most), to, most, MailAccess.Step, cancellationToken);
        return to.ToArray();
    }
}
