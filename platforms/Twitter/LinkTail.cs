namespace Squaremcp.Platforms.Twitter;

/// <summary>What of the text behind a host name belongs to the link: port, path and query, without the punctuation of the sentence around it.</summary>
internal static class LinkTail
{
    internal static int End(string text, int start, out bool hasPath)
    {
        var i = start;
        if (At(text, i) == ':' && char.IsAsciiDigit(At(text, i + 1)))
        {
            for (i++; char.IsAsciiDigit(At(text, i)); i++)
            {
            }
        }

        hasPath = At(text, i) == '/';
        return QueryEnd(text, hasPath ? PathEnd(text, i + 1) : i);
    }

    internal static int QueryEnd(string text, int start)
    {
        var end = start;
        if (At(text, start) == '?')
        {
            for (var i = start + 1; IsQuery(At(text, i)); i++)
            {
                end = char.IsAsciiLetterOrDigit(text[i]) || "-_&=#/".Contains(text[i]) ? i + 1 : end;
            }
        }

        return end;
    }

    private static int PathEnd(string text, int start)
    {
        var end = start;
        for (var i = start; ;)
        {
            if (IsPath(At(text, i)))
            {
                end = IsLast(text[i]) ? i + 1 : end;
                i++;
            }
            else if (ParenthesisEnd(text, i, depth: 2) is { } closed)
            {
                i = end = closed;
            }
            else
            {
                return end;
            }
        }
    }

    /// <summary>A pair of parentheses with something in it, and at most one pair inside.</summary>
    private static int? ParenthesisEnd(string text, int start, int depth)
    {
        if (At(text, start) != '(' || depth == 0)
        {
            return null;
        }

        var (i, inner) = (start + 1, 0);
        while (IsPath(At(text, i)) || (inner == 0 && ParenthesisEnd(text, i, depth - 1) is not null))
        {
            i = IsPath(text[i]) ? i + 1 : ParenthesisEnd(text, i, depth - 1 + inner++)!.Value;
        }

        return At(text, i) == ')' && i > start + 1 ? i + 1 : null;
    }

    private static bool IsPath(char letter) => IsLast(letter) || "!*';:,.$%[]\u2013~@|&".Contains(letter);

    private static bool IsLast(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '=' or '_' or '#' or '/' or (>= '\u0400' and <= '\u04ff') || HostName.IsAccented(letter);

    private static bool IsQuery(char letter) => char.IsAsciiLetterOrDigit(letter) || "!?*'@();:&=+$/%#[]-_.,~|".Contains(letter);

    private static char At(string text, int index) => index < text.Length ? text[index] : '\0';
}
