namespace Squaremcp.Platforms.Email;

/// <summary>One CSS declaration, in lower case.</summary>
internal readonly record struct HtmlDeclaration(string Name, string Value, bool Important);

/// <summary>Takes a list of CSS declarations apart, comments removed. Only those that can hide something are kept: real messages have thousands of others.</summary>
internal static class HtmlDeclarations
{
    private const int Most = 100;
    private const int LongestValue = 200;

    private static readonly HashSet<string> Hiding =
    [
        "display", "visibility", "opacity", "font-size", "font", "color", "-webkit-text-fill-color", "background", "background-color", "background-image", "white-space", "overflow", "overflow-x", "overflow-y",
        "height", "max-height", "width", "max-width", "position", "left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top", "clip", "clip-path", "transform",
    ];

    internal static List<HtmlDeclaration> Of(string css) => Parse(WithoutComments(css));

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

    private static List<HtmlDeclaration> Parse(string css)
    {
        var found = new List<HtmlDeclaration>();
        var from = 0;
        while (from < css.Length && found.Count < Most)
        {
            var end = End(css, from);
            var declaration = css.AsSpan(from, end - from);
            from = end + 1;
            if (declaration.IndexOf(':') is > 0 and < 40 and var colon && declaration[..colon].Trim().ToString().ToLowerInvariant() is var name && Hiding.Contains(name))
            {
                var value = declaration[(colon + 1)..].Trim();
                var mark = value.LastIndexOf('!');
                var important = mark >= 0 && value[(mark + 1)..].Trim().Equals("important", StringComparison.OrdinalIgnoreCase);
                value = important ? value[..mark].TrimEnd() : value;
                found.Add(new(name, value[..Math.Min(value.Length, LongestValue)].ToString().ToLowerInvariant(), important));
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
