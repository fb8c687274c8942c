namespace Squaremcp.Platforms.Email;

/// <summary>The open elements, and what their beginnings and ends mean for the text.</summary>
internal sealed class HtmlPage(int longest)
{
    private readonly TextLayout layout = new(longest);

    private readonly Stack<HtmlElement> lists = [];
    private readonly HtmlStack open = new();
    private int tooDeep;
    private bool leftOut;

    internal HtmlStyleSheet Sheet { get; } = new();

    internal bool IsFull => layout.IsFull;

    /// <summary>White, unless a rule of the page that is not understood may give it another colour.</summary>
    private HtmlLook Look => open.Top is { } top ? top.Look : Sheet.ColoursUnknown ? HtmlLook.OnAnything : new();

    public override string ToString()
    {
        Pop(0);
        return leftOut ? $"{layout}\n\n[What is nested deeper than {HtmlStack.Deepest} elements is left out.]" : layout.ToString();
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
        else if (tooDeep > 0 || open.IsFull)
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
        else if (name is not ("body" or "html") && open.Find(name) is var place and >= 0)
        {
            Pop(place);
        }
    }

    private void EndWhatThisEnds(string name)
    {
        if (open.EndedBy(name) is var place and >= 0)
        {
            Pop(place);
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
        var element = new HtmlElement(name, look, layout.Length, layout.CellFrom, link);
        open.Push(element);
        if (!element.Look.Gone)
        {
            Begin(element, attributes);
        }
    }

    private void Begin(HtmlElement element, Dictionary<string, string> attributes)
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
        if (open.BelowTop is not { Name: "tr" } row)
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
        while (open.Count > place)
        {
            var element = open.Pop();
            if (!element.Look.Gone)
            {
                Finish(element);
            }
        }
    }

    private void Finish(HtmlElement element)
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
}
