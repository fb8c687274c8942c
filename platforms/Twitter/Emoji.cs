namespace Squaremcp.Platforms.Twitter;

/// <summary>Emoji that are written with several code points and count as one.</summary>
internal static class Emoji
{
    private const char ToneLead = '\ud83c', Lightest = '\udffb', Darkest = '\udfff';

    private static readonly HashSet<string> Known = WordList.Load("emoji", StringComparer.Ordinal);

    private static readonly int Longest = Known.Max(one => one.Length);

    private static readonly HashSet<char> First = [.. Known.Select(one => one[0])];

    /// <summary>How many UTF-16 code units of <paramref name="text"/> are one such emoji; 0 where none begins there.</summary>
    internal static int LengthAt(ReadOnlySpan<char> text)
    {
        if (!First.Contains(text[0]))
        {
            return 0;
        }

        Span<char> head = stackalloc char[Math.Min(Longest, text.Length)];
        text[..head.Length].CopyTo(head);
        for (var i = 1; i < head.Length; i++)
        {
            // The list holds every tone as the lightest.
            if (head[i - 1] == ToneLead && head[i] is > Lightest and <= Darkest)
            {
                head[i] = Lightest;
            }
        }

        var known = Known.GetAlternateLookup<ReadOnlySpan<char>>();
        var length = head.Length;
        while (length > 1 && !known.Contains(head[..length]))
        {
            length--;
        }

        return length > 1 ? length : 0;
    }
}
