using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Where a link leads.</summary>
internal sealed record HtmlLink(string Address)
{
    private const int Longest = 2000;

    private static readonly string[] Schemes = ["https://", "http://", "mailto:", "tel:"];

    /// <summary>Null for what leads nowhere outside the message (anchors, scripts, data).</summary>
    internal static HtmlLink? Of(string? href)
    {
        var address = href?.Trim() ?? "";
        address = address.StartsWith("//", StringComparison.Ordinal) ? "https:" + address : address;
        return address.Length <= Longest && Schemes.Any(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) ? new(Clean(address)) : null;
    }

    /// <summary>What stands behind the text that was written since <paramref name="from"/>: the address, unless the text is the address.</summary>
    internal string After(TextLayout layout, int from)
    {
        var isShort = layout.Length - from <= Address.Length + 20;
        return isShort && Bare(layout.Since(from).Trim(' ', '\n', '|', '>', '-')).Equals(Bare(Address), StringComparison.OrdinalIgnoreCase) ? "" : $" ({Address})";
    }

    /// <summary>Without scheme and the slash at the end, as people write addresses.</summary>
    private static string Bare(string address)
    {
        var scheme = Schemes.FirstOrDefault(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
        return address[(scheme?.Length ?? 0)..].TrimEnd('/');
    }

    /// <summary>White space and what could end the brackets around it percent-encoded, control characters removed.</summary>
    private static string Clean(string address)
    {
        var clean = new StringBuilder(address.Length);
        foreach (var letter in address)
        {
            if (letter is ' ' or '(' or ')' or '<' or '>' or '"' or '\\' or '`')
            {
                clean.Append($"%{(int)letter:X2}");
            }
            else if (!char.IsControl(letter) && !char.IsWhiteSpace(letter))
            {
                clean.Append(letter);
            }
        }

        return clean.ToString();
    }
}
