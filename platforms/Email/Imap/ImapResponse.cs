using System.Globalization;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>What a server puts in brackets before the text of a status, such as APPENDUID 38505 3955 (RFC 9051 §7.1, RFC 5530).</summary>
internal sealed record ImapCode(string Name, IReadOnlyList<string> Arguments)
{
    public uint? Number(int index) =>
        index < Arguments.Count && uint.TryParse(Arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>One answer of an IMAP server.</summary>
/// <param name="Tag">"*", "+" or the tag of a command.</param>
/// <param name="Name">In capitals: OK, FETCH, LIST and so on; empty for "+".</param>
/// <param name="Number">Before the name, as in 12 FETCH.</param>
/// <param name="Rest">The text of a status or "+", the numbers of SEARCH; empty where there are <paramref name="Values"/>.</param>
internal sealed record ImapResponse(string Tag, string Name, uint? Number, ImapCode? Code, byte[] Rest, IReadOnlyList<ImapValue> Values)
{
    public bool IsOk => Name == "OK";

    public bool IsStatus => Name is "OK" or "NO" or "BAD" or "BYE" or "PREAUTH";

    public static ImapResponse Parse(IReadOnlyList<ImapPiece> pieces, MailTrouble trouble)
    {
        var scanner = new ImapScanner(pieces, trouble);
        if (pieces[0].Line.AsSpan().StartsWith("+"u8))
        {
            return new("+", "", null, null, pieces[0].Line.AsSpan(1).TrimStart((byte)' ').ToArray(), []);
        }

        var tag = scanner.Word();
        var first = scanner.Word();
        var number = uint.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : (uint?)null;
        var name = (number is null ? first : scanner.Word()).ToUpperInvariant();
        if (tag.Length == 0 || name.Length == 0)
        {
            throw trouble.BadAnswer("sent what is no IMAP");
        }

        return HasText(name) ? Status(tag, name, scanner.Rest())
            : name is "SEARCH" ? new(tag, name, number, null, scanner.Rest().ToArray(), [])
            : new(tag, name, number, null, [], scanner.Values());
    }

    /// <summary>Whether an answer that begins so may go on in literals: the text of a status is for people and may end in {5} by chance.</summary>
    public static bool MayHoldLiterals(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("* "u8))
        {
            return false;
        }

        var word = line[2..];
        var end = word.IndexOf((byte)' ');
        return !HasText(Encoding.Latin1.GetString(end < 0 ? word : word[..end]).ToUpperInvariant());
    }

    private static bool HasText(string name) => name is "OK" or "NO" or "BAD" or "BYE" or "PREAUTH";

    private static ImapResponse Status(string tag, string name, ReadOnlySpan<byte> rest)
    {
        var end = rest.StartsWith("["u8) ? rest.IndexOf((byte)']') : -1;
        if (end < 0)
        {
            return new(tag, name, null, null, rest.ToArray(), []);
        }

        string[] words = [.. Encoding.Latin1.GetString(rest[1..end]).Split([' ', '(', ')'], StringSplitOptions.RemoveEmptyEntries)];
        return new(tag, name, null, words is [var code, .. var arguments] ? new(code.ToUpperInvariant(), arguments) : null, rest[(end + 1)..].TrimStart((byte)' ').ToArray(), []);
    }
}
