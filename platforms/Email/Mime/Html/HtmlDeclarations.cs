namespace Squaremcp.Platforms.Email;

/// <summary>Takes a list of CSS declarations apart: names and values in lower case, comments removed, important ones last so that they win.</summary>
internal static class HtmlDeclarations
{
    private const int Most = 200;

    internal static IEnumerable<(string Name, string Value)> Of(string css)
    {
        var all = Parse(WithoutComments(css));
        return all.Where(one => !one.Important).Concat(all.Where(one => one.Important)).Select(one => (one.Name, one.Value));
    }

    internal static string WithoutComments(string css)
    {
        var from = css.IndexOf("/*", StringComparison.Ordinal);
        if (from < 0)
        {
            return css;
        }

        var rest = new System.Text.StringBuilder();
        var at = 0;
        while (from >= 0)
        {
            rest.Append(css, at, from - at);
            at = css.IndexOf("*/", from + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : css.Length;
            from = css.IndexOf("/*", at, StringComparison.Ordinal);
        }

        return rest.Append(css, at, css.Length - at).ToString();
    }

    private static List<(string Name, string Value, bool Important)> Parse(string css)
    {
        var found = new List<(string, string, bool)>();
        var from = 0;
        while (from < css.Length && found.Count < Most)
        {
            var end = End(css, from);
            var declaration = css.AsSpan(from, end - from);
            from = end + 1;
            if (declaration.IndexOf(':') is > 0 and var colon)
            {
                var value = declaration[(colon + 1)..].Trim().ToString().ToLowerInvariant();
                var important = value.LastIndexOf('!') is var mark and >= 0 && value.AsSpan(mark + 1).Trim() is "important";
                found.Add((declaration[..colon].Trim().ToString().ToLowerInvariant(), important ? value[..value.LastIndexOf('!')].TrimEnd() : value, important));
            }
        }

        return found;
    }

    /// <summary>The next semicolon that is not inside brackets or quotes (data addresses have some).</summary>
    private static int End(string css, int from)
    {
        var depth = 0;
        for (var i = from; i < css.Length; i++)
        {
            switch (css[i])
            {
                case '(':
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
                case '"' or '\'':
                    i = css.IndexOf(css[i], i + 1) is var close and >= 0 ? close : css.Length - 1;
                    break;
                case ';' when depth <= 0:
                    return i;
            }
        }

        return css.Length;
    }
}
