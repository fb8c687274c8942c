using System.Text;
using System.Text.Json.Nodes;

namespace Squaremcp.Sandbox.Telegram;

/// <summary>https://core.telegram.org/bots/api#markdownv2-style: marks nest, and every reserved sign that is none is escaped.</summary>
internal static class MarkdownV2
{
    private const string Reserved = "_*[]()~`>#+-=|{}.!";

    private static readonly (string Mark, string Type)[] Pairs = [("||", "spoiler"), ("__", "underline"), ("*", "bold"), ("_", "italic"), ("~", "strikethrough")];

    internal static (string Text, JsonArray Entities) Parse(string text)
    {
        var entities = new Entities();
        for (var at = 0; at < text.Length;)
        {
            at = Next(text, at, entities);
        }

        return entities.Innermost is null ? entities.End() : throw Unclosed(entities, text);
    }

    private static int Next(string text, int at, Entities entities)
    {
        var letter = text[at];
        if (letter == '\\' && at + 1 < text.Length && text[at + 1] is > '\0' and <= '~')
        {
            entities.Add(text[at + 1]);
            return at + 2;
        }

        if (letter == '`')
        {
            return Code(text, at, entities);
        }

        if (letter == '[' || (letter == '!' && at + 1 < text.Length && text[at + 1] == '['))
        {
            entities.Open("[", letter == '[' ? "text_link" : "custom_emoji", at);
            return at + (letter == '[' ? 1 : 2);
        }

        if (letter == ']' && entities.Innermost == "[")
        {
            return Link(text, at, entities);
        }

        if (letter == '>' && (at == 0 || text[at - 1] == '\n'))
        {
            return at + 1;
        }

        foreach (var (mark, type) in Pairs)
        {
            if (string.CompareOrdinal(text, at, mark, 0, mark.Length) == 0)
            {
                return Pair(mark, type, at, entities, text);
            }
        }

        if (Reserved.Contains(letter))
        {
            throw BotErrors.Bad($"can't parse entities: Character '{letter}' is reserved and must be escaped with the preceding '\\'");
        }

        entities.Add(letter);
        return at + 1;
    }

    private static int Pair(string mark, string type, int at, Entities entities, string text)
    {
        if (entities.Innermost == mark)
        {
            entities.Close();
        }
        else if (entities.IsOpen(mark))
        {
            throw Unclosed(entities, text);
        }
        else
        {
            entities.Open(mark, type, at);
        }

        return at + mark.Length;
    }

    private static int Code(string text, int at, Entities entities)
    {
        var fence = string.CompareOrdinal(text, at, "```", 0, 3) == 0 ? "```" : "`";
        entities.Open(fence, fence.Length == 3 ? "pre" : "code", at);
        var inside = at + fence.Length;
        string? language = null;
        if (fence.Length == 3)
        {
            var end = inside;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] != '`')
            {
                end++;
            }

            if (end < text.Length && text[end] == '\n')
            {
                (language, inside) = (end > inside ? text[inside..end] : null, end + 1);
            }
        }

        for (; inside < text.Length; inside++)
        {
            if (text[inside] == '\\' && inside + 1 < text.Length && text[inside + 1] is '`' or '\\')
            {
                entities.Add(text[++inside]);
            }
            else if (string.CompareOrdinal(text, inside, fence, 0, fence.Length) == 0)
            {
                entities.Close(language);
                return inside + fence.Length;
            }
            else
            {
                entities.Add(text[inside]);
            }
        }

        throw Unclosed(entities, text);
    }

    private static int Link(string text, int at, Entities entities)
    {
        if (at + 1 >= text.Length || text[at + 1] != '(')
        {
            // A word in brackets that leads nowhere is only the word.
            entities.Close();
            return at + 1;
        }

        var address = new StringBuilder();
        for (var i = at + 2; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                address.Append(text[++i]);
            }
            else if (text[i] == ')')
            {
                entities.Close(address.ToString());
                return i + 1;
            }
            else
            {
                address.Append(text[i]);
            }
        }

        throw BotErrors.Bad($"can't parse entities: Can't find end of a URL at byte offset {Encoding.UTF8.GetByteCount(text.AsSpan(0, at + 1))}");
    }

    private static RefusedException Unclosed(Entities entities, string text)
    {
        var (type, source) = entities.Unclosed;
        var name = type switch { "text_link" => "TextUrl", "pre" => "PreCode", _ => char.ToUpperInvariant(type[0]) + type[1..] };
        return BotErrors.Bad($"can't parse entities: Can't find end of {name} entity at byte offset {Encoding.UTF8.GetByteCount(text.AsSpan(0, source))}");
    }
}
