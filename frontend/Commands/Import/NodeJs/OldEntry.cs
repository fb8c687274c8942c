using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>What stands in an opened box: one account of one platform, its names in camelCase or snake_case.</summary>
internal sealed class OldEntry(JsonElement json)
{
    /// <summary>A number of seconds that is larger would lie thousands of years ahead: it is one of milliseconds.</summary>
    private const long MostSeconds = 100_000_000_000;

    internal JsonElement Json => json;

    /// <summary>The first of the names that holds a text or a number; null where none does.</summary>
    internal string? Text(params string[] names)
    {
        foreach (var name in names)
        {
            switch (Find(name))
            {
                case { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } given:
                    return given;
                case { ValueKind: JsonValueKind.Number } number:
                    return number.GetRawText();
            }
        }

        return null;
    }

    internal OldEntry? Inside(string name) => Find(name) is { ValueKind: JsonValueKind.Object } inside ? new(inside) : null;

    internal bool? Flag(params string[] names) => names.Select(Find).FirstOrDefault(one => one is { ValueKind: JsonValueKind.True or JsonValueKind.False })?.GetBoolean();

    /// <summary>An ISO 8601 text, or seconds or milliseconds since 1970.</summary>
    internal DateTimeOffset? Moment(params string[] names) => Text(names) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Since1970(number)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;

    /// <summary>A list, or one text with blanks or commas between.</summary>
    internal JsonArray? Words(params string[] names)
    {
        foreach (var found in names.Select(Find))
        {
            switch (found)
            {
                case { ValueKind: JsonValueKind.Array } list:
                    return [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => JsonValue.Create(one.GetString()))];
                case { ValueKind: JsonValueKind.String } text:
                    return [.. text.GetString()!.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(one => JsonValue.Create(one))];
            }
        }

        return null;
    }

    private static DateTimeOffset? Since1970(long number) => number >= MostSeconds * 1000 ? null : number >= MostSeconds ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);

    private JsonElement? Find(string name)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name.Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }
}
