namespace Squaremcp.Platforms.Email;

/// <summary>What is known of HTML's elements (WHATWG HTML §13.1.2 and §13.2.4.2).</summary>
internal static class HtmlElements
{
    private static readonly HashSet<string> Void = ["area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr"];

    private static readonly HashSet<string> Blocks =
    [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "header", "hgroup", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section", "summary", "table", "tbody", "td",
        "tfoot", "th", "thead", "tr", "ul",
    ];

    private static readonly HashSet<string> Scopes = ["caption", "html", "object", "table", "td", "template", "th", "button", "marquee", "applet"];

    private static readonly HashSet<string> Unseen = ["applet", "audio", "canvas", "datalist", "map", "math", "noembed", "noframes", "object", "script", "style", "svg", "template", "title", "video", "xml"];

    private static readonly HashSet<string> Spaced = ["blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"];

    internal static bool IsVoid(string name) => Void.Contains(name);

    internal static bool IsBlock(string name) => Blocks.Contains(name);

    /// <summary>Inline end tags do not reach through it.</summary>
    internal static bool IsSpecial(string name) => Blocks.Contains(name) || Scopes.Contains(name);

    /// <summary>End tags of blocks do not reach through it.</summary>
    internal static bool IsScope(string name) => Scopes.Contains(name);

    /// <summary>Its content is never text of the page.</summary>
    internal static bool IsUnseen(string name, Dictionary<string, string> attributes) => Unseen.Contains(name) || (name == "dialog" && !attributes.ContainsKey("open"));

    /// <summary>Line ends around it: none, one, or an empty line.</summary>
    internal static int Lines(string name) => !IsBlock(name) ? 0 : Spaced.Contains(name) ? 2 : 1;

    internal static bool IsTablePart(string name) => name is "table" or "tbody" or "thead" or "tfoot" or "tr" or "td" or "th" or "caption";

    /// <summary>The elements that a start tag of this name ends when they are open, and those behind which nothing is looked for.</summary>
    internal static (string[] Ended, string[] Behind) EndedBy(string name) => name switch
    {
        "li" => (["li"], ["ul", "ol", "menu", "dir"]),
        "dd" or "dt" => (["dd", "dt"], ["dl"]),
        "option" or "optgroup" => (["option"], ["select"]),
        "td" or "th" => (["td", "th"], ["tr", "table"]),
        "tr" => (["tr"], ["table"]),
        "tbody" or "thead" or "tfoot" => (["tbody", "thead", "tfoot"], ["table"]),
        "a" => (["a"], ["td", "th", "table"]),
        _ => ([], []),
    };
}
