using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Telegram.Formatting;

/// <summary>Telegram's HTML (https://core.telegram.org/bots/api#html-style): a few tags, four named entities, everything closed.</summary>
internal static partial class HtmlText
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "tg-emoji", "tg-time", "code", "pre", "blockquote",
    };

    internal static FormattedText Read(string html)
    {
        var (visible, open) = (new StringBuilder(html.Length), new Stack<string>());
        for (var i = 0; i < html.Length;)
        {
            if (html[i] == '<')
            {
                var tag = Tag().Match(html, i);
                if (Broken(tag, open, i) is { } mistake)
                {
                    return FormattedText.Wrong(mistake);
                }

                i += tag.Length;
            }
            else if (html[i] == '&' && Entity().Match(html, i) is { Success: true } entity)
            {
                visible.Append(Decoded(entity));
                i += entity.Length;
            }
            else
            {
                visible.Append(html[i++]);
            }
        }

        return open.TryPeek(out var left) ? FormattedText.Wrong($"<{left}> is never closed") : new(visible.ToString());
    }

    private static string? Broken(Match tag, Stack<string> open, int at)
    {
        if (!tag.Success)
        {
            return $"the < at character {at + 1} begins no tag; write &lt; for the sign itself";
        }

        var name = tag.Groups["name"].Value;
        if (tag.Groups["end"].Length > 0)
        {
            return open.TryPop(out var last) && (name.Length == 0 || name.Equals(last, StringComparison.OrdinalIgnoreCase)) ? null : $"</{name}> at character {at + 1} closes nothing that is open";
        }

        if (!Known.Contains(name))
        {
            return $"Telegram has no <{name}> (character {at + 1}); it knows {string.Join(", ", Known.Order(StringComparer.Ordinal))}, and lines end with a line feed";
        }

        open.Push(name);
        return null;
    }

    private static string Decoded(Match entity)
    {
        var (name, hex, number) = (entity.Groups["name"].Value, entity.Groups["hex"].Value, entity.Groups["number"].Value);
        if (name.Length > 0)
        {
            return name switch { "lt" => "<", "gt" => ">", "amp" => "&", _ => "\"" };
        }

        var read = hex.Length > 0
            ? int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out code);
        return read && code > 0 && Rune.IsValid(code) ? new Rune(code).ToString() : entity.Value;
    }

    [GeneratedRegex("""\G<(?<end>/?)(?<name>(?>[^\s>]*))(?>([^>"']|"[^"]*"|'[^']*')*)>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\G&(#[xX](?<hex>[0-9a-fA-F]{1,8})|#(?<number>[0-9]{1,9})|(?<name>lt|gt|amp|quot));?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entity();
}
