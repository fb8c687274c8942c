using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Squaremcp;

/// <summary>Sortable ids with a typed prefix, such as <c>cus_01jd…</c>: 48 bits of milliseconds and 80 random bits, in Crockford's base 32, lower case (the ULID layout).</summary>
public static class Ids
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    public static string New(string prefix, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        RandomNumberGenerator.Fill(bytes[6..]);
        return string.Concat(prefix, "_", Encode(BinaryPrimitives.ReadUInt128BigEndian(bytes)));
    }

    /// <summary>Whether this is such an id with this prefix.</summary>
    public static bool Is(string prefix, string text) =>
        text.Length == prefix.Length + 27 && text.StartsWith(prefix, StringComparison.Ordinal) && text[prefix.Length] == '_' && text.AsSpan(prefix.Length + 1).IndexOfAnyExcept(Letters) < 0;

    private static string Encode(UInt128 value) => string.Create(26, value, static (text, rest) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, rest >>= 5)
        {
            text[i] = Alphabet[(int)(rest & 31)];
        }
    });
}
