using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Folder names as they travel (RFC 3501 §5.1.3): printable ASCII as it is, "&amp;" as "&amp;-", the rest as UTF-16 in a base64 with "," for "/".</summary>
internal static class ModifiedUtf7
{
    public static string Encode(string name)
    {
        var wire = new StringBuilder();
        for (var at = 0; at < name.Length;)
        {
            if (name[at] is >= ' ' and <= '~')
            {
                wire.Append(name[at] == '&' ? "&-" : name[at]);
                at++;
                continue;
            }

            var from = at;
            while (at < name.Length && name[at] is < ' ' or > '~')
            {
                at++;
            }

            wire.Append('&').Append(Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[from..at])).TrimEnd('=').Replace('/', ',')).Append('-');
        }

        return wire.ToString();
    }

    /// <summary>The name; null where the bytes are no such name, or another way of writing one.</summary>
    public static string? Decode(string wire)
    {
        var name = new StringBuilder();
        for (var at = 0; at < wire.Length; at++)
        {
            if (wire[at] != '&')
            {
                name.Append(wire[at]);
                continue;
            }

            var end = wire.IndexOf('-', at);
            if (end < 0)
            {
                return null;
            }

            if (end == at + 1)
            {
                name.Append('&');
            }
            else if (Shifted(wire[(at + 1)..end]) is { } shifted)
            {
                name.Append(shifted);
            }
            else
            {
                return null;
            }

            at = end;
        }

        // Two ways of writing one name would be two folders by one name.
        return Encode(name.ToString()) == wire ? name.ToString() : null;
    }

    private static string? Shifted(string base64)
    {
        var padded = base64.Replace(',', '/').PadRight((base64.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) && length % 2 == 0 ? Encoding.BigEndianUnicode.GetString(bytes, 0, length) : null;
    }
}
