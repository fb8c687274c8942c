using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Takes a header block apart (RFC 5322 §2.2), tolerating line ends without CR, a leading mbox line and lines that are no fields.</summary>
internal static class HeaderBlock
{
    /// <summary>The fields and where the body begins.</summary>
    internal static (MimeHeaders Headers, int Body) Read(ReadOnlySpan<byte> entity, MimeLimits limits)
    {
        var fields = new List<MimeHeader>();
        var at = 0;
        var cut = false;
        while (at < entity.Length)
        {
            var end = LineEnd(entity, at);
            var line = WithoutEnd(entity[at..end]);
            if (line.IsEmpty)
            {
                at = end;
                break;
            }

            if (NameLength(line) is not (> 0 and var name))
            {
                if (!IsField(entity, end) && !IsEnvelope(line, at))
                {
                    break; // Text begins without the empty line that should come first.
                }

                at = end;
                continue;
            }

            while (end < entity.Length && entity[end] is (byte)' ' or (byte)'\t')
            {
                end = LineEnd(entity, end);
            }

            if (fields.Count >= limits.HeaderFields || end > limits.HeaderBytes)
            {
                cut = true;
            }
            else
            {
                fields.Add(new(Encoding.ASCII.GetString(line[..name]), Unfolded(entity[at..end])));
            }

            at = end;
        }

        return (MimeHeaders.Of(fields, cut), at);
    }

    private static int LineEnd(ReadOnlySpan<byte> text, int from) => text[from..].IndexOf((byte)'\n') is var found and >= 0 ? from + found + 1 : text.Length;

    private static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> line) => line.TrimEnd("\r\n"u8);

    /// <summary>Length of the field's name before its colon, 0 when this is no field. White space before the colon is tolerated (RFC 5322 §4.5).</summary>
    private static int NameLength(ReadOnlySpan<byte> line)
    {
        var colon = line[..Math.Min(line.Length, 256)].IndexOf((byte)':');
        var name = colon > 0 ? line[..colon].TrimEnd(" \t"u8) : default;
        return name.IsEmpty || name.ContainsAnyExceptInRange((byte)33, (byte)126) ? 0 : name.Length;
    }

    private static bool IsField(ReadOnlySpan<byte> entity, int at) => at < entity.Length && NameLength(WithoutEnd(entity[at..LineEnd(entity, at)])) > 0;

    private static bool IsEnvelope(ReadOnlySpan<byte> line, int at) => (at == 0 && line.StartsWith("From "u8)) || line.StartsWith(">From "u8) || line[0] is (byte)' ' or (byte)'\t';

    private static string Unfolded(ReadOnlySpan<byte> field)
    {
        var value = field[(field.IndexOf((byte)':') + 1)..];
        var text = HeaderText.OfBytes(value.Trim(" \t\r\n"u8));
        return text.Contains('\n', StringComparison.Ordinal) ? text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal) : text;
    }
}
