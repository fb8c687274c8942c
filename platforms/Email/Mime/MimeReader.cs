namespace Squaremcp.Platforms.Email;

/// <summary>Reads one message. Parts are slices of it; each level of nesting looks at its octets once, and there are at most <see cref="MimeLimits.Depth"/> levels.</summary>
internal sealed class MimeReader(MimeLimits limits)
{
    private readonly HashSet<string> warnings = new(StringComparer.Ordinal);
    private readonly DecodeBudget budget = new(limits.DecodedBytes);
    private int parts;

    internal MimeMessage Read(ReadOnlyMemory<byte> message)
    {
        var (headers, root) = Message(message, "", 0);
        var body = BodyText.Read(BodyChoice.Of(root, Blank), budget, limits.TextLength);
        if (body.Cut)
        {
            warnings.Add("The text is longer than is shown.");
        }

        var leaves = root.Leaves().ToList();
        var events = leaves.Where(CalendarEvent.IsCalendar).SelectMany(part => CalendarEvent.Of(part, budget)).Take(CalendarEvent.Most).ToList();
        if (budget.Exceeded)
        {
            warnings.Add($"Only the first {limits.DecodedBytes} octets of the texts were decoded.");
        }

        return new()
        {
            Headers = headers,
            Root = root,
            Parts = leaves,
            Text = body.Text,
            TextCut = body.Cut,
            FilesInText = body.Files,
            Events = events,
            Warnings = [.. warnings],
        };
    }

    /// <summary>An alternative that says nothing is none.</summary>
    internal static bool Blank(MimePart part) =>
        part.EncodedSize < 1000 && BodyText.Decode(part, new(1000)).AsSpan().IsWhiteSpace();

    /// <summary>A header and its body. <paramref name="path"/> is the number of the part that holds the message; empty for the outermost.</summary>
    private (MimeHeaders Headers, MimePart Root) Message(ReadOnlyMemory<byte> entity, string path, int depth)
    {
        var (headers, body) = Split(entity);
        var type = ContentType.Parse(headers["Content-Type"]);
        return (headers, Part(headers, type, body, type.IsMultipart ? path : Child(path, 1), path, depth));
    }

    private (MimeHeaders Headers, ReadOnlyMemory<byte> Body) Split(ReadOnlyMemory<byte> entity)
    {
        var (headers, body) = HeaderBlock.Read(entity.Span, limits);
        if (headers.Cut)
        {
            warnings.Add("A header is longer than is read; its last fields are missing.");
        }

        return (headers, entity[body..]);
    }

    private MimePart Part(MimeHeaders headers, ContentType type, ReadOnlyMemory<byte> body, string number, string path, int depth)
    {
        parts++;
        var encoding = TransferEncodings.Parse(headers["Content-Transfer-Encoding"]);
        var part = new MimePart
        {
            Number = number,
            Type = type,
            Encoding = encoding,
            Disposition = ContentDisposition.Parse(headers["Content-Disposition"]),
            ContentId = headers["Content-ID"]?.Trim().Trim('<', '>') is { Length: > 0 } id ? HeaderText.OneLine(id) : null,
            EncodedSize = body.Length,
            Size = type.IsMultipart ? body.Length : encoding.CountedSize(body.Span),
            Content = body,
        };
        return type.IsMultipart ? Multipart(part, path, depth)
            : part.IsMessage ? Attached(part, depth)
            : part;
    }

    private MimePart Multipart(MimePart part, string path, int depth)
    {
        if (Closed(depth))
        {
            return part;
        }

        if (part.Type.Boundary is not { } boundary || Boundaries.Split(part.Content.Span, boundary, limits.Parts - parts + 1, out var closed) is not { Count: > 0 } slices)
        {
            warnings.Add("A multipart has no parts; it is read as plain text.");
            parts++;
            return part with { Children = [part with { Number = Child(path, 1), Type = ContentType.PlainText, Disposition = ContentDisposition.None }] };
        }

        if (!closed)
        {
            warnings.Add("A multipart does not end; the message may be cut.");
        }

        var children = new List<MimePart>(slices.Count);
        var fallback = part.Type.Subtype == "digest" ? ContentType.Message : ContentType.PlainText;
        foreach (var slice in slices)
        {
            if (parts >= limits.Parts)
            {
                warnings.Add($"Parts after the first {limits.Parts} are left out.");
                break;
            }

            var (headers, body) = Split(part.Content[slice]);
            var type = headers["Content-Type"] is { } given ? ContentType.Parse(given) : fallback;
            var number = Child(path, children.Count + 1);
            children.Add(Part(headers, type, body, number, number, depth + 1));
        }

        return part with { Children = children };
    }

    private MimePart Attached(MimePart part, int depth)
    {
        if (Closed(depth) || parts >= limits.Parts)
        {
            return part;
        }

        // Encoding an attached message is forbidden (RFC 2046 §5.2.1), and done.
        var content = part.Encoding == TransferEncoding.Identity ? part.Content : budget.Decode(part.Encoding, part.Content);
        var (headers, root) = Message(content, part.Number, depth + 1);
        return part with { Message = headers, Children = [root] };
    }

    private bool Closed(int depth)
    {
        if (depth < limits.Depth)
        {
            return false;
        }

        warnings.Add($"Parts deeper than {limits.Depth} levels are not opened.");
        return true;
    }

    private static string Child(string path, int number) => path.Length == 0 ? $"{number}" : $"{path}.{number}";
}
