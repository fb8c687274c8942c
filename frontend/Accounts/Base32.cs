using System.Text;

namespace Squaremcp.Frontend.Accounts;

/// <summary>Base 32 as authenticator apps read it (RFC 4648 §6), without padding.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, many) = (0, 0);
        foreach (var one in bytes)
        {
            (bits, many) = ((bits << 8) | one, many + 8);
            for (; many >= 5; many -= 5)
            {
                text.Append(Alphabet[(bits >> (many - 5)) & 31]);
            }

            bits &= (1 << many) - 1;
        }

        return many > 0 ? text.Append(Alphabet[(bits << (5 - many)) & 31]).ToString() : text.ToString();
    }

    /// <summary>The bytes of what <see cref="Of"/> wrote.</summary>
    internal static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        var (bits, many) = (0, 0);
        foreach (var letter in text)
        {
            (bits, many) = ((bits << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal), many + 5);
            if (many >= 8)
            {
                bytes.Add((byte)(bits >> (many - 8)));
                many -= 8;
                bits &= (1 << many) - 1;
            }
        }

        return [.. bytes];
    }
}
