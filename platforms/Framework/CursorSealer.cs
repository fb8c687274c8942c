using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Squaremcp.Platforms;

/// <summary>
/// Stateless cursors: AES-256-GCM under the installation's cursor key, the purpose as associated data. A cursor opens only for the
/// customer, tool and filter it was made for; anything else reads as null.
/// </summary>
public sealed class CursorSealer(byte[] key)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <param name="purpose">All a cursor is bound to, for example <c>customer|tool|hash of the other arguments</c>.</param>
    /// <param name="position">Where the next page starts, in the tool's own words.</param>
    public string Seal(string purpose, string position)
    {
        var plain = Encoding.UTF8.GetBytes(position);
        var sealedBytes = new byte[NonceSize + plain.Length + TagSize];
        var nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key, TagSize);
        gcm.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceSize, plain.Length), sealedBytes.AsSpan(NonceSize + plain.Length), Encoding.UTF8.GetBytes(purpose));
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <param name="most">The longest text that can be one of ours, in characters.</param>
    public string? Open(string purpose, string cursor, int most = 4096)
    {
        if (cursor.Length > most || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var sealedBytes = Base64Url.DecodeFromChars(cursor);
        var size = sealedBytes.Length - NonceSize - TagSize;
        if (size < 0)
        {
            return null;
        }

        var plain = new byte[size];
        using var gcm = new AesGcm(key, TagSize);
        try
        {
            gcm.Decrypt(sealedBytes.AsSpan(0, NonceSize), sealedBytes.AsSpan(NonceSize, size), sealedBytes.AsSpan(NonceSize + size), plain, Encoding.UTF8.GetBytes(purpose));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(plain);
    }
}
