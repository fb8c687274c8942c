using System.Globalization;

namespace Squaremcp.Telemetry;

/// <summary>The labels of one measurement as text, made without allocating where they are short.</summary>
internal ref struct LabelText(Span<char> start)
{
    private Span<char> text = start;
    private int length;

    internal readonly ReadOnlySpan<char> Text => text[..length];

    /// <summary>What a framework leaves out is "other".</summary>
    internal void Add(string name, object? value)
    {
        if (length > 0)
        {
            Put(',');
        }

        foreach (var letter in name)
        {
            Put(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        Put('=');
        Put('"');
        foreach (var letter in value switch { null => "other", string one => one, IFormattable one => one.ToString(null, CultureInfo.InvariantCulture), _ => value.ToString() ?? "" })
        {
            switch (letter)
            {
                case '"' or '\\':
                    Put('\\');
                    Put(letter);
                    break;
                case '\n':
                    Put('\\');
                    Put('n');
                    break;
                default:
                    Put(letter);
                    break;
            }
        }

        Put('"');
    }

    private void Put(char letter)
    {
        if (length == text.Length)
        {
            var longer = new char[text.Length * 2];
            text.CopyTo(longer);
            text = longer;
        }

        text[length++] = letter;
    }
}
