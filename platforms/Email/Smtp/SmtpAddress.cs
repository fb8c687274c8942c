using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>An address of an envelope, as it travels: the domain in ASCII, the rest as it is.</summary>
internal readonly record struct SmtpAddress(string Local, string Domain)
{
    private const int LongestLocal = 64;
    private const int Longest = 254;

    /// <summary>Letters outside of ASCII stand before the "@": only servers with SMTPUTF8 (RFC 6531) take it.</summary>
    public bool NeedsUtf8 => Local.Any(letter => letter > '~');

    /// <summary>The address; null where it is none that an envelope can carry, such as one with a line break.</summary>
    public static SmtpAddress? Parse(string address)
    {
        var at = address.LastIndexOf('@');
        if (at is < 1 or > LongestLocal || address.Length > Longest || Ascii(address[(at + 1)..]) is not { } domain)
        {
            return null;
        }

        var local = address[..at];
        return (IsDotted(local) || IsQuoted(local)) && local.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar) ? new(local, domain) : null;
    }

    public override string ToString() => $"{Local}@{Domain}";

    private static string? Ascii(string domain)
    {
        try
        {
            var ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(domain);
            return Uri.CheckHostName(ascii) == UriHostNameType.Dns && ascii.All(letter => letter is > ' ' and < '\x7f') ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsDotted(string local) =>
        local.Split('.').All(word => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-/=?^_`{|}~".Contains(letter) || IsForeign(letter)));

    private static bool IsQuoted(string local)
    {
        if (local is not ['"', .. var inner, '"'] || inner.Length == 0)
        {
            return false;
        }

        for (var index = 0; index < inner.Length; index++)
        {
            var escaped = inner[index] == '\\' && ++index < inner.Length;
            if (index == inner.Length || (!escaped && inner[index] is '"') || !(inner[index] is >= ' ' and <= '~' || IsForeign(inner[index])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsForeign(char letter) =>
        letter >= '\u00a0' && char.GetUnicodeCategory(letter) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
