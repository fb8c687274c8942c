using System.Text.Json;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Meta;

/// <summary>Meta's limits, told as percentages of what may be used (https://developers.facebook.com/docs/graph-api/overview/rate-limiting).</summary>
internal static class GraphUsage
{
    private const long MostMinutes = 24 * 60;

    /// <summary>How long until calls are taken again; null where Meta says nothing of that.</summary>
    internal static TimeSpan? Wait(PlatformAnswer answer) =>
        Read(answer.Header("X-Business-Use-Case-Usage")) is { ValueKind: JsonValueKind.Object } usage
        && usage.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.Array).SelectMany(one => one.Value.EnumerateArray()).Max(one => one.Count("estimated_time_to_regain_access")) is > 0 and <= MostMinutes and var minutes
            ? TimeSpan.FromMinutes(minutes)
            : answer.RetryAfter;

    private static JsonElement? Read(string? header)
    {
        try
        {
            return header is null ? null : JsonElement.Parse(header);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
