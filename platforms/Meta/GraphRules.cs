using System.Globalization;

namespace Squaremcp.Platforms.Meta;

/// <summary>What Meta's platforms want of ids, moments and addresses.</summary>
internal static class GraphRules
{
    private const int LongestId = 40;

    /// <summary>Digits, perhaps two numbers with an underscore between them.</summary>
    internal static string Id(string argument, string text) => text.Length is > 0 and <= LongestId && text.All(letter => char.IsAsciiDigit(letter) || letter == '_')
        ? text
        : throw Wrong(argument, $"`{argument}` must be the digits of an id, as another tool told it, for example 101234567890123.");

    internal static DateTimeOffset Time(string argument, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw Wrong(argument, $"`{argument}` must be a moment such as 2026-11-21T09:30:00Z.");

    /// <summary>What Meta fetches or links to.</summary>
    internal static string WebAddress(string argument, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https" or "http", UserInfo: "" } && address.IdnHost.Contains('.')
            ? text
            : throw Wrong(argument, $"`{argument}` must be a public web address such as https://example.org/news.");

    internal static string? UnixSeconds(string argument, string? text) => text is null ? null : Time(argument, text).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static ToolException Wrong(string argument, string sentence) => new(new(ToolErrorKind.InvalidArgument, sentence) { Argument = argument });
}
