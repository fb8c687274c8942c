using System.Net;

namespace Squaremcp.Platforms.Email;

/// <summary>
/// Makes of an HTML message what a person would read: links as <c>text (address)</c>, lists, headings, quotes, table rows as lines. What cannot be seen is left out, for a reader
/// that sees it would be told what the person is not. Never fails; one pass; elements deeper than 512 are left out.
/// </summary>
internal static class HtmlText
{
    /// <param name="html">Line ends do not matter.</param>
    /// <param name="longest">UTF-16 units of the result.</param>
    internal static string Readable(string html, int longest = 1024 * 1024)
    {
        var page = new HtmlPage(longest);
        var tokens = new HtmlTokenizer(html);
        while (!page.IsFull && tokens.Read())
        {
            switch (tokens.Kind)
            {
                case HtmlTokenKind.Text:
                    page.Text(tokens.Text);
                    break;
                case HtmlTokenKind.Start:
                    page.Start(tokens.Name, tokens.Attributes);
                    break;
                case HtmlTokenKind.End:
                    page.End(tokens.Name);
                    break;
                case HtmlTokenKind.Style:
                    page.Sheet.Add(tokens.Text.ToString());
                    break;
            }
        }

        return page.ToString();
    }

    /// <summary>Entities decoded; the C1 characters that programs write for windows-1252 ones put right, as browsers do for numbers.</summary>
    internal static string Decoded(ReadOnlySpan<char> text)
    {
        var decoded = text.Contains('&') ? WebUtility.HtmlDecode(text.ToString()) : text.ToString();
        return decoded.AsSpan().ContainsAnyInRange('\x80', '\x9f')
            ? string.Create(decoded.Length, decoded, (mended, all) =>
            {
                for (var i = 0; i < all.Length; i++)
                {
                    mended[i] = all[i] is >= '\x80' and <= '\x9f' ? Charset.Western.GetString([(byte)all[i]])[0] : all[i];
                }
            })
            : decoded;
    }
}
