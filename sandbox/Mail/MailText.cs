using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;

namespace Squaremcp.Sandbox.Mail;

/// <summary>Small readings of header values and encodings, as far as searching and listing need them.</summary>
internal static partial class MailText
{
    /// <summary><c>text/plain; charset="utf-8"</c></summary>
    internal static (string Word, IReadOnlyList<(string Name, string Value)> Parameters) Value(string field)
    {
        var parts = field.Split(';', 2);
        return (parts[0].Trim(), parts.Length < 2 ? [] : [.. Parameter().Matches(parts[1]).Select(match => (match.Groups["name"].Value.ToLowerInvariant(), match.Groups["quoted"].Success ? match.Groups["quoted"].Value.Replace("\\", "", StringComparison.Ordinal) : match.Groups["plain"].Value))]);
    }

    /// <summary>Encoded words (RFC 2047) as what they stand for; UTF-8 alone.</summary>
    internal static string Words(string field) => EncodedWord().Replace(BetweenWords().Replace(field, "?==?"), match => Encoding.UTF8.GetString(
        match.Groups["how"].Value is "B" or "b" ? Decode(Encoding.ASCII.GetBytes(match.Groups["text"].Value), "BASE64") : Decode(Encoding.ASCII.GetBytes(match.Groups["text"].Value.Replace('_', ' ')), "QUOTED-PRINTABLE")));

    internal static byte[] Decode(byte[] content, string encoding) => encoding switch
    {
        "BASE64" => Base64(Encoding.ASCII.GetString(content)),
        "QUOTED-PRINTABLE" => Quoted(content),
        _ => content,
    };

    /// <summary>Addresses of a list; what cannot be read is left out.</summary>
    internal static IReadOnlyList<MailAddress> Addresses(string? field)
    {
        var found = new List<MailAddress>();
        foreach (var one in AddressForm().Matches(field ?? "").Select(match => match.Value.Trim()).Where(one => one.Length > 0))
        {
            if (MailAddress.TryCreate(one, out var address))
            {
                found.Add(address);
            }
        }

        return found;
    }

    private static byte[] Base64(string text)
    {
        var letters = string.Concat(text.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '/'));
        letters = letters[..(letters.Length % 4 == 1 ? letters.Length - 1 : letters.Length)];
        return Convert.FromBase64String(letters.PadRight((letters.Length + 3) / 4 * 4, '='));
    }

    private static byte[] Quoted(byte[] content)
    {
        using var plain = new MemoryStream();
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '=' && i + 2 < content.Length && content[i + 1] == '\r' && content[i + 2] == '\n')
            {
                i += 2;
            }
            else if (content[i] == '=' && i + 2 < content.Length && byte.TryParse(Encoding.ASCII.GetString(content, i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                plain.WriteByte(octet);
                i += 2;
            }
            else
            {
                plain.WriteByte(content[i]);
            }
        }

        return plain.ToArray();
    }

    [GeneratedRegex("""(?<name>[A-Za-z0-9*_-]+)\s*=\s*(?:"(?<quoted>(?:\\.|[^"\\])*)"|(?<plain>[^\s;]+))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"=\?(?:utf-8|us-ascii)\?(?<how>[BbQq])\?(?<text>[^?\s]*)\?=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"\?=\s+=\?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BetweenWords();

    [GeneratedRegex("""(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<>])+""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddressForm();
}
