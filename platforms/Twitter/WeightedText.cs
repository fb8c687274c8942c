namespace Squaremcp.Platforms.Twitter;

/// <summary>A post's length as X counts it (https://docs.x.com/fundamentals/counting-characters, configuration 3).</summary>
/// <param name="Length">Latin letters and most European scripts count 1, everything else and every emoji 2, every link 23.</param>
/// <param name="Links">How many links X sees.</param>
internal sealed record WeightedText(int Length, int Links)
{
    internal const int Most = 280;

    /// <summary>For accounts that pay X for longer posts.</summary>
    internal const int MostLong = 25_000;

    private const int Link = 23;

    internal static WeightedText Of(string text)
    {
        var composed = Composed.Of(text);
        var links = LinksInText.Of(composed);
        var (length, next) = (0, 0);
        for (var i = 0; i < composed.Length;)
        {
            while (next < links.Count && links[next].Start < i)
            {
                next++;
            }

            var (weight, step) = next < links.Count && links[next].Start == i ? (Link, links[next].Length)
                : Emoji.LengthAt(composed.AsSpan(i)) is > 0 and var emoji ? (2, emoji)
                : (Weight(composed[i]), char.IsSurrogatePair(composed, i) ? 2 : 1);
            length += weight;
            i += step;
        }

        return new(length, links.Count);
    }

    private static int Weight(char letter) => letter is <= '\u10ff' or (>= '\u2000' and <= '\u200d') or (>= '\u2010' and <= '\u201f') or (>= '\u2032' and <= '\u2037') ? 1 : 2;
}
