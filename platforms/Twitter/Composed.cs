using System.Globalization;
using System.Text;

namespace Squaremcp.Platforms.Twitter;

/// <summary>
/// Letters and their marks as one code point where there is one (Unicode's form NFC), because X counts them so. The program runs without ICU, where <see cref="string.Normalize()"/> composes nothing.
/// Marks are not put in another order: of several on one letter in an unusual order, more are counted than X counts.
/// </summary>
internal static class Composed
{
    private const int FirstLead = 0x1100, FirstVowel = 0x1161, FirstTail = 0x11a7, FirstSyllable = 0xac00, Leads = 19, Vowels = 21, Tails = 28;

    private static readonly Dictionary<(int Base, int Mark), int> Pairs = WordList.Load("compositions", StringComparer.Ordinal)
        .Select(word => word.Split('+', '=').Select(part => int.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray())
        .ToDictionary(pair => (pair[0], pair[1]), pair => pair[2]);

    internal static string Of(string text)
    {
        if (text.All(letter => letter < '\u0300'))
        {
            return text;
        }

        var composed = new StringBuilder(text.Length);
        int? last = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (last is { } first && (Pairs.TryGetValue((first, rune.Value), out var one) || (one = Syllable(first, rune.Value)) > 0))
            {
                last = one;
                continue;
            }

            Append(composed, last);
            last = rune.Value;
        }

        Append(composed, last);
        return composed.ToString();
    }

    private static int Syllable(int first, int second) =>
        first - FirstLead is >= 0 and < Leads && second - FirstVowel is >= 0 and < Vowels ? FirstSyllable + ((((first - FirstLead) * Vowels) + second - FirstVowel) * Tails)
        : first - FirstSyllable is >= 0 and < Leads * Vowels * Tails && (first - FirstSyllable) % Tails == 0 && second - FirstTail is > 0 and < Tails ? first + second - FirstTail
        : 0;

    private static void Append(StringBuilder text, int? rune)
    {
        if (rune is { } value)
        {
            text.Append(new Rune(value).ToString());
        }
    }
}
