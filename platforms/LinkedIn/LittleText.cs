using System.Text;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>
/// Plain text as LinkedIn's "little text" (https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format). An unescaped sign of its grammar does not fail: LinkedIn takes the post and
/// cuts the text off there.
/// </summary>
internal static partial class LittleText
{
    private const string Reserved = @"\|{}@[]()<>#*_~";

    /// <summary>Everything stands for itself but hashtags, which stay hashtags.</summary>
    internal static string Of(string text)
    {
        var little = new StringBuilder(text.Length + 16);
        var done = 0;
        foreach (var tag in Hashtag().EnumerateMatches(text))
        {
            Escape(little, text.AsSpan(done, tag.Index - done));
            little.Append(@"{hashtag|\#|");
            Escape(little, text.AsSpan(tag.Index + 1, tag.Length - 1));
            little.Append('}');
            done = tag.Index + tag.Length;
        }

        Escape(little, text.AsSpan(done));
        return little.ToString();
    }

    private static void Escape(StringBuilder little, ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (Reserved.Contains(letter))
            {
                little.Append('\\');
            }

            little.Append(letter);
        }
    }

    /// <summary>A sign, then letters with perhaps digits among them, at the beginning of a word; <c>#1</c> is none.</summary>
    [GeneratedRegex(@"(?<![\w#&/])#(?=\w*\p{L})\w{1,100}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hashtag();
}
