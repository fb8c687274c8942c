using System.Text;
using System.Text.Json;

namespace Squaremcp.Platforms;

/// <summary>A call's arguments in few words for the audit trail, such as "path=Plan.md, content=(120 characters)".</summary>
public static class ArgumentSummary
{
    /// <summary>Characters at most.</summary>
    public const int Most = 200;

    private const int MostOfOne = 60;

    /// <summary>Null where there are no arguments.</summary>
    /// <param name="arguments">The tool's own, which have passed its schema.</param>
    public static string? Of(Tool tool, JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var summary = new StringBuilder();
        foreach (var argument in arguments.EnumerateObject())
        {
            var word = $"{argument.Name}={Word(argument.Value, tool.Shown.Contains(argument.Name))}";
            if (summary.Length + word.Length + 2 > Most - 3)
            {
                summary.Append(summary.Length > 0 ? ", …" : "…");
                break;
            }

            summary.Append(summary.Length > 0 ? ", " : "").Append(word);
        }

        return summary.Length > 0 ? summary.ToString() : null;
    }

    private static string Word(JsonElement value, bool isShown) => value.ValueKind switch
    {
        JsonValueKind.String when isShown => Cut(value.GetString()!),
        JsonValueKind.String => $"({new System.Globalization.StringInfo(value.GetString()!).LengthInTextElements} characters)",
        JsonValueKind.Array => $"({value.GetArrayLength()} items)",
        JsonValueKind.Object => $"({value.EnumerateObject().Count()} members)",
        _ => Cut(value.GetRawText()),
    };

    /// <summary>One line, never half of a character.</summary>
    private static string Cut(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (word.Length + rune.Utf16SequenceLength > MostOfOne)
            {
                return word.Append('…').ToString();
            }

            word.Append(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator ? "·" : rune.ToString());
        }

        return word.ToString();
    }
}
