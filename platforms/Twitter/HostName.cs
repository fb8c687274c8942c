namespace Squaremcp.Platforms.Twitter;

/// <summary>Host names in running text.</summary>
internal static class HostName
{
    private static readonly HashSet<string> TopLevels = WordList.Load("tlds", StringComparer.OrdinalIgnoreCase);

    private static readonly int[] ForeignLengths = [.. TopLevels.Where(name => !char.IsAscii(name[0])).Select(name => name.Length).Distinct().OrderDescending()];

    /// <summary>Where the longest host name ends that begins at <paramref name="start"/>; null where none does.</summary>
    /// <param name="onlyLatin">Looks for hosts in Latin letters, as X does where there is no http before them.</param>
    internal static int? End(string text, int start, bool onlyLatin)
    {
        int? best = null;
        for (var i = start; ;)
        {
            var (label, hasUnderscore) = (i, false);
            while (i < text.Length && ((onlyLatin ? IsLatin(text[i]) : IsLetter(text[i])) || text[i] is '-' or '_'))
            {
                hasUnderscore |= text[i++] == '_';
            }

            // An underscore is for names before the last but one.
            if (i == label || i >= text.Length || text[i] != '.' || (onlyLatin ? hasUnderscore : text[label] is '-' or '_' || text[i - 1] is '-' or '_'))
            {
                return best;
            }

            i++;
            best = hasUnderscore ? best : TopLevelEnd(text, i) ?? best;
        }
    }

    /// <summary>Whatever is no punctuation, blank or mark of direction.</summary>
    private static bool IsLetter(char letter) => letter switch
    {
        <= ' ' => letter is < '\t' or (> '\r' and < ' '),
        < '\u007f' => char.IsAsciiLetterOrDigit(letter) || letter is '"' or '`',
        '\u0085' or '\u00a0' or '\u1680' or '\u180e' or (>= '\u2000' and <= '\u200a') or '\u2028' or '\u2029' or '\u202f' or '\u205f' or '\u3000' => false,
        (>= '\u202a' and <= '\u202e') or '\u061c' or '\u200e' or '\u200f' or (>= '\u2066' and <= '\u2069') or '\ufffe' or '\ufeff' or '\uffff' => false,
        _ => true,
    };

    private static bool IsLatin(char letter) => char.IsAsciiLetterOrDigit(letter) || IsAccented(letter);

    internal static bool IsAccented(char letter) => letter is (>= '\u00c0' and <= '\u024f' and not ('\u00d7' or '\u00f7'))
        or '\u0253' or '\u0254' or '\u0256' or '\u0257' or '\u0259' or '\u025b' or '\u0263' or '\u0268' or '\u026f' or '\u0272' or '\u0289' or '\u028b' or '\u02bb'
        or (>= '\u0300' and <= '\u036f') or (>= '\u1e00' and <= '\u1eff');

    private static int? TopLevelEnd(string text, int start)
    {
        var rest = text.AsSpan(start);
        if (rest.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
        {
            var size = 4;
            while (size < rest.Length && (char.IsAsciiLetterOrDigit(rest[size]) || rest[size] == '-'))
            {
                size++;
            }

            return size > 4 ? start + size : null;
        }

        var known = TopLevels.GetAlternateLookup<ReadOnlySpan<char>>();
        var letters = 0;
        while (letters < rest.Length && char.IsAsciiLetter(rest[letters]))
        {
            letters++;
        }

        if (letters > 0)
        {
            return Ends(rest, letters) && known.Contains(rest[..letters]) ? start + letters : null;
        }

        foreach (var size in ForeignLengths)
        {
            if (size <= rest.Length && Ends(rest, size) && known.Contains(rest[..size]))
            {
                return start + size;
            }
        }

        return null;
    }

    private static bool Ends(ReadOnlySpan<char> rest, int size) => size == rest.Length || !(char.IsAsciiLetterOrDigit(rest[size]) || rest[size] is '@' or '+' or '-');
}
