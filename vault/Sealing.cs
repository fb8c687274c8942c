using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Vault;

/// <summary>AES-256-GCM with 96-bit random nonces and 128-bit tags (NIST SP 800-38D), each ciphertext bound to what it is.</summary>
internal static class Sealing
{
    internal const int KeySize = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <returns>Nonce, ciphertext, tag.</returns>
    internal static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> about)
    {
        var sealedBytes = new byte[NonceSize + plain.Length + TagSize];
        var nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key, TagSize);
        gcm.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceSize, plain.Length), sealedBytes.AsSpan(NonceSize + plain.Length), about);
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">Another key, another purpose, or it was tampered with.</exception>
    internal static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> about)
    {
        if (sealedBytes.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("Too short to be sealed.");
        }

        var plain = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var gcm = new AesGcm(key, TagSize);
        gcm.Decrypt(sealedBytes[..NonceSize], sealedBytes[NonceSize..^TagSize], sealedBytes[^TagSize..], plain, about);
        return plain;
    }

    /// <summary>Each field with its length before it (4 bytes, big-endian), so that no two lists share a form.</summary>
    internal static byte[] About(params ReadOnlySpan<string> fields)
    {
        using var form = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var field in fields)
        {
            var utf8 = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, utf8.Length);
            form.Write(length);
            form.Write(utf8);
        }

        return form.ToArray();
    }
}
