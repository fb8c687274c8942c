namespace Squaremcp.Platforms.Email;

/// <summary>An element whose end has not come yet.</summary>
/// <param name="From">How much text there was when it began.</param>
/// <param name="CellFrom">Where the table cell around it began; −1: there is none.</param>
internal sealed record HtmlElement(string Name, HtmlLook Look, int From, int CellFrom, HtmlLink? Link)
{
    internal bool IsSpecial { get; } = HtmlElements.IsSpecial(Name);

    internal bool IsScope { get; } = HtmlElements.IsScope(Name);

    /// <summary>Of a numbered list: the number of its next item.</summary>
    internal int? Next { get; set; }

    /// <summary>Of a table's row: the line that its last cell began on.</summary>
    internal int? CellLine { get; set; }
}

/// <summary>The open elements, and which of them a tag ends (WHATWG HTML §13.2.6, in short). A search costs at most the depth, which is capped.</summary>
internal sealed class HtmlStack
{
    internal const int Deepest = 512;

    private readonly List<HtmlElement> open = [];
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);

    internal int Count => open.Count;

    internal bool IsFull => open.Count >= Deepest;

    internal HtmlElement? Top => open.Count > 0 ? open[^1] : null;

    internal HtmlElement? BelowTop => open.Count > 1 ? open[^2] : null;

    internal void Push(HtmlElement element)
    {
        open.Add(element);
        names[element.Name] = names.GetValueOrDefault(element.Name) + 1;
    }

    internal HtmlElement Pop()
    {
        var top = open[^1];
        open.RemoveAt(open.Count - 1);
        names[top.Name]--;
        return top;
    }

    /// <summary>Where the element is that an end tag ends; −1: it ends none.</summary>
    internal int Find(string name)
    {
        if (names.GetValueOrDefault(name) == 0)
        {
            return -1;
        }

        var isTablePart = HtmlElements.IsTablePart(name);
        var isSpecial = HtmlElements.IsSpecial(name);
        for (var i = open.Count - 1; i >= 0; i--)
        {
            var each = open[i];
            if (each.Name == name)
            {
                return i;
            }

            if (isTablePart ? each.Name == "table" : isSpecial ? each.IsScope : each.IsSpecial)
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>Where the element is that a start tag ends, with all in it; −1: it ends none.</summary>
    internal int EndedBy(string name)
    {
        var endsParagraph = name == "hr" || (HtmlElements.IsBlock(name) && !HtmlElements.IsTablePart(name));
        var paragraph = endsParagraph ? Find("p") : -1;
        var (ended, behind) = HtmlElements.EndedBy(name);
        if (ended.Any(one => names.GetValueOrDefault(one) > 0))
        {
            for (var i = open.Count - 1; i >= 0 && !behind.Contains(open[i].Name); i--)
            {
                if (ended.Contains(open[i].Name))
                {
                    return paragraph >= 0 ? Math.Min(i, paragraph) : i;
                }
            }
        }

        return paragraph;
    }
}
