using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.OAuth;

/// <summary>
/// Codes and tokens as texts: <c>sqa_</c> (access), <c>sqr_</c> (refresh) or <c>sqc_</c> (code), the grant they belong to, and 256 random bits. Opaque to clients (RFC 6749 §1.4); the grant in
/// front says which grain to ask, and is no secret.
/// </summary>
internal static class TokenText
{
    internal const string Access = "sqa_";
    internal const string Refresh = "sqr_";
    internal const string Code = "sqc_";

    private const int GrantDigits = 26;
    private const int SecretDigits = 43;
    private const int Length = 4 + GrantDigits + 1 + SecretDigits;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefghjkmnpqrstvwxyz");

    internal static string New(string kind, string grantId) => $"{kind}{grantId[4..]}_{Secrets.Random()}";

    /// <returns>The grant's id; null where the text is none of this kind.</returns>
    internal static string? Grant(string kind, string text) =>
        text.Length == Length && text.StartsWith(kind, StringComparison.Ordinal) && text[4 + GrantDigits] == '_'
        && text.AsSpan(4, GrantDigits).IndexOfAnyExcept(Digits) < 0
            ? "grt_" + text[4..(4 + GrantDigits)]
            : null;

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Compares without telling by the time how much was right.</summary>
    internal static bool Same(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    /// <summary>What answers a refresh token, sealed so that only who holds that token can read it (AES-256-GCM, key by HKDF-SHA256 from the token's text).</summary>
    internal static string Seal(string refreshToken, string access, string refresh)
    {
        var plain = Encoding.ASCII.GetBytes($"{access} {refresh}");
        var answer = new byte[plain.Length + 16];
        using var gcm = new AesGcm(KeyOf(refreshToken), 16);
        // Each key seals once, so its nonce may be zero.
        gcm.Encrypt(new byte[12], plain, answer.AsSpan(0, plain.Length), answer.AsSpan(plain.Length));
        return Base64Url.EncodeToString(answer);
    }

    internal static (string Access, string Refresh) Open(string refreshToken, string sealedAnswer)
    {
        var answer = Base64Url.DecodeFromChars(sealedAnswer);
        var plain = new byte[answer.Length - 16];
        using var gcm = new AesGcm(KeyOf(refreshToken), 16);
        gcm.Decrypt(new byte[12], answer.AsSpan(0, plain.Length), answer.AsSpan(plain.Length), plain);
        return Encoding.ASCII.GetString(plain).Split(' ') is [var access, var refresh] ? (access, refresh) : throw new InvalidOperationException("A sealed answer holds two tokens.");
    }

    /// <summary>The S256 challenge of a verifier (RFC 7636 §4.2).</summary>
    internal static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static byte[] KeyOf(string refreshToken) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(refreshToken), 32, info: "squaremcp refresh answer"u8.ToArray());
}
