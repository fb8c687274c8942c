using System.Globalization;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>What a sender called a file, made safe to show and to store.</summary>
internal static class FileName
{
    private const int LongestBytes = 200;

    /// <summary>Without folders, control and direction characters, reserved signs and names; at most 200 octets of UTF-8, the ending kept. Null when nothing is left.</summary>
    internal static string? Clean(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var last = name.AsSpan(name.AsSpan().LastIndexOfAny('/', '\\') + 1);
        var clean = new StringBuilder();
        foreach (var rune in last[..Math.Min(last.Length, 1000)].EnumerateRunes())
        {
            clean.Append(Shown(rune));
        }

        var text = Shortened(clean.ToString().Trim().TrimEnd('.', ' '));
        return text.Length == 0 ? null : IsReserved(text) ? "_" + text : text;
    }

    /// <summary>Invisible and direction characters can make <c>exe.pdf</c> of <c>fdp.exe</c>.</summary>
    private static string Shown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse => "",
        _ when rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' => "_",
        UnicodeCategory.SpaceSeparator => " ",
        _ => rune.ToString(),
    };

    private static string Shortened(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= LongestBytes)
        {
            return name;
        }

        var ending = name.LastIndexOf('.') is var dot and > 0 && name.Length - dot <= 16 ? name[dot..] : "";
        var room = LongestBytes - Encoding.UTF8.GetByteCount(ending);
        var kept = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if ((room -= rune.Utf8SequenceLength) < 0)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.ToString().Trim() + ending;
    }

    private static bool IsReserved(string name)
    {
        var stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" || (stem.Length == 4 && stem[..3] is "COM" or "LPT" && char.IsAsciiDigit(stem[3]));
    }
}
