using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Writes header fields, folded at spaces so that lines have at most 78 characters where the words allow it (RFC 5322 §2.1.1).</summary>
internal sealed class HeaderWriter
{
    private const int Line = 78;
    private const int LongestQuoted = 60;

    private readonly StringBuilder all = new();

    public override string ToString() => all.ToString();

    /// <summary>A field of words that stay whole.</summary>
    internal void Words(string name, IEnumerable<string> words)
    {
        all.Append(name).Append(':');
        var (length, isFirst) = (name.Length + 1, true);
        foreach (var word in words)
        {
            if (!isFirst && length + 1 + word.Length > Line)
            {
                all.Append("\r\n");
                length = 0;
            }

            all.Append(' ').Append(word);
            length += 1 + word.Length;
            isFirst = false;
        }

        all.Append("\r\n");
    }

    internal void Text(string name, string text) =>
        Words(name, EncodedWords.AreNeeded(text) ? EncodedWords.Of(text, name.Length + 2) : text.Split(' '));

    internal void Addresses(string name, IReadOnlyList<Mailbox> addresses)
    {
        if (addresses.Count > 0)
        {
            Words(name, addresses.SelectMany((address, place) => Address(address, name.Length + 2, place < addresses.Count - 1)));
        }
    }

    /// <summary>A value with parameters; each is written whole.</summary>
    internal void Parameters(string name, string value, params IReadOnlyList<string> parameters) =>
        Words(name, [.. parameters.Select((_, place) => (place == 0 ? value : parameters[place - 1]) + ";"), parameters.Count > 0 ? parameters[^1] : value]);

    private static List<string> Address(Mailbox address, int taken, bool more)
    {
        List<string> words = address.Name is { } name ? [.. Phrase(name, taken), $"<{address.Address}>"] : [address.Address];
        words[^1] += more ? "," : "";
        return words;
    }

    private static List<string> Phrase(string name, int taken)
    {
        if (EncodedWords.AreNeeded(name) || name.Length > LongestQuoted)
        {
            return EncodedWords.Of(name, taken);
        }

        return name.All(letter => letter == ' ' || IsAtom(letter))
            ? [.. name.Split(' ')]
            : ["\"" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\""];
    }

    private static bool IsAtom(char letter) => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-/=?^_`{|}~".Contains(letter, StringComparison.Ordinal);
}
