using System.Text.Json;
using System.Text.Unicode;

namespace Squaremcp.Frontend.Tools;

/// <summary>JSON that parses can still hold strings that are no text: broken UTF-8, or half of a surrogate pair. They are refused at the door, so that nobody below meets them.</summary>
internal static class WellFormed
{
    /// <param name="json">JSON that has been parsed before.</param>
    internal static bool IsText(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && (json.IndexOf("\\u"u8) < 0 || EscapesAreText(json));

    private static bool EscapesAreText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsText(ref reader))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            // The reader's word for a surrogate without its other half.
            return false;
        }
    }
}
