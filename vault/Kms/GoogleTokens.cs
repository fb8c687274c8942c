using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Squaremcp.Vault.Kms;

/// <summary>Access tokens for Cloud KMS: a service account's by JWT (RFC 7523, https://developers.google.com/identity/protocols/oauth2/service-account), or the machine's own by its metadata server. Kept until a minute before they end.</summary>
internal sealed class GoogleTokens(GoogleCloudKmsSettings settings, KmsHttp http, TimeProvider clock)
{
    private const string Scope = "https://www.googleapis.com/auth/cloudkms";

    private static readonly Uri Metadata = new("http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token");

    private (string Token, DateTimeOffset Until)? kept;

    internal async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (kept is { } token && now < token.Until)
        {
            return token.Token;
        }

        var answer = settings.CredentialsFile is { } file ? await ByJwtAsync(file, now, cancellationToken) : await http.GetAsync(Metadata, ("Metadata-Flavor", "Google"), cancellationToken);
        if (!answer.IsSuccess || answer.Json!["access_token"]?.GetValue<string>() is not { } fresh)
        {
            throw new VaultException($"Google gives no token (status {(int)answer.Status}). Check the service account and that its key is not disabled.");
        }

        kept = (fresh, now.AddSeconds((answer.Json["expires_in"]?.GetValue<int>() ?? 300) - 60));
        return fresh;
    }

    private async Task<KmsAnswer> ByJwtAsync(string file, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (email, keyId, key, address) = Read(file);
        using var rsa = key;
        var claims = new { iss = email, scope = Scope, aud = address, iat = now.ToUnixTimeSeconds(), exp = now.AddHours(1).ToUnixTimeSeconds() };
        var unsigned = $"{Part(new { alg = "RS256", typ = "JWT", kid = keyId })}.{Part(claims)}";
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(unsigned), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            new("assertion", $"{unsigned}.{Base64Url.EncodeToString(signature)}"),
        ]);
        return await http.PostAsync(new Uri(address), form, null, cancellationToken);
    }

    private static (string Email, string KeyId, RSA Key, string Address) Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            var key = RSA.Create();
            key.ImportFromPem(json.RootElement.GetProperty("private_key").GetString());
            return (
                json.RootElement.GetProperty("client_email").GetString()!, json.RootElement.GetProperty("private_key_id").GetString()!, key,
                json.RootElement.TryGetProperty("token_uri", out var uri) ? uri.GetString()! : "https://oauth2.googleapis.com/token");
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or ArgumentException or CryptographicException)
        {
            throw new VaultException($"{file} is no key file of a service account that can be read. SQUAREMCP__Vault__GoogleCloudKms__CredentialsFile must name one.");
        }
    }

    private static string Part<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
