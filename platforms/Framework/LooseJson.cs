using System.Text.Json;

namespace Squaremcp.Platforms;

/// <summary>Reading platforms' answers, which may lack anything: several spellings of a name, and ids digit by digit, whether written as text or as numbers.</summary>
internal static class LooseJson
{
    /// <summary>Null where the bytes are not one JSON object, perhaps cut off.</summary>
    internal static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body) is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static JsonElement Inside(this JsonElement owner, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }
        }

        return default;
    }

    internal static IEnumerable<JsonElement> Each(this JsonElement owner, params ReadOnlySpan<string> names) => owner.Inside(names) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    internal static string? Words(this JsonElement owner, params ReadOnlySpan<string> names) => owner.Inside(names) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>No number type is between.</summary>
    internal static string? Id(this JsonElement owner, params ReadOnlySpan<string> names) => owner.Inside(names) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } id => id,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    internal static long? Count(this JsonElement owner, params ReadOnlySpan<string> names) => owner.Inside(names) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) ? count : null;

    internal static bool? Flag(this JsonElement owner, params ReadOnlySpan<string> names) => owner.Inside(names).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    internal static DateTimeOffset? When(this JsonElement owner, params ReadOnlySpan<string> names) =>
        owner.Inside(names) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var at) ? at : null;
}
