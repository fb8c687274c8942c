using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Ledger;

/// <summary>
/// The head of a customer's chain, signed: whoever has it can tell later whether an entry up to it was changed, removed, moved or added.
/// The signature is ES256 (ECDSA over P-256 with SHA-256, r ‖ s) over the lines of <see cref="Statement"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("square.signed-head.v1")]
public sealed record SignedHead
{
    [Id(0)] public required string CustomerId { get; init; }

    /// <summary>The number of the newest entry.</summary>
    [Id(1)] public required long Seq { get; init; }

    /// <summary>Its hash, 64 hexadecimal digits.</summary>
    [Id(2)] public required string Hash { get; init; }

    /// <summary>The oldest entry that is still kept.</summary>
    [Id(3)] public required long FirstSeq { get; init; }

    /// <summary>The hash that the oldest kept entry links to; 64 zeros for the first of all.</summary>
    [Id(4)] public required string FirstLink { get; init; }

    /// <summary>When it was signed, to the millisecond.</summary>
    [Id(5)] public required DateTimeOffset At { get; init; }

    /// <summary>The first 16 hexadecimal digits of SHA-256 over the public key (SubjectPublicKeyInfo).</summary>
    [Id(6)] public string KeyId { get; init; } = "";

    /// <summary>SubjectPublicKeyInfo, base64.</summary>
    [Id(7)] public string PublicKey { get; init; } = "";

    /// <summary>64 bytes, base64url.</summary>
    [Id(8)] public string Signature { get; init; } = "";

    /// <summary>What is signed: each value on a line of its own, ending in a line feed.</summary>
    public string Statement() =>
        string.Create(CultureInfo.InvariantCulture, $"square.audit-head.v1\n{CustomerId}\n{Seq}\n{Hash}\n{FirstSeq}\n{FirstLink}\n{At.ToUnixTimeMilliseconds()}\n");

    public SignedHead SignedBy(ECDsa key)
    {
        var publicKey = key.ExportSubjectPublicKeyInfo();
        return this with
        {
            KeyId = Id(publicKey),
            PublicKey = Convert.ToBase64String(publicKey),
            Signature = Base64Url.EncodeToString(key.SignData(Encoding.UTF8.GetBytes(Statement()), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)),
        };
    }

    /// <summary>Null where the signature is by the key that the head names; otherwise what is wrong. Whether that key is the gateway's only its owner can tell.</summary>
    public string? WhyForged()
    {
        try
        {
            var publicKey = Convert.FromBase64String(PublicKey);
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            return KeyId != Id(publicKey) ? "The head names another key than the one it brings."
                : key.VerifyData(Encoding.UTF8.GetBytes(Statement()), Base64Url.DecodeFromChars(Signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation) ? null
                : "The head's signature does not fit what it says.";
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException)
        {
            return "The head's key or signature cannot be read.";
        }
    }

    private static string Id(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];
}
