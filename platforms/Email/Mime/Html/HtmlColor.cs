using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>Colours as far as they are needed to see that text has its background's.</summary>
internal static class HtmlColor
{
    internal const int Unknown = -2;
    internal const int Transparent = -3;

    private const int Near = 12; // of 255, each channel: nobody reads that

    private static readonly Dictionary<string, int> Names = new(StringComparer.Ordinal)
    {
        ["white"] = 0xFFFFFF,
        ["black"] = 0,
        ["red"] = 0xFF0000,
        ["green"] = 0x008000,
        ["blue"] = 0x0000FF,
        ["yellow"] = 0xFFFF00,
        ["gray"] = 0x808080,
        ["grey"] = 0x808080,
        ["silver"] = 0xC0C0C0,
        ["maroon"] = 0x800000,
        ["purple"] = 0x800080,
        ["fuchsia"] = 0xFF00FF,
        ["lime"] = 0x00FF00,
        ["olive"] = 0x808000,
        ["navy"] = 0x000080,
        ["teal"] = 0x008080,
        ["aqua"] = 0x00FFFF,
        ["orange"] = 0xFFA500,
        ["snow"] = 0xFFFAFA,
        ["ivory"] = 0xFFFFF0,
        ["whitesmoke"] = 0xF5F5F5,
        ["ghostwhite"] = 0xF8F8FF,
        ["floralwhite"] = 0xFFFAF0,
        ["azure"] = 0xF0FFFF,
        ["mintcream"] = 0xF5FFFA,
        ["lightgray"] = 0xD3D3D3,
        ["lightgrey"] = 0xD3D3D3,
        ["darkgray"] = 0xA9A9A9,
        ["gainsboro"] = 0xDCDCDC,
        ["transparent"] = Transparent,
    };

    /// <summary>The colour as 0xRRGGBB, or one of the constants.</summary>
    internal static int Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length > 0 && text[0] == '#')
        {
            return Digits(text[1..]);
        }

        if (text.StartsWith("rgb", StringComparison.OrdinalIgnoreCase) && text.IndexOf('(') is var open and > 0)
        {
            return Channels(text[(open + 1)..].TrimEnd(") "));
        }

        return text.Length <= 20 && Names.TryGetValue(text.ToString().ToLowerInvariant(), out var named) ? named : Unknown;
    }

    /// <summary>An attribute's colour may lack its number sign.</summary>
    internal static int ParseAttribute(string text) => text.Length is 6 or 3 && text.All(char.IsAsciiHexDigit) ? Digits(text) : Parse(text);

    internal static bool Alike(int one, int other) =>
        Math.Abs((one >> 16) - (other >> 16)) <= Near && Math.Abs(((one >> 8) & 255) - ((other >> 8) & 255)) <= Near && Math.Abs((one & 255) - (other & 255)) <= Near;

    private static int Digits(ReadOnlySpan<char> digits)
    {
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, null, out var value))
        {
            return Unknown;
        }

        return digits.Length switch
        {
            3 => Doubled(value),
            4 => (value & 15) == 0 ? Transparent : Doubled(value >> 4),
            6 => value,
            8 => (value & 255) < 8 ? Transparent : (value >> 8) & 0xFFFFFF,
            _ => Unknown,
        };
    }

    private static int Doubled(int value) => (((value >> 8) & 15) * 0x11 << 16) | (((value >> 4) & 15) * 0x11 << 8) | ((value & 15) * 0x11);

    private static int Channels(ReadOnlySpan<char> text)
    {
        Span<double> numbers = stackalloc double[4];
        numbers[3] = 1;
        var count = 0;
        foreach (var range in text.SplitAny(", /"))
        {
            var part = text[range].Trim();
            if (part.IsEmpty)
            {
                continue;
            }

            var percent = part[^1] == '%';
            if (count == 4 || !double.TryParse(percent ? part[..^1] : part, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[count]))
            {
                return Unknown;
            }

            numbers[count] *= percent ? count == 3 ? 0.01 : 2.55 : 1;
            count++;
        }

        return count < 3 ? Unknown : numbers[3] < 0.03 ? Transparent : (Byte(numbers[0]) << 16) | (Byte(numbers[1]) << 8) | Byte(numbers[2]);
    }

    private static int Byte(double channel) => double.IsNaN(channel) ? 0 : (int)Math.Clamp(channel, 0, 255);
}
