using System.Buffers;

namespace Squaremcp.Platforms.Email;

/// <summary>
/// The rules of a message's own style elements that name a class, an id or an element alone: enough to see what such a rule hides. Rules for certain screens (<c>@media</c>) and
/// selectors of several elements are left aside.
/// </summary>
internal sealed class HtmlStyleSheet
{
    private const int MostRules = 2000;
    private const int MostClasses = 8;
    private const int MostDeclarations = 30; // of one rule

    private static readonly SearchValues<char> Combinators = SearchValues.Create(" \t\r\n>+~:[");

    private readonly Dictionary<string, List<HtmlDeclaration>> rules = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A rule that is left aside colours backgrounds: white text is not hidden for being white.</summary>
    internal bool ColoursUnknown { get; private set; }

    /// <summary>Adds the content of a style element.</summary>
    internal void Add(string css)
    {
        css = HtmlDeclarations.WithoutComments(css).Replace("<!--", "", StringComparison.Ordinal).Replace("-->", "", StringComparison.Ordinal);
        var at = 0;
        while (at < css.Length && rules.Count < MostRules)
        {
            var brace = css.AsSpan(at).IndexOfAny('{', ';');
            if (brace < 0)
            {
                return;
            }

            var selectors = css.AsSpan(at, brace).Trim();
            at += brace + 1;
            if (css[at - 1] == '{')
            {
                var end = selectors.StartsWith("@") ? BlockEnd(css, at) : css.IndexOf('}', at) is var found and >= 0 ? found : css.Length;
                if (!selectors.StartsWith("@"))
                {
                    Add(selectors, css[at..end]);
                }

                at = end + 1;
            }
        }
    }

    /// <summary>The declarations that apply to an element, weakest first.</summary>
    internal IReadOnlyList<HtmlDeclaration> Of(string name, Dictionary<string, string> attributes)
    {
        if (rules.Count == 0)
        {
            return [];
        }

        var found = new List<HtmlDeclaration>();
        Take(found, "*");
        Take(found, name);
        foreach (var one in attributes.GetValueOrDefault("class", "").Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Take(MostClasses))
        {
            Take(found, "." + one);
            Take(found, $"{name}.{one}");
        }

        if (attributes.GetValueOrDefault("id")?.Trim() is { Length: > 0 } id)
        {
            Take(found, "#" + id);
            Take(found, $"{name}#{id}");
        }

        return found;
    }

    private void Take(List<HtmlDeclaration> found, string selector)
    {
        if (rules.TryGetValue(selector, out var declarations))
        {
            found.AddRange(declarations);
        }
    }

    private void Add(ReadOnlySpan<char> selectors, string css)
    {
        if (HtmlDeclarations.Of(css) is not { Count: > 0 } declarations)
        {
            return;
        }

        foreach (var range in selectors.Split(','))
        {
            var selector = selectors[range].Trim();
            if (selector.ContainsAny(Combinators))
            {
                ColoursUnknown |= declarations.Exists(one => one.Name.StartsWith("background", StringComparison.Ordinal));
            }
            else if (selector.Length is > 0 and < 100)
            {
                var key = selector.ToString();
                var all = rules.GetValueOrDefault(key, []).Concat(declarations).ToList();
                // Of one name the last counts.
                rules[key] = [.. all.Where((one, place) => all.FindLastIndex(other => other.Name == one.Name && other.Important == one.Important) == place).Take(MostDeclarations)];
            }
        }
    }

    private static int BlockEnd(string css, int at)
    {
        for (var depth = 1; at < css.Length; at++)
        {
            depth += css[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        return css.Length;
    }
}
