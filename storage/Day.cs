namespace Squaremcp.Storage;

/// <summary>Days in tables: UTC dates as YYYY-MM-DD, which sort as text.</summary>
internal static class Day
{
    private const string Format = "yyyy-MM-dd";

    public static string Text(DateOnly day) => day.ToString(Format);

    public static DateOnly Parse(string text) => DateOnly.ParseExact(text, Format);
}
