using System.Globalization;
using System.Text.Json;

namespace Squaremcp.Platforms.Meta;

/// <summary>What is particular in Meta's JSON.</summary>
internal static class GraphReading
{
    /// <summary>Meta writes <c>2026-11-21T09:30:00+0000</c>, without the colon of ISO 8601; WhatsApp, seconds since 1970.</summary>
    internal static DateTimeOffset? When(JsonElement owner, string name) => owner.Inside(name) switch
    {
        { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParseExact(text.GetString(), ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var at) => at,
        { ValueKind: JsonValueKind.String } text when long.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) => At(seconds),
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var seconds) => At(seconds),
        _ => null,
    };

    private static DateTimeOffset? At(long seconds) => seconds is > 0 and < 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
