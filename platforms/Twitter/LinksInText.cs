namespace Squaremcp.Platforms.Twitter;

/// <summary>What X takes for a link in a post: with http or without, as long as the host ends in a top-level domain that exists.</summary>
internal static class LinksInText
{
    private const int MostSlug = 40;

    internal static IReadOnlyList<(int Start, int Length)> Of(string text)
    {
        var links = new List<(int Start, int Length)>();
        if (!text.Contains('.'))
        {
            return links;
        }

        for (var i = 0; i < text.Length;)
        {
            i = (MayStandBefore(text[i]) ? Link(text, i + 1, text[i], links) : null) ?? (i == 0 ? Link(text, 0, null, links) : null) ?? i + 1;
        }

        return links;
    }

    /// <summary>Notes what begins at <paramref name="start"/>; X notes nothing where it sees a link and does not like it.</summary>
    /// <returns>Where to go on; null where no link begins here.</returns>
    private static int? Link(string text, int start, char? before, List<(int Start, int Length)> links)
    {
        var rest = text.AsSpan(start);
        var protocol = rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
        if (protocol > 0 && HostName.End(text, start + protocol, onlyLatin: false) is { } hostEnd)
        {
            var end = LinkTail.End(text, hostEnd, out _);
            var length = end - start;
            if (text.AsSpan(start + protocol, hostEnd - start - protocol).Equals("t.co", StringComparison.OrdinalIgnoreCase) && Shortened(text, hostEnd) is { } slug)
            {
                if (slug.Length > MostSlug)
                {
                    return end;
                }

                length = slug.End - start;
            }

            links.Add((start, length));
            return end;
        }

        if (HostName.End(text, start, onlyLatin: false) is not { } nameEnd)
        {
            return null;
        }

        var tail = LinkTail.End(text, nameEnd, out var hasPath);
        if (before is not ('-' or '_' or '.' or '/'))
        {
            Bare(text, start, nameEnd, hasPath ? tail : null, links);
        }

        return tail;
    }

    /// <summary>Without http only hosts in Latin letters are links, and of what is longer the part that is.</summary>
    private static void Bare(string text, int start, int end, int? tail, List<(int Start, int Length)> links)
    {
        var host = text[..end];
        var found = links.Count;
        for (var i = start; i < end;)
        {
            if (HostName.End(host, i, onlyLatin: true) is { } nameEnd)
            {
                links.Add((i, nameEnd - i));
                i = nameEnd;
            }
            else
            {
                i++;
            }
        }

        if (tail is { } all && links.Count > found)
        {
            links[^1] = (links[^1].Start, all - links[^1].Start);
        }
    }

    /// <summary>X's own short links end where their letters and digits do.</summary>
    private static (int Length, int End)? Shortened(string text, int hostEnd)
    {
        var i = hostEnd + 1;
        while (i < text.Length && char.IsAsciiLetterOrDigit(text[i]))
        {
            i++;
        }

        return hostEnd < text.Length && text[hostEnd] == '/' && i > hostEnd + 1 ? (i - hostEnd - 1, LinkTail.QueryEnd(text, i)) : null;
    }

    private static bool MayStandBefore(char letter) => !char.IsAsciiLetterOrDigit(letter) && letter is not ('@' or '＠' or '$' or '#' or '＃' or '\ufffe' or '\ufeff' or '\uffff');
}
