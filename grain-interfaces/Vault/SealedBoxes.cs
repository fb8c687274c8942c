using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Vault;

/// <summary>
/// Seals bytes to a public key: ECDH over P-256 between a key made for this box and the receiver's, HKDF-SHA-256 (salt: the box's public key; info: the purpose below), AES-256-GCM.
/// What the box is about is bound to it: opened for anything else it does not open.
/// </summary>
public static class SealedBoxes
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int LengthSize = 2;

    private static readonly byte[] Purpose = "square.sealed-box.v1"u8.ToArray();

    public static SealedBox Seal(TransportKey to, ReadOnlySpan<byte> plain, string about)
    {
        using var receiver = ECDiffieHellman.Create();
        receiver.ImportSubjectPublicKeyInfo(Convert.FromBase64String(to.PublicKey), out _);
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var ownPublic = own.ExportSubjectPublicKeyInfo();
        var key = Key(own, receiver.PublicKey, ownPublic);

        var box = new byte[LengthSize + ownPublic.Length + NonceSize + plain.Length + TagSize];
        BinaryPrimitives.WriteUInt16BigEndian(box, (ushort)ownPublic.Length);
        ownPublic.CopyTo(box, LengthSize);
        var nonce = box.AsSpan(LengthSize + ownPublic.Length, NonceSize);
        var rest = box.AsSpan(LengthSize + ownPublic.Length + NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key, TagSize);
        gcm.Encrypt(nonce, plain, rest[..plain.Length], rest[plain.Length..], Encoding.UTF8.GetBytes(about));
        CryptographicOperations.ZeroMemory(key);
        return new() { KeyId = to.Id, Data = Convert.ToBase64String(box) };
    }

    /// <exception cref="CryptographicException">Another key, another purpose, or it was tampered with.</exception>
    public static byte[] Open(ECDiffieHellman receiver, SealedBox box, string about)
    {
        var data = Convert.FromBase64String(box.Data).AsSpan();
        if (data.Length < LengthSize || BinaryPrimitives.ReadUInt16BigEndian(data) is var length && data.Length < LengthSize + length + NonceSize + TagSize)
        {
            throw new CryptographicException("Too short to be a sealed box.");
        }

        var senderPublic = data.Slice(LengthSize, length).ToArray();
        using var sender = ECDiffieHellman.Create();
        sender.ImportSubjectPublicKeyInfo(senderPublic, out _);
        var key = Key(receiver, sender.PublicKey, senderPublic);
        var sealedBytes = data[(LengthSize + length)..];
        var plain = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var gcm = new AesGcm(key, TagSize);
        gcm.Decrypt(sealedBytes[..NonceSize], sealedBytes[NonceSize..^TagSize], sealedBytes[^TagSize..], plain, Encoding.UTF8.GetBytes(about));
        CryptographicOperations.ZeroMemory(key);
        return plain;
    }

    private static byte[] Key(ECDiffieHellman own, ECDiffieHellmanPublicKey other, byte[] senderPublic)
    {
        var secret = own.DeriveRawSecretAgreement(other);
        try
        {
            return HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, senderPublic, Purpose);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
