using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Joins the lines that a sender's program broke (RFC 3676). Quotes keep their marks, one set for a paragraph.</summary>
internal static class FlowedText
{
    /// <param name="text">Line ends are <c>\n</c>.</param>
    /// <param name="deleteSpace">The space that marks a broken line was added (DelSp=yes), as in languages without spaces.</param>
    internal static string Unwrap(string text, bool deleteSpace)
    {
        var all = new StringBuilder(text.Length);
        var (depth, isOpen) = (0, false);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var quotes = line.IndexOfAnyExcept('>') is var first and >= 0 ? first : line.Length;
            var content = line[quotes..];
            content = content.StartsWith(" ") ? content[1..] : content; // space-stuffed
            var isSignature = content is "-- ";
            if (!isOpen || quotes != depth || isSignature)
            {
                Begin(all, quotes);
            }

            depth = quotes;
            isOpen = content.EndsWith(" ") && !isSignature;
            all.Append(isOpen && deleteSpace ? content[..^1] : content);
        }

        return all.ToString();
    }

    private static void Begin(StringBuilder all, int quotes)
    {
        all.Append(all.Length > 0 ? "\n" : "").Append('>', quotes).Append(quotes > 0 ? " " : "");
    }
}
