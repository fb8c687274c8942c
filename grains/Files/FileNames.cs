using System.Globalization;
using System.Net.Http.Headers;

namespace Squaremcp.Grains.Files;

/// <summary>What a file may be called: one line, no path, nothing that looks like something else; pure.</summary>
internal static class FileNames
{
    private const int Longest = 200;
    private const int LongestEnding = 20;

    internal const string AnyBytes = "application/octet-stream";

    /// <summary>The last part of a path of any system, without control and formatting characters (a right-to-left override makes "exe.txt" of "txt.exe"), cut before its ending.</summary>
    internal static string Clean(string? name)
    {
        var last = (name ?? "")[((name ?? "").LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = string.Concat(last.EnumerateRunes().Where(IsShown)).Trim().TrimEnd('.').TrimEnd();
        return clean.Length == 0 || clean.All(letter => letter == '.') ? "file" : Short(clean);
    }

    /// <summary>Type and subtype in lower case, without parameters (RFC 9110 §8.3.1); what is none is plain bytes.</summary>
    internal static string MediaType(string? mediaType) =>
        MediaTypeHeaderValue.TryParse(mediaType, out var parsed) && parsed.MediaType is { Length: <= 127 } type && type.All(char.IsAscii) ? type.ToLowerInvariant() : AnyBytes;

    private static bool IsShown(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);

    private static string Short(string name)
    {
        if (name.Length <= Longest)
        {
            return name;
        }

        var ending = Path.GetExtension(name) is { Length: <= LongestEnding } extension ? extension : "";
        var kept = Longest - ending.Length;
        return name[..(char.IsHighSurrogate(name[kept - 1]) ? kept - 1 : kept)] + ending;
    }
}
