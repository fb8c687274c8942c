using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>A public key of a provider (RFC 7517): RSA of 2048 bits or more for RS256, P-256 for ES256 (RFC 7518 §3.3, §3.4). What kind of key it is decides the algorithm, never the token alone.</summary>
internal sealed record SigningKey(string? Id, string Algorithm, RSAParameters Rsa, ECParameters Curve)
{
    internal const string Rs256 = "RS256", Es256 = "ES256";

    private const int LeastModulusBytes = 256;
    private const int MostModulusBytes = 1024;
    private const int MostKeys = 50;

    /// <summary>Those of a set that can sign tokens; others are passed over (RFC 7517 §5).</summary>
    internal static IReadOnlyList<SigningKey> ReadSet(JsonElement set) =>
        set.ValueKind == JsonValueKind.Object && set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
            ? [.. keys.EnumerateArray().Take(MostKeys).Select(Read).OfType<SigningKey>()]
            : [];

    internal bool Signed(byte[] data, byte[] signature)
    {
        try
        {
            if (Algorithm == Rs256)
            {
                using var rsa = RSA.Create(Rsa);
                return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }

            using var curve = ECDsa.Create(Curve);
            return signature.Length == 64 && curve.VerifyData(data, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException) // a point that is not on the curve, a modulus that is none
        {
            return false;
        }
    }

    private static SigningKey? Read(JsonElement key) => (key.Text("use") ?? "sig", key.Text("kty"), key.Text("alg")) switch
    {
        ("sig", "RSA", null or Rs256) when Bytes(key, "n") is { Length: >= LeastModulusBytes and <= MostModulusBytes } n && Bytes(key, "e") is { Length: > 0 and <= 8 } e =>
            new(key.Text("kid"), Rs256, new() { Modulus = n, Exponent = e }, default),
        ("sig", "EC", null or Es256) when key.Text("crv") == "P-256" && Bytes(key, "x") is { Length: 32 } x && Bytes(key, "y") is { Length: 32 } y =>
            new(key.Text("kid"), Es256, default, new() { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = x, Y = y } }),
        _ => null,
    };

    private static byte[]? Bytes(JsonElement key, string name) => key.Text(name) is { } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
