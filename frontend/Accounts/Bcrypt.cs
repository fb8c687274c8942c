using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Frontend.Accounts;

/// <summary>
/// Checks passwords against bcrypt hashes that came from another product; makes none. <c>$2a$</c>, <c>$2b$</c> and <c>$2y$</c> are one algorithm for passwords of the length taken here (OpenBSD's crypt(3),
/// crypt_blowfish); <c>$2x$</c> stands for a broken one and is refused. Of a password's UTF-8 the first 72 bytes count, as they did when the hash was made: Blowfish's 18 subkeys take in no more.
/// </summary>
internal static class Bcrypt
{
    /// <summary>The least that implementations make.</summary>
    internal const int LeastCost = 4;

    /// <summary>About a second of one processor; each more doubles it, and whoever tries passwords would keep the processors busy.</summary>
    internal const int MostCost = 14;

    private const int Length = 60;
    private const int SaltBytes = 16;
    private const int HashBytes = 23;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Whether a stored hash is for this class, whatever may be wrong with it.</summary>
    internal static bool Is(string hash) => hash.StartsWith("$2", StringComparison.Ordinal);

    /// <summary>Why a hash cannot be checked here; null where it can.</summary>
    internal static string? Broken(string hash) => Parts.Of(hash)?.Cost switch
    {
        null => "it is no bcrypt hash ($2a$, $2b$ or $2y$, two digits of cost, and 53 characters)",
        >= LeastCost and <= MostCost => null,
        { } cost => $"its cost is {cost}, and only {LeastCost} to {MostCost} are taken",
    };

    /// <summary>False too for a hash that cannot be checked. Takes from a millisecond to a second, by the hash's cost.</summary>
    internal static bool Matches(string hash, string password)
    {
        if (Broken(hash) is not null)
        {
            return false;
        }

        var parts = Parts.Of(hash)!;
        var key = Encoding.UTF8.GetBytes(password + "\0");
        try
        {
            return CryptographicOperations.FixedTimeEquals(Hash(key, parts.Salt, parts.Cost), parts.Hash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] Hash(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, int cost)
    {
        ReadOnlySpan<byte> none = stackalloc byte[SaltBytes];
        var cipher = new Blowfish();
        cipher.Expand(key, salt);
        for (var round = 0L; round < 1L << cost; round++)
        {
            cipher.Expand(key, none);
            cipher.Expand(salt, none);
        }

        var text = "OrpheanBeholderScryDoubt"u8.ToArray();
        for (var block = 0; block < text.Length; block += 8)
        {
            var left = BinaryPrimitives.ReadUInt32BigEndian(text.AsSpan(block));
            var right = BinaryPrimitives.ReadUInt32BigEndian(text.AsSpan(block + 4));
            for (var i = 0; i < 64; i++)
            {
                cipher.Encipher(ref left, ref right);
            }

            BinaryPrimitives.WriteUInt32BigEndian(text.AsSpan(block), left);
            BinaryPrimitives.WriteUInt32BigEndian(text.AsSpan(block + 4), right);
        }

        return text[..HashBytes];
    }

    private sealed record Parts(int Cost, byte[] Salt, byte[] Hash)
    {
        internal static Parts? Of(string hash) =>
            hash.Length == Length && hash[..4] is "$2a$" or "$2b$" or "$2y$" && hash[6] == '$'
            && int.TryParse(hash.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost)
            && Bytes(hash.AsSpan(7, 22), SaltBytes) is { } salt && Bytes(hash.AsSpan(29), HashBytes) is { } digest
                ? new(cost, salt, digest)
                : null;

        /// <summary>bcrypt's own base 64, most significant bit first; the bits that are left over say nothing.</summary>
        private static byte[]? Bytes(ReadOnlySpan<char> text, int count)
        {
            var bytes = new byte[count];
            var (bits, held, at) = (0u, 0, 0);
            foreach (var letter in text)
            {
                if (Alphabet.IndexOf(letter, StringComparison.Ordinal) is not (>= 0 and var value))
                {
                    return null;
                }

                (bits, held) = ((bits << 6) | (uint)value, held + 6);
                if (held >= 8 && at < count)
                {
                    held -= 8;
                    bytes[at++] = (byte)(bits >> held);
                }
            }

            return bytes;
        }
    }
}
