using System.Buffers.Binary;
using System.Numerics;

namespace Squaremcp.Frontend.Accounts;

/// <summary>
/// Blowfish (B. Schneier, "Description of a New Variable-Length Key, 64-Bit Block Cipher", 1993) with the two key schedules that bcrypt needs of it. Its P-array and S-boxes begin as the first
/// 33,344 bits of the fraction of pi, which are computed here once instead of being copied from a table.
/// </summary>
internal sealed class Blowfish
{
    private const int Subkeys = 18;
    private const int Box = 256;
    private const int Words = Subkeys + (4 * Box);

    private static readonly Lazy<uint[]> Pi = new(Fraction);

    private readonly uint[] keys = Pi.Value[..Subkeys];
    private readonly uint[] first = Pi.Value[Subkeys..(Subkeys + Box)];
    private readonly uint[] second = Pi.Value[(Subkeys + Box)..(Subkeys + (2 * Box))];
    private readonly uint[] third = Pi.Value[(Subkeys + (2 * Box))..(Subkeys + (3 * Box))];
    private readonly uint[] fourth = Pi.Value[(Subkeys + (3 * Box))..];

    /// <summary>Works a key into the state, each block also mixed with the salt (Provos and Mazières, "A Future-Adaptable Password Scheme", 1999, ExpandKey).</summary>
    /// <param name="salt">16 bytes; zeros are as none.</param>
    internal void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        for (int i = 0, at = 0; i < Subkeys; i++)
        {
            keys[i] ^= Next(key, ref at);
        }

        var (left, right, from) = (0u, 0u, 0);
        foreach (var part in (ReadOnlySpan<uint[]>)[keys, first, second, third, fourth])
        {
            for (var i = 0; i < part.Length; i += 2)
            {
                left ^= Next(salt, ref from);
                right ^= Next(salt, ref from);
                Encipher(ref left, ref right);
                (part[i], part[i + 1]) = (left, right);
            }
        }
    }

    internal void Encipher(ref uint left, ref uint right)
    {
        var (l, r) = (left ^ keys[0], right);
        for (var round = 1; round <= 16; round += 2)
        {
            r ^= Mixed(l) ^ keys[round];
            l ^= Mixed(r) ^ keys[round + 1];
        }

        (left, right) = (r ^ keys[17], l);
    }

    private uint Mixed(uint word) => ((first[word >> 24] + second[(byte)(word >> 16)]) ^ third[(byte)(word >> 8)]) + fourth[(byte)word];

    /// <summary>Four bytes, over and over.</summary>
    private static uint Next(ReadOnlySpan<byte> bytes, ref int at)
    {
        var word = 0u;
        for (var i = 0; i < 4; i++)
        {
            word = (word << 8) | bytes[at];
            at = at + 1 == bytes.Length ? 0 : at + 1;
        }

        return word;
    }

    /// <summary>By Machin's formula: pi = 16 arctan(1/5) - 4 arctan(1/239); about 40 ms.</summary>
    private static uint[] Fraction()
    {
        const int Guard = 64;
        var one = BigInteger.One << ((32 * Words) + Guard);
        var fraction = ((16 * Arctangent(5, one)) - (4 * Arctangent(239, one)) - (3 * one)) >> Guard;
        var bytes = fraction.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. Enumerable.Range(0, Words).Select(i => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4 * i)))];
    }

    /// <summary>Of 1/x, times <paramref name="one"/>.</summary>
    private static BigInteger Arctangent(int x, BigInteger one)
    {
        var (sum, power) = (BigInteger.Zero, one / x);
        for (var odd = 1; !power.IsZero; odd += 2)
        {
            sum += (odd & 2) == 0 ? power / odd : -(power / odd);
            power /= x * x;
        }

        return sum;
    }
}
