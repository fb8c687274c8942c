using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Sandbox;

/// <summary>
/// Credentials of the simulators, all derived from one key: nothing of them is kept, and they are good after a restart although every world begins anew.
/// </summary>
internal sealed class Tenants(byte[] key)
{
    /// <summary>16 hexadecimal digits that stand for a customer and do not tell which.</summary>
    internal string Of(string customer) => Convert.ToHexStringLower(Hash("tenant", customer)[..8]);

    /// <summary>At most 43 characters of base64url that only this sandbox can have made.</summary>
    internal string Sign(string purpose, string text, int length) => Base64Url.EncodeToString(Hash(purpose, text))[..length];

    internal bool IsSigned(string purpose, string text, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(purpose, text, Math.Clamp(signature.Length, 20, 43))), Encoding.UTF8.GetBytes(signature));

    /// <summary>The same number for the same text, below <paramref name="below"/>.</summary>
    internal long Number(string purpose, string text, long below) => (long)(BinaryPrimitives.ReadUInt64BigEndian(Hash(purpose, text)) % (ulong)below);

    private byte[] Hash(string purpose, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"squaremcp sandbox {purpose}|{text}"));
}
