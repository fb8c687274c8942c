using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>
/// Opens AES-256-GCM boxes (NIST SP 800-38D) with nonces of any length: .NET's own takes 12 bytes alone, and programs for Node often make 16. Only for an operator's import: it does not hide its
/// time from whoever measures it.
/// </summary>
internal static class Gcm
{
    internal const int TagBytes = 16;

    private const int Block = 16;

    /// <returns>Null where the key or the box is not the right one.</returns>
    internal static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> box)
    {
        using var aes = Aes.Create();
        aes.Key = key.ToArray();
        Span<byte> hashKey = stackalloc byte[Block];
        aes.EncryptEcb(hashKey, hashKey, PaddingMode.None);
        var counter = First(hashKey, nonce);
        Span<byte> expected = stackalloc byte[Block];
        aes.EncryptEcb(counter, expected, PaddingMode.None);
        Xor(expected, Hash(hashKey, box, 0, (ulong)box.Length * 8));
        if (!CryptographicOperations.FixedTimeEquals(expected, tag))
        {
            return null;
        }

        var text = box.ToArray();
        Span<byte> stream = stackalloc byte[Block];
        for (var at = 0; at < text.Length; at += Block)
        {
            BinaryPrimitives.WriteUInt32BigEndian(counter.AsSpan(12), BinaryPrimitives.ReadUInt32BigEndian(counter.AsSpan(12)) + 1);
            aes.EncryptEcb(counter, stream, PaddingMode.None);
            Xor(text.AsSpan(at, Math.Min(Block, text.Length - at)), stream);
        }

        return text;
    }

    private static byte[] First(ReadOnlySpan<byte> hashKey, ReadOnlySpan<byte> nonce) => nonce.Length == 12 ? [.. nonce, 0, 0, 0, 1] : Hash(hashKey, nonce, 0, (ulong)nonce.Length * 8);

    /// <summary>GHASH over bytes, padded, and the two lengths that end it.</summary>
    private static byte[] Hash(ReadOnlySpan<byte> hashKey, ReadOnlySpan<byte> bytes, ulong firstLength, ulong secondLength)
    {
        var factor = Read(hashKey);
        var sum = UInt128.Zero;
        Span<byte> block = stackalloc byte[Block];
        for (var at = 0; at < bytes.Length; at += Block)
        {
            block.Clear();
            bytes[at..Math.Min(at + Block, bytes.Length)].CopyTo(block);
            sum = Product(sum ^ Read(block), factor);
        }

        sum = Product(sum ^ new UInt128(firstLength, secondLength), factor);
        BinaryPrimitives.WriteUInt128BigEndian(block, sum);
        return block.ToArray();
    }

    /// <summary>In GF(2^128), the first bit being the most significant.</summary>
    private static UInt128 Product(UInt128 x, UInt128 y)
    {
        var reduction = new UInt128(0xe1UL << 56, 0);
        var product = UInt128.Zero;
        for (var bit = 127; bit >= 0; bit--)
        {
            product ^= ((x >> bit) & 1) == 1 ? y : 0;
            y = (y & 1) == 1 ? (y >> 1) ^ reduction : y >> 1;
        }

        return product;
    }

    private static UInt128 Read(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadUInt128BigEndian(block);

    private static void Xor(Span<byte> to, ReadOnlySpan<byte> with)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] ^= with[i];
        }
    }
}
