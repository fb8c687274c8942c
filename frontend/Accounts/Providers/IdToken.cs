using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>An ID token as it came, before anything in it is believed.</summary>
internal sealed class IdToken
{
    private const int Longest = 16 * 1024;
    private const int LongestSubject = 255;
    private const int LongestName = 100;

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);
    private static readonly JsonDocumentOptions Strictly = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly byte[] signed;
    private readonly byte[] signature;
    private readonly JsonElement claims;

    private IdToken(string algorithm, string? keyId, byte[] signed, byte[] signature, JsonElement claims) =>
        (Algorithm, KeyId, this.signed, this.signature, this.claims) = (algorithm, keyId, signed, signature, claims);

    internal string Algorithm { get; }

    internal string? KeyId { get; }

    /// <summary>Whether the provider says that the address was proved; some write it as a text.</summary>
    internal bool IsEmailVerified => claims.IsTrue("email_verified") || claims.Text("email_verified") == "true";

    public override string ToString() => "***";

    /// <returns>Null for what is no token signed by RS256 or ES256 (RFC 7519 §7.2, RFC 8725 §3.1).</returns>
    internal static IdToken? Read(string? text)
    {
        if (text is not { Length: <= Longest } || text.Split('.') is not [var header, var payload, var signature] || !(Bytes(header) is { } first && Bytes(payload) is { } second && Bytes(signature) is { } third))
        {
            return null;
        }

        try
        {
            var (head, claims) = (JsonElement.Parse(first, Strictly), JsonElement.Parse(second, Strictly));

            // What "crit" asks for must be understood (RFC 7515 §4.1.11); here nothing is.
            return head.Text("alg") is SigningKey.Rs256 or SigningKey.Es256 && claims.ValueKind == JsonValueKind.Object && !head.TryGetProperty("crit", out _)
                ? new(head.Text("alg")!, head.Text("kid"), Encoding.ASCII.GetBytes($"{header}.{payload}"), third, claims)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal bool IsSignedBy(SigningKey key) => key.Algorithm == Algorithm && key.Signed(signed, signature);

    /// <summary>What is wrong with a token whose signature is good (OpenID Connect Core 1.0 §3.1.3.7); null where nothing is.</summary>
    internal string? Broken(Provider provider, string nonce, DateTimeOffset now) => claims switch
    {
        _ when !provider.IsIssuer(claims.Text("iss")) => "iss",
        _ when !Audiences().Contains(provider.ClientId) => "aud",
        _ when (claims.TryGetProperty("azp", out _) ? claims.Text("azp") != provider.ClientId : Audiences().Count > 1) => "azp",
        _ when claims.Time("exp") is not { } end || end + Skew <= now => "exp",
        _ when claims.Time("iat") is not { } made || made - Skew > now => "iat",
        _ when claims.TryGetProperty("nbf", out _) && !(claims.Time("nbf") - Skew <= now) => "nbf",
        _ when claims.Text("nonce") is not { } given || !OAuth.TokenText.Same(given, nonce) => "nonce",
        _ when claims.Text("sub") is not { Length: > 0 and <= LongestSubject } => "sub",
        _ => null,
    };

    /// <returns>Null where it names no address, or none that was proved. Only of a token that is not <see cref="Broken"/>.</returns>
    internal Identity? Who()
    {
        if (EmailAddress.Normal(claims.Text("email")) is not { } email || !IsEmailVerified)
        {
            return null;
        }

        var name = claims.Text("name")?.Trim() is { Length: > 0 and <= LongestName } given && !given.Any(char.IsControl) ? given : email.Split('@')[0];
        return new(claims.Text("sub")!, email, claims.Text("hd")?.ToLowerInvariant() is { Length: > 0 } hosted ? hosted : null, name);
    }

    private IReadOnlyList<string?> Audiences() => claims.TryGetProperty("aud", out var audience)
        ? audience.ValueKind == JsonValueKind.Array ? [.. audience.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : null)] : [claims.Text("aud")]
        : [];

    private static byte[]? Bytes(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
