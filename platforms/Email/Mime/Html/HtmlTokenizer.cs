using System.Buffers;
using System.Net;

namespace Squaremcp.Platforms.Email;

internal enum HtmlTokenKind
{
    Text,
    Start,
    End,

    /// <summary>The content of a style element.</summary>
    Style,
}

/// <summary>Cuts HTML into text and tags as browsers do (WHATWG HTML §13.2.5, the states that matter), in one pass forward: nothing is looked at twice, whatever it is.</summary>
internal ref struct HtmlTokenizer(string html)
{
    private const int LongestName = 40;
    private const int MostAttributes = 60;
    private const int LongestAttribute = 4096;

    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n\f/>");
    private static readonly SearchValues<char> AttributeEnds = SearchValues.Create(" \t\r\n\f/>=");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n\f>");

    private int at;
    private string? raw; // inside an element whose content is no HTML

    internal HtmlTokenKind Kind { get; private set; }

    /// <summary>Lower case; empty when it is too long to be any element's.</summary>
    internal string Name { get; private set; } = "";

    /// <summary>With its entities.</summary>
    internal ReadOnlySpan<char> Text { get; private set; }

    /// <summary>Of a start tag: names in lower case, values decoded; of two alike the first.</summary>
    internal Dictionary<string, string> Attributes { get; } = [];

    internal bool Read()
    {
        while (at < html.Length)
        {
            if (raw is not null)
            {
                if (Raw())
                {
                    return true;
                }
            }
            else if (html[at] != '<' || !IsMarkup(at))
            {
                TakeText();
                return true;
            }
            else if (Markup())
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool IsMarkup(int place) =>
        place + 1 < html.Length && (char.IsAsciiLetter(html[place + 1]) || html[place + 1] is '!' or '?' || (html[place + 1] == '/' && place + 2 < html.Length));

    private void TakeText()
    {
        var end = html.IndexOf('<', at + 1);
        while (end >= 0 && !IsMarkup(end))
        {
            end = html.IndexOf('<', end + 1);
        }

        end = end < 0 ? html.Length : end;
        Kind = HtmlTokenKind.Text;
        Text = html.AsSpan(at, end - at);
        at = end;
    }

    /// <summary>Takes a tag, comment or declaration; true when it is a tag. What is not closed goes on to the end of the text.</summary>
    private bool Markup()
    {
        switch (html[at + 1])
        {
            case '!' when string.CompareOrdinal(html, at + 2, "--", 0, 2) == 0:
                at = html.IndexOf("-->", at + 2, StringComparison.Ordinal) is var comment and >= 0 ? comment + 3 : html.Length;
                return false;
            case '!' or '?':
            case '/' when !char.IsAsciiLetter(html[at + 2]):
                at = html.IndexOf('>', at) is var end and >= 0 ? end + 1 : html.Length;
                return false;
            case '/':
                at += 2;
                return Tag(HtmlTokenKind.End);
            default:
                at++;
                return Tag(HtmlTokenKind.Start);
        }
    }

    private bool Tag(HtmlTokenKind kind)
    {
        var rest = html.AsSpan(at);
        var end = rest.IndexOfAny(NameEnds);
        if (end < 0)
        {
            at = html.Length;
            return false;
        }

        (Kind, Name) = (kind, end <= LongestName ? rest[..end].ToString().ToLowerInvariant() : "");
        at += end;
        Attributes.Clear();
        while (Attribute())
        {
        }

        if (at >= html.Length)
        {
            return false;
        }

        at++;
        raw = kind == HtmlTokenKind.Start && Name is "script" or "style" or "title" or "textarea" or "xmp" or "iframe" or "noembed" or "noframes" ? Name : null;
        return true;
    }

    /// <summary>Takes one attribute; false at the tag's end or the text's.</summary>
    private bool Attribute()
    {
        while (at < html.Length && (char.IsWhiteSpace(html[at]) || html[at] == '/'))
        {
            at++;
        }

        if (at >= html.Length || html[at] == '>')
        {
            return false;
        }

        var from = at++; // an equals sign at the beginning belongs to the name
        at = End(AttributeEnds);
        var name = html.AsSpan(from, at - from);
        while (at < html.Length && char.IsWhiteSpace(html[at]))
        {
            at++;
        }

        Keep(name, at < html.Length && html[at] == '=' ? Value() : default);
        return at < html.Length;
    }

    private ReadOnlySpan<char> Value()
    {
        at++;
        while (at < html.Length && char.IsWhiteSpace(html[at]))
        {
            at++;
        }

        if (at < html.Length && html[at] is '"' or '\'')
        {
            var from = at + 1;
            at = html.IndexOf(html[at], from) is var close and >= 0 ? close : html.Length;
            var quoted = html.AsSpan(from, at - from);
            at = Math.Min(at + 1, html.Length);
            return quoted;
        }

        var start = at;
        at = End(ValueEnds);
        return html.AsSpan(start, at - start);
    }

    private readonly int End(SearchValues<char> ends) => html.AsSpan(at).IndexOfAny(ends) is var found and >= 0 ? at + found : html.Length;

    private readonly void Keep(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (name.Length <= LongestName && Attributes.Count < MostAttributes)
        {
            Attributes.TryAdd(name.ToString().ToLowerInvariant(), WebUtility.HtmlDecode(value[..Math.Min(value.Length, LongestAttribute)].ToString()));
        }
    }

    /// <summary>Goes behind the content of a raw element; true when it is a style's.</summary>
    private bool Raw()
    {
        var (from, name) = (at, raw!);
        raw = null;
        var end = from;
        do
        {
            end = html.IndexOf("</" + name, end, StringComparison.OrdinalIgnoreCase) is var found and >= 0 ? found : html.Length;
            at = end;
            end += name.Length + 2;
        }
        while (end < html.Length && !char.IsWhiteSpace(html[end]) && html[end] is not ('/' or '>'));

        Kind = HtmlTokenKind.Style;
        Text = html.AsSpan(from, at - from);
        return name == "style";
    }
}
