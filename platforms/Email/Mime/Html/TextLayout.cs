using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Writes words, lines and their marks. White space and line ends are held back until something follows, so that none stand where nothing does.</summary>
internal sealed class TextLayout(int longest)
{
    private const int MostMarks = 10; // deeper quotes and lists look like these

    private readonly StringBuilder all = new();
    private int breaks;
    private bool space;
    private bool cell;
    private string? marker;
    private int lines; // written so far
    private int lastQuotes;

    internal int Quotes { get; set; }

    internal int Lists { get; set; }

    /// <summary>Where the open table cell begins; −1 outside one.</summary>
    internal int CellFrom { get; set; } = -1;

    internal int Length => all.Length;

    internal bool IsFull => all.Length >= longest;

    /// <summary>The number of the line that what follows stands on.</summary>
    internal int NextLine => breaks > 0 || all.Length == 0 ? lines + 1 : lines;

    /// <summary>Nothing was written below that line.</summary>
    internal bool IsStillOn(int line) => lines <= line;

    internal string Since(int from) => all.ToString(from, all.Length - from);

    /// <summary>At least so many line ends before what follows; none at the beginning of a cell.</summary>
    internal void Lines(int count)
    {
        if (all.Length != CellFrom)
        {
            breaks = Math.Max(breaks, count);
        }
    }

    internal void Break()
    {
        if (all.Length != CellFrom)
        {
            breaks = Math.Min(2, breaks + 1);
        }
    }

    /// <summary>What follows stands beside what was written last.</summary>
    internal void NextCell() => (breaks, cell) = (0, true);

    /// <summary>The mark of a list's item, for the line that follows.</summary>
    internal void Mark(string mark) => marker = mark;

    internal void Text(ReadOnlySpan<char> text, bool preformatted)
    {
        foreach (var letter in text)
        {
            if (IsFull)
            {
                return;
            }

            if (letter is '\n' && preformatted)
            {
                breaks++;
            }
            else if (IsSpace(letter) && (!preformatted || letter is '\r' or '\f' or '\0'))
            {
                space = true;
            }
            else if (letter is not ('\u200c' or '\u200d') || !(space || breaks > 0 || all.Length == 0)) // joiners that join nothing: padding of a preview
            {
                Begin();
                all.Append(letter);
            }
        }
    }

    /// <summary>Behind the last letter, before all that is held back.</summary>
    internal void Append(string text)
    {
        if (!IsFull)
        {
            all.Append(text);
        }
    }

    public override string ToString() => all.Length <= longest ? all.ToString() : all.ToString(0, char.IsHighSurrogate(all[longest - 1]) ? longest - 1 : longest);

    private static bool IsSpace(char letter) => letter is ' ' or '\t' or '\n' or '\r' or '\f' or '\0' or '\u00a0' or '\u00ad' or '\u034f' or '\u200b' or '\u2060' or '\ufeff' || char.IsControl(letter);

    /// <summary>Writes what was held back: line ends with the marks of quotes and lists, a cell's bar, a space.</summary>
    private void Begin()
    {
        if (all.Length == 0 || breaks > 0)
        {
            for (var i = 0; all.Length > 0 && i < Math.Min(breaks, 3); i++)
            {
                all.Append(i > 0 && Math.Min(lastQuotes, Quotes) > 0 ? Quoted(Math.Min(lastQuotes, Quotes)).TrimEnd() : "").Append('\n');
            }

            lines++;
            all.Append(Quoted(Quotes)).Append(' ', 2 * Math.Max(0, Math.Min(Lists, MostMarks) - 1)).Append(marker ?? (Lists > 0 ? "  " : ""));
            marker = null;
            lastQuotes = Quotes;
        }
        else if (cell)
        {
            all.Append(" | ");
        }
        else if (space)
        {
            all.Append(' ');
        }

        (breaks, space, cell) = (0, false, false);
    }

    private static string Quoted(int depth) => string.Concat(Enumerable.Repeat("> ", Math.Min(depth, MostMarks)));
}
