using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>A text as it travels: as it is when every line is short ASCII, else quoted-printable, or base64 where that is shorter (RFC 2045 §6).</summary>
internal sealed record TextEncoding(string Name, string Body)
{
    private const int LongestLine = 76;

    internal static TextEncoding Of(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (Array.TrueForAll(lines, IsPlain))
        {
            return new("7bit", string.Join("\r\n", lines));
        }

        var octets = Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
        var escaped = octets.Count(octet => octet is > 126 or (byte)'=');
        return escaped > octets.Length / 6
            ? new("base64", Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks))
            : new("quoted-printable", string.Join("\r\n", lines.Select(QuotedPrintable)));
    }

    /// <summary>Needs nothing on its way. Lines that begin with "From " get a mark from old mail stores.</summary>
    private static bool IsPlain(string line) =>
        line.Length <= LongestLine && !line.AsSpan().ContainsAnyExceptInRange(' ', '~') && line is not [.., ' '] && !line.StartsWith("From ", StringComparison.Ordinal);

    private static string QuotedPrintable(string line)
    {
        var octets = Encoding.UTF8.GetBytes(line);
        var text = new StringBuilder(octets.Length + 16);
        var start = 0; // of the line that is written
        for (var i = 0; i < octets.Length; i++)
        {
            var isLast = i == octets.Length - 1;
            var escape = octets[i] is < 32 and not (byte)'\t' or > 126 or (byte)'=' || (isLast && octets[i] is (byte)' ' or (byte)'\t') || (i == 0 && line.StartsWith("From ", StringComparison.Ordinal));
            // The mark of a soft break needs a place of its own.
            if (text.Length - start + (escape ? 3 : 1) > (isLast ? LongestLine : LongestLine - 1))
            {
                text.Append("=\r\n");
                start = text.Length;
            }

            _ = escape ? text.Append($"={octets[i]:X2}") : text.Append((char)octets[i]);
        }

        return text.ToString();
    }
}
