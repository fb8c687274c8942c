using System.Globalization;

namespace Squaremcp.Platforms.Email;

internal static class HtmlImage
{
    private const int LongestText = 500;

    /// <summary>What stands in a picture's place: its alternative text, or null for pictures without one and for those too small to see, which only tell the sender who reads.</summary>
    internal static string? Text(Dictionary<string, string> attributes) =>
        IsTracker(attributes) || attributes.GetValueOrDefault("alt")?.Trim() is not { Length: > 0 } text ? null : $"[image: {text[..Math.Min(text.Length, LongestText)]}]";

    private static bool IsTracker(Dictionary<string, string> attributes) => IsTiny(attributes.GetValueOrDefault("width")) || IsTiny(attributes.GetValueOrDefault("height"));

    private static bool IsTiny(string? size) =>
        size is not null && double.TryParse(size.Trim().Replace("px", "", StringComparison.OrdinalIgnoreCase), NumberStyles.Float, CultureInfo.InvariantCulture, out var pixels) && pixels <= 2;
}
