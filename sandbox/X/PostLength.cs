using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Squaremcp.Sandbox.X;

/// <summary>How X counts (https://docs.x.com/fundamentals/counting-characters): Latin and a few marks one, all else and any emoji two, an address 23; at most 280.</summary>
internal static partial class PostLength
{
    internal const int Most = 280;
    private const int Address = 23;

    internal static int Of(string text)
    {
        text = text.Normalize(NormalizationForm.FormC);
        var length = 0;
        var rest = new StringBuilder();
        var at = 0;
        foreach (var match in Links().EnumerateMatches(text))
        {
            rest.Append(text, at, match.Index - at).Append('\n');
            (length, at) = (length + Address - 1, match.Index + match.Length);
        }

        rest.Append(text, at, text.Length - at);
        var signs = StringInfo.GetTextElementEnumerator(rest.ToString());
        while (signs.MoveNext())
        {
            length += Weight(signs.GetTextElement());
        }

        return length;
    }

    private static int Weight(string sign)
    {
        var runes = sign.EnumerateRunes().ToList();
        return runes.Exists(IsEmoji) ? 2 : runes.Sum(rune => rune.Value is <= 4351 or (>= 8192 and <= 8205) or (>= 8208 and <= 8223) or (>= 8242 and <= 8247) ? 1 : 2);
    }

    private static bool IsEmoji(Rune rune) => rune.Value is 0xfe0f or 0x20e3 or (>= 0x1f000 and <= 0x1faff) or (>= 0x2600 and <= 0x27bf) or (>= 0xe0020 and <= 0xe007f);

    [GeneratedRegex(@"(?<![\w@#$])https?://[^\s<>""]+|(?<![\w@#$./])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|io|example|dev|app|info|eu|de|uk|fr|news)\b(?:/[^\s<>""]*)?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();
}
