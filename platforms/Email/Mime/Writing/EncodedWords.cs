namespace Squaremcp.Platforms.Email;

/// <summary>Writes text as encoded words (RFC 2047): base64 of UTF-8, at most 75 characters each, never cutting a character.</summary>
internal static class EncodedWords
{
    private const string Begin = "=?utf-8?B?";
    private const string End = "?=";
    private const int Longest = 75;

    /// <param name="text">One line.</param>
    /// <param name="taken">Characters before it on its line, which shall not be longer than 76 with the first word.</param>
    internal static List<string> Of(string text, int taken)
    {
        var words = new List<string>();
        var octets = new List<byte>();
        var room = Room(Math.Min(Longest, 76 - taken));
        Span<byte> one = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(one);
            if (octets.Count + length > room)
            {
                words.Add(Word(octets));
                octets.Clear();
                room = Room(Longest);
            }

            octets.AddRange(one[..length]);
        }

        words.Add(Word(octets));
        return words;
    }

    /// <summary>Whether a header can carry the text as it is: printable ASCII, spaces where folding keeps them, nothing that reads as an encoded word.</summary>
    internal static bool AreNeeded(string text) =>
        text.AsSpan().ContainsAnyExceptInRange(' ', '~') || text.Contains("=?", StringComparison.Ordinal) || text.Contains("  ", StringComparison.Ordinal)
        || text is [' ', ..] or [.., ' '] || text.Split(' ').Any(word => word.Length > 200);

    private static int Room(int length) => (length - Begin.Length - End.Length) / 4 * 3;

    private static string Word(List<byte> octets) => $"{Begin}{Convert.ToBase64String([.. octets])}{End}";
}
