using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>A file's name as parameters of Content-Disposition: RFC 2231 in pieces, and an ASCII name for programs that do not know it.</summary>
internal static class FileNameParameters
{
    private const int LongestPiece = 55;

    internal static IReadOnlyList<string> Of(string name)
    {
        var plain = $"filename=\"{Ascii(name)}\"";
        if (System.Text.Ascii.IsValid(name))
        {
            return [plain];
        }

        // The true name first: some readers take the first they meet.
        var pieces = Pieces(name);
        return pieces.Count == 1
            ? [$"filename*=utf-8''{pieces[0]}", plain]
            : [.. pieces.Select((piece, place) => $"filename*{place}*={(place == 0 ? "utf-8''" : "")}{piece}"), plain];
    }

    private static List<string> Pieces(string name)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        Span<byte> octets = stackalloc byte[4];
        foreach (var rune in name.EnumerateRunes())
        {
            var encoded = IsPlain(rune) ? rune.ToString() : string.Concat(octets[..rune.EncodeToUtf8(octets)].ToArray().Select(octet => $"%{octet:X2}"));
            if (piece.Length + encoded.Length > LongestPiece)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            piece.Append(encoded);
        }

        pieces.Add(piece.ToString());
        return pieces;
    }

    private static bool IsPlain(Rune rune) => rune.IsAscii && (Rune.IsLetterOrDigit(rune) || ".-_".Contains((char)rune.Value, StringComparison.Ordinal));

    private static string Ascii(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            text.Append(rune.Value is >= ' ' and <= '~' and not ('"' or '\\') ? rune.ToString() : "_");
        }

        return text.ToString();
    }
}
