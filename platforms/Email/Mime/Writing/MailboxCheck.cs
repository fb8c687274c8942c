using System.Globalization;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>An address fit for the wire: its domain in ASCII.</summary>
internal sealed record Mailbox(string? Name, string Local, string Domain)
{
    internal string Address => $"{Local}@{Domain}";

    internal bool NeedsSmtpUtf8 => !Ascii.IsValid(Local);
}

/// <summary>Reads addresses that somebody wants to write to. Refuses whatever could mean something else to a server (RFC 5321 §4.1.2, 5322 §3.4.1, 6531 §3.3).</summary>
internal static class MailboxCheck
{
    private const int LongestLocal = 64;
    private const int LongestAddress = 254;
    private const int LongestName = 500;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <exception cref="ToolException">invalid_argument, with the field and the rule that was broken.</exception>
    internal static Mailbox Of(EmailAddress address, string field)
    {
        OutgoingCheck.OneLine(address.Name, field);
        OutgoingCheck.OneLine(address.Address, field);
        var (text, at) = (address.Address.Trim(), address.Address.Trim().LastIndexOf('@'));
        if (at <= 0 || at == text.Length - 1)
        {
            throw Refused(field, text, "is no address; write it as name@example.org");
        }

        var (local, domain) = (text[..at], text[(at + 1)..]);
        if (!IsLocal(local))
        {
            throw Refused(field, text, "has a part before the @ that cannot be sent to");
        }

        if (AsciiDomain(domain) is not { } ascii)
        {
            throw Refused(field, text, "has no valid domain behind the @");
        }

        if (Encoding.UTF8.GetByteCount(local) + 1 + ascii.Length > LongestAddress || address.Name?.Length > LongestName)
        {
            throw Refused(field, text, "is too long");
        }

        return new(string.IsNullOrWhiteSpace(address.Name) ? null : address.Name.Trim(), local, ascii);
    }

    /// <summary>The domain as DNS knows it, null when it is none.</summary>
    internal static string? AsciiDomain(string domain)
    {
        if (domain is ['[', .. var literal, ']'])
        {
            return literal.Length > 0 && literal.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or ':') ? domain : null;
        }

        var name = domain.Replace('\u3002', '.').TrimEnd('.');
        if (!Ascii.IsValid(name))
        {
            if (!name.EnumerateRunes().All(IsDomainRune))
            {
                return null;
            }

            try
            {
                name = Idn.GetAscii(name.ToLowerInvariant());
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        return name.Length is > 0 and <= 253 && name.Split('.').All(IsLabel) ? name : null;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    /// <summary>Letters, digits and marks. Those that normalisation would fold into others are refused, as the program runs without its tables; so are marks that would melt with their letter.</summary>
    private static bool IsDomainRune(Rune rune) => rune.Value switch
    {
        '.' or '-' => true,
        (>= 0x0300 and <= 0x036F) or (>= 0x2100 and <= 0x214F) or (>= 0xFB00 and <= 0xFB4F) or (>= 0xFF00 and <= 0xFFEF) or (>= 0x1D400 and <= 0x1D7FF) => false,
        _ => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark,
    };

    private static bool IsLocal(string local)
    {
        if (Encoding.UTF8.GetByteCount(local) > LongestLocal || local.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return false;
        }

        return local is ['"', .., '"'] && local.Length > 2 ? IsQuoted(local[1..^1]) : local.EnumerateRunes().All(IsLocalRune);
    }

    private static bool IsQuoted(string inside)
    {
        for (var i = 0; i < inside.Length; i++)
        {
            if (inside[i] == '"' || inside[i] < ' ' || char.IsControl(inside[i]) || (inside[i] == '\\' && ++i >= inside.Length))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLocalRune(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune) || ".!#$%&'*+-/=?^_`{|}~".Contains((char)rune.Value, StringComparison.Ordinal)
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    private static ToolException Refused(string field, string address, string broken) => OutgoingCheck.Refused(field, $"`{HeaderText.OneLine(address[..Math.Min(address.Length, 100)])}` {broken}");
}
