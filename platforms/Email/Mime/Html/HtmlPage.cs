namespace Squaremcp.Platforms.Email;

/// <summary>The open elements, and what their beginnings and ends mean for the text.</summary>
internal sealed class HtmlPage(int longest)
{
    private const int Deepest = 512;

    private readonly TextLayout layout = new(longest);
    private readonly List<Element> open = [];
    private readonly Stack<Element> lists = [];
    private readonly Dictionary<string, int> openNames = new(StringComparer.Ordinal);
    private int tooDeep;
    private bool leftOut;

    internal HtmlStyleSheet Sheet { get; } = new();

    internal bool IsFull => layout.IsFull;

    /// <summary>White, unless a rule of the page that is not understood may give it another colour.</summary>
    private HtmlLook Look => open.Count > 0 ? open[^1].Look : Sheet.ColoursUnknown ? HtmlLook.OnAnything : new();

    public override string ToString()
    {
        Pop(0);
        return leftOut ? $"{layout}\n\n[What is nested deeper than {Deepest} elements is left out.]" : layout.ToString();
    }

    internal void Text(ReadOnlySpan<char> text)
    {
        if (tooDeep > 0)
        {
            leftOut |= !text.IsWhiteSpace();
        }
        else if (Look is { ShowsText: true } look)
        {
            layout.Text(HtmlText.Decoded(text), look.Preformatted);
        }
    }

    internal void Start(string name, Dictionary<string, string> attributes)
    {
        if (tooDeep == 0)
        {
            EndWhatThisEnds(name);
        }

        if (HtmlElements.IsVoid(name))
        {
            Void(name, attributes);
        }
        else if (tooDeep > 0 || open.Count >= Deepest)
        {
            tooDeep++;
        }
        else
        {
            Push(name, attributes);
        }
    }

    internal void End(string name)
    {
        if (name == "br")
        {
            layout.Break();
        }

        if (tooDeep > 0)
        {
            tooDeep -= HtmlElements.IsVoid(name) ? 0 : 1;
        }
        else if (name is not ("body" or "html") && Find(name) is var place and >= 0)
        {
            Pop(place);
        }
    }

    /// <summary>Where the element is that an end tag ends; −1: it ends none.</summary>
    private int Find(string name)
    {
        if (openNames.GetValueOrDefault(name) == 0)
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

    private void EndWhatThisEnds(string name)
    {
        if ((HtmlElements.IsBlock(name) && !HtmlElements.IsTablePart(name)) || name == "hr")
        {
            if (Find("p") is var paragraph and >= 0)
            {
                Pop(paragraph);
            }
        }

        var (ended, behind) = HtmlElements.EndedBy(name);
        if (ended.Length == 0 || !ended.Any(one => openNames.GetValueOrDefault(one) > 0))
        {
            return;
        }

        for (var i = open.Count - 1; i >= 0 && !behind.Contains(open[i].Name); i--)
        {
            if (ended.Contains(open[i].Name))
            {
                Pop(i);
                return;
            }
        }
    }

    private void Void(string name, Dictionary<string, string> attributes)
    {
        var look = Look;
        if (!look.ShowsPictures || tooDeep > 0)
        {
            return;
        }

        switch (name)
        {
            case "br":
                layout.Break();
                break;
            case "hr":
                layout.Lines(1);
                layout.Text("---", false);
                layout.Lines(1);
                break;
            case "img" when HtmlImage.Text(attributes) is { } text && look.Inside(name, attributes, Sheet.Of(name, attributes)).ShowsPictures:
                layout.Text(text, false);
                break;
        }
    }

    private void Push(string name, Dictionary<string, string> attributes)
    {
        var look = Look;
        look = look.Gone ? look : look.Inside(name, attributes, Sheet.Of(name, attributes));
        look = HtmlElements.IsUnseen(name, attributes) ? look.Absent() : look;
        var link = name == "a" ? HtmlLink.Of(attributes.GetValueOrDefault("href")) : null;
        var element = new Element(name, look, layout.Length, layout.CellFrom, link);
        open.Add(element);
        openNames[name] = openNames.GetValueOrDefault(name) + 1;
        if (!element.Look.Gone)
        {
            Begin(element, attributes);
        }
    }

    private void Begin(Element element, Dictionary<string, string> attributes)
    {
        if (element.Name is "td" or "th")
        {
            BeginCell();
            return;
        }

        layout.Lines(LinesAround(element.Name));
        switch (element.Name)
        {
            case ['h', >= '1' and <= '6' and var level]:
                layout.Mark(new string('#', level - '0') + " ");
                break;
            case "ul" or "ol" or "menu" or "dir":
                layout.Lists++;
                element.Next = element.Name == "ol" ? int.TryParse(attributes.GetValueOrDefault("start"), out var start) ? start : 1 : null;
                lists.Push(element);
                break;
            case "li":
                layout.Mark(Mark());
                break;
            case "blockquote":
                layout.Quotes++;
                break;
        }
    }

    /// <summary>A list inside a list has no empty line around it.</summary>
    private int LinesAround(string name) => name is "ul" or "ol" && layout.Lists > 0 ? 1 : HtmlElements.Lines(name);

    /// <summary>The mark of the next item of the innermost list.</summary>
    private string Mark()
    {
        if (!lists.TryPeek(out var list) || list.Next is not { } number)
        {
            return "- ";
        }

        list.Next = number == int.MaxValue ? number : number + 1;
        return $"{number}. ";
    }

    private void BeginCell()
    {
        var row = open.Count >= 2 && open[^2].Name == "tr" ? open[^2] : null;
        if (row is null)
        {
            layout.Lines(1);
        }
        else
        {
            if (row.CellLine is { } line && layout.Length > row.From)
            {
                NextCell(line);
            }

            row.CellLine = layout.NextLine;
        }

        layout.CellFrom = layout.Length;
    }

    /// <summary>Beside the cell before it, or below when that had several lines.</summary>
    private void NextCell(int line)
    {
        if (layout.IsStillOn(line))
        {
            layout.NextCell();
        }
        else
        {
            layout.Lines(1);
        }
    }

    private void Pop(int place)
    {
        for (var i = open.Count - 1; i >= place; i--)
        {
            var element = open[i];
            open.RemoveAt(i);
            openNames[element.Name]--;
            if (!element.Look.Gone)
            {
                Finish(element);
            }
        }
    }

    private void Finish(Element element)
    {
        switch (element.Name)
        {
            case "td" or "th":
                layout.CellFrom = element.CellFrom;
                return;
            case "a" when element.Link is { } link && layout.Length > element.From:
                layout.Append(link.After(layout, element.From));
                break;
            case "blockquote":
                layout.Quotes--;
                break;
        }

        if (lists.TryPeek(out var list) && ReferenceEquals(list, element))
        {
            lists.Pop();
            layout.Lists--;
        }

        layout.Lines(LinesAround(element.Name));
    }

    private sealed record Element(string Name, HtmlLook Look, int From, int CellFrom, HtmlLink? Link)
    {
        internal bool IsSpecial { get; } = HtmlElements.IsSpecial(Name);

        internal bool IsScope { get; } = HtmlElements.IsScope(Name);

        /// <summary>Of a numbered list: the number of its next item.</summary>
        internal int? Next { get; set; }

        /// <summary>Of a table's row: the line that its last cell began on.</summary>
        internal int? CellLine { get; set; }
    }
}
