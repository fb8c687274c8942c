using System.Text.Unicode;
using Squaremcp.Platforms.Email;

namespace Squaremcp.Platforms.Gmail;

/// <summary>What a part holds, as Gmail hands it out: no longer encoded, and texts in UTF-8 although their headers still name the charset of before.</summary>
internal static class PartContent
{
    private static readonly byte[] NotPlain = [0, 0x1b];

    internal static MimePart Holding(this MimePart part, byte[] content) => part with
    {
        Content = content,
        Type = part.Type.IsText && IsUtf8(content) ? part.Type with { Parameters = new Dictionary<string, string>(part.Type.Parameters) { ["charset"] = "utf-8" } } : part.Type,
    };

    /// <summary>What is of seven bits, or not UTF-8, is what its headers say.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> content) => Utf8.IsValid(content) && content.IndexOfAny(NotPlain) < 0 && content.IndexOfAnyInRange((byte)0x80, (byte)0xff) >= 0;
}
