using System.Text;
using System.Text.Json;

namespace Squaremcp.Frontend.Tools;

/// <summary>Shows an answer's JSON as plain lines that read well: the same data, less punctuation.</summary>
internal static class ReadableText
{
    private const string Cut = "\n[cut here; the structured content is complete]";

    /// <param name="json">The output record of a tool.</param>
    /// <param name="most">UTF-8 bytes at most.</param>
    internal static string Of(string json, int most)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder(json.Length);
        Members(text, document.RootElement, 0);
        var readable = text.ToString().TrimEnd('\n');
        return Encoding.UTF8.GetByteCount(readable) <= most ? readable : Shortened(readable, most - Cut.Length) + Cut;
    }

    private static string Shortened(string text, int most)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan(0, most);
        while (bytes.Length > 0 && (bytes[^1] & 0xC0) == 0x80)
        {
            bytes = bytes[..^1];
        }

        return Encoding.UTF8.GetString(bytes.Length > 0 && bytes[^1] >= 0xC0 ? bytes[..^1] : bytes);
    }

    private static void Members(StringBuilder text, JsonElement element, int depth)
    {
        foreach (var member in element.EnumerateObject())
        {
            text.Append(' ', depth * 2).Append(member.Name).Append(':');
            Value(text, member.Value, depth);
        }
    }

    private static void Value(StringBuilder text, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                text.Append('\n');
                Members(text, value, depth + 1);
                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                text.Append('\n');
                foreach (var item in value.EnumerateArray())
                {
                    Item(text, item, depth + 1);
                }

                break;
            case JsonValueKind.String when value.GetString() is { } words && words.Contains('\n'):
                text.Append('\n').Append(words);
                text.Append(words.EndsWith('\n') ? "" : "\n");
                break;
            case JsonValueKind.String:
                text.Append(' ').Append(value.GetString()).Append('\n');
                break;
            case JsonValueKind.Object or JsonValueKind.Array:
                text.Append(" none\n");
                break;
            default:
                text.Append(' ').Append(value.GetRawText()).Append('\n');
                break;
        }
    }

    private static void Item(StringBuilder text, JsonElement item, int depth)
    {
        text.Append(' ', depth * 2).Append('-');
        if (item.ValueKind == JsonValueKind.Object)
        {
            var start = text.Length;
            Members(text, item, depth + 1);
            text.Remove(start, Math.Min((depth * 2) + 1, text.Length - start));
        }
        else
        {
            Value(text, item, depth);
        }
    }
}
