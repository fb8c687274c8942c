namespace Squaremcp.Platforms.Email;

/// <summary>Message identifiers (RFC 5322 §3.6.4), with their angle brackets. Those that could not be written back into a header are left out.</summary>
internal static class MessageIds
{
    private const int Longest = 900;
    private const int Most = 500;

    internal static IReadOnlyList<string> Parse(string? value)
    {
        var found = new List<string>();
        var at = 0;
        while (value is not null && found.Count < Most && value.IndexOf('<', at) is var from and >= 0 && value.IndexOf('>', from) is var to and > 0)
        {
            // `<a <b@c>`: the identifier begins at the last opening.
            from = value.LastIndexOf('<', to);
            Add(found, value.AsSpan(from + 1, to - from - 1));
            at = to + 1;
        }

        if (found.Count == 0 && value is not null)
        {
            foreach (var word in value.Split((char[])[' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Contains('@', StringComparison.Ordinal)).Take(Most))
            {
                Add(found, word.AsSpan().Trim("<>"));
            }
        }

        return found;
    }

    /// <summary>Whether it is one identifier in angle brackets that fits on a line.</summary>
    internal static bool IsOne(string text) => text is ['<', .., '>'] && IsBody(text.AsSpan(1, text.Length - 2));

    private static void Add(List<string> found, ReadOnlySpan<char> id)
    {
        var body = id.ToString().Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
        if (IsBody(body))
        {
            found.Add($"<{body}>");
        }
    }

    private static bool IsBody(ReadOnlySpan<char> id) => id.Length is > 0 and <= Longest && !id.ContainsAnyExceptInRange('!', '~') && id.IndexOfAny('<', '>') < 0;
}
