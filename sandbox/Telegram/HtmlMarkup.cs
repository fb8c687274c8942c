using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Squaremcp.Sandbox.Telegram;

/// <summary>https://core.telegram.org/bots/api#html-style: few tags, all of them closed, and only five named signs.</summary>
internal static partial class HtmlMarkup
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["b"] = "bold",
        ["strong"] = "bold",
        ["i"] = "italic",
        ["em"] = "italic",
        ["u"] = "underline",
        ["ins"] = "underline",
        ["s"] = "strikethrough",
        ["strike"] = "strikethrough",
        ["del"] = "strikethrough",
        ["tg-spoiler"] = "spoiler",
        ["span"] = "spoiler",
        ["a"] = "text_link",
        ["code"] = "code",
        ["pre"] = "pre",
        ["blockquote"] = "blockquote",
        ["tg-emoji"] = "custom_emoji",
        ["tg-time"] = "date_time",
    };

    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal) { ["lt"] = "<", ["gt"] = ">", ["amp"] = "&", ["quot"] = "\"" };

    internal static (string Text, JsonArray Entities) Parse(string text)
    {
        var entities = new Entities();
        for (var at = 0; at < text.Length;)
        {
            at = text[at] switch
            {
                '<' => Tag(text, at, entities),
                '&' => Sign(text, at, entities),
                _ => Letter(text, at, entities),
            };
        }

        return entities.Innermost is { } left ? throw Bad($"Can't find end tag corresponding to start tag \"{left}\"") : entities.End();
    }

    private static int Letter(string text, int at, Entities entities)
    {
        entities.Add(text[at]);
        return at + 1;
    }

    private static int Tag(string text, int at, Entities entities)
    {
        var tag = TagForm().Match(text, at);
        if (!tag.Success)
        {
            throw Bad($"Unexpected end tag or unclosed start tag at byte offset {Offset(text, at)}");
        }

        var name = tag.Groups["name"].Value.ToLowerInvariant();
        if (tag.Groups["end"].Length > 0)
        {
            if (entities.Innermost is null || (name.Length > 0 && entities.Innermost != name))
            {
                throw Bad(entities.Innermost is { } open ? $"Unmatched end tag at byte offset {Offset(text, at)}, expected \"</{open}>\", found \"</{name}>\"" : $"Unexpected end tag at byte offset {Offset(text, at)}");
            }

            entities.Close();
        }
        else if (!Types.TryGetValue(name, out var type))
        {
            throw Bad($"Unsupported start tag \"{name}\" at byte offset {Offset(text, at)}");
        }
        else if (name == "span" && !tag.Groups["more"].Value.Contains("tg-spoiler", StringComparison.Ordinal))
        {
            throw Bad($"Tag \"span\" must have class \"tg-spoiler\" at byte offset {Offset(text, at)}");
        }
        else
        {
            entities.Open(name, type, at, name == "a" ? Address().Match(tag.Groups["more"].Value).Groups["url"].Value : null);
        }

        return at + tag.Length;
    }

    private static int Sign(string text, int at, Entities entities)
    {
        var sign = SignForm().Match(text, at);
        var name = sign.Groups["name"].Value;
        var number = sign.Groups["number"].Value;
        if (sign.Success && Signs.TryGetValue(name, out var letter))
        {
            entities.Add(letter);
            return at + sign.Length;
        }

        if (sign.Success && number.Length > 0 && int.TryParse(number.TrimStart('x', 'X'), number[0] is 'x' or 'X' ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code) && code != 0)
        {
            entities.Add(new Rune(code).ToString());
            return at + sign.Length;
        }

        return Letter(text, at, entities);
    }

    private static int Offset(string text, int at) => Encoding.UTF8.GetByteCount(text.AsSpan(0, at));

    private static RefusedException Bad(string what) => BotErrors.Bad($"can't parse entities: {what}");

    [GeneratedRegex("""\G<(?<end>/?)(?<name>[a-zA-Z][a-zA-Z0-9-]*)(?<more>(\s+[a-zA-Z-]+(\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TagForm();

    [GeneratedRegex(@"\G&(#(?<number>[xX]?[0-9a-fA-F]+)|(?<name>[a-z]+));?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignForm();

    [GeneratedRegex("""href\s*=\s*["']?(?<url>[^"'\s>]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
