using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Finds the parts of a multipart body (RFC 2046 §5.1.1). A delimiter is a whole line: a longer one that begins alike is none.</summary>
internal static class Boundaries
{
    /// <summary>Where the parts are, without the line end that belongs to the delimiter. What stands before the first and after the last is nobody's. At most <paramref name="most"/>.</summary>
    internal static List<Range> Split(ReadOnlySpan<byte> body, string boundary, int most, out bool closed)
    {
        var delimiter = Encoding.UTF8.GetBytes("--" + boundary);
        var slices = new List<Range>();
        var start = -1;
        closed = false;
        for (var at = body.StartsWith("--"u8) ? 0 : NextLine(body, 0); at < body.Length && !closed && slices.Count < most; at = NextLine(body, at))
        {
            if (!IsDelimiter(body[at..], delimiter, out var length, out closed))
            {
                continue;
            }

            if (start >= 0)
            {
                slices.Add(start..Math.Max(start, WithoutLineEnd(body, at)));
            }

            start = at + length;
        }

        closed |= slices.Count >= most;
        if (!closed && start >= 0)
        {
            slices.Add(start..body.Length);
        }

        return slices;
    }

    /// <summary>The next line that begins with two hyphens, or the end.</summary>
    private static int NextLine(ReadOnlySpan<byte> body, int at) => body[at..].IndexOf("\n--"u8) is var found and >= 0 ? at + found + 1 : body.Length;

    private static bool IsDelimiter(ReadOnlySpan<byte> text, ReadOnlySpan<byte> delimiter, out int length, out bool closing)
    {
        (length, closing) = (0, false);
        if (!text.StartsWith(delimiter))
        {
            return false;
        }

        var rest = text[delimiter.Length..];
        closing = rest.StartsWith("--"u8);
        var end = rest.IndexOf((byte)'\n');
        length = end < 0 ? text.Length : delimiter.Length + end + 1;
        if (rest[(closing ? 2 : 0)..(end < 0 ? rest.Length : end)].TrimStart(" \t\r"u8).IsEmpty)
        {
            return true;
        }

        closing = false;
        return false;
    }

    private static int WithoutLineEnd(ReadOnlySpan<byte> body, int at)
    {
        at -= at > 0 && body[at - 1] == '\n' ? 1 : 0;
        return at - (at > 0 && body[at - 1] == '\r' ? 1 : 0);
    }
}
