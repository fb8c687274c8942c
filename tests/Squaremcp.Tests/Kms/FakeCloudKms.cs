using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Squaremcp.Vault.Kms;

namespace Squaremcp.Tests.Kms;

/// <summary>Google's token endpoint and Cloud KMS with one key: checks the assertion's signature and claims, the token, every checksum and the associated data, and refuses what the service refuses.</summary>
internal sealed class FakeCloudKms(RSA account, TimeProvider clock) : HttpMessageHandler
{
    public const string Key = "projects/p/locations/l/keyRings/r/cryptoKeys/k";

    private readonly List<byte[]> versions = [RandomNumberGenerator.GetBytes(32)];
    private string token = "";

    public int Tokens { get; private set; }

    public HashSet<int> Disabled { get; } = [];

    public (HttpStatusCode Status, string Code)? Trouble { get; set; }

    /// <summary>Changes the answer on its way.</summary>
    public bool Damages { get; set; }

    public void Rotate() => versions.Add(RandomNumberGenerator.GetBytes(32));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        if (request.RequestUri!.AbsoluteUri == "https://oauth2.example/token")
        {
            return Token(body);
        }

        if (Trouble is { } trouble)
        {
            return Error(trouble.Status, trouble.Code);
        }

        if (request.Headers.Authorization?.ToString() != $"Bearer {token}")
        {
            return Error(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        }

        var json = JsonElement.Parse(body);
        var about = Convert.FromBase64String(json.GetProperty("additionalAuthenticatedData").GetString()!);
        if (json.GetProperty("additionalAuthenticatedDataCrc32c").GetString() != GoogleCloudKms.Crc32C(about))
        {
            return Error(HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        }

        return request.RequestUri.AbsolutePath switch
        {
            $"/v1/{Key}:encrypt" => Encrypt(json, about),
            $"/v1/{Key}:decrypt" => Decrypt(json, about),
            _ => Error(HttpStatusCode.NotFound, "NOT_FOUND"),
        };
    }

    private HttpResponseMessage Token(string form)
    {
        var fields = form.Split('&').Select(field => field.Split('=')).ToDictionary(field => field[0], field => Uri.UnescapeDataString(field[1]));
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", fields["grant_type"]);
        var parts = fields["assertion"].Split('.');
        Assert.True(account.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var (header, claims, now) = (JsonElement.Parse(Base64Url.DecodeFromChars(parts[0])), JsonElement.Parse(Base64Url.DecodeFromChars(parts[1])), clock.GetUtcNow().ToUnixTimeSeconds());
        Assert.Equal(("RS256", "key-1"), (header.GetProperty("alg").GetString(), header.GetProperty("kid").GetString()));
        Assert.Equal(("vault@p.iam.gserviceaccount.com", "https://oauth2.example/token", "https://www.googleapis.com/auth/cloudkms"), (claims.GetProperty("iss").GetString(), claims.GetProperty("aud").GetString(), claims.GetProperty("scope").GetString()));
        Assert.InRange(claims.GetProperty("exp").GetInt64(), now + 1, now + 3_600);
        token = $"ya29.{++Tokens}";
        return new(HttpStatusCode.OK) { Content = JsonContent.Create(new { access_token = token, expires_in = 3_599, token_type = "Bearer" }) };
    }

    private HttpResponseMessage Encrypt(JsonElement json, byte[] about)
    {
        var plain = Convert.FromBase64String(json.GetProperty("plaintext").GetString()!);
        if (json.GetProperty("plaintextCrc32c").GetString() != GoogleCloudKms.Crc32C(plain) || plain.Length > 64 * 1024)
        {
            return Error(HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        }

        var (version, nonce, tag, sealedBytes) = (versions.Count - 1, RandomNumberGenerator.GetBytes(12), new byte[16], new byte[plain.Length]);
        using var gcm = new AesGcm(versions[version], 16);
        gcm.Encrypt(nonce, plain, sealedBytes, tag, about);
        byte[] blob = [(byte)version, .. nonce, .. sealedBytes, .. tag];
        var checksum = GoogleCloudKms.Crc32C(blob);
        blob[5] ^= (byte)(Damages ? 1 : 0);
        return new(HttpStatusCode.OK)
        {
            Content = JsonContent.Create(new
            {
                name = $"{Key}/cryptoKeyVersions/{version + 1}",
                ciphertext = Convert.ToBase64String(blob),
                ciphertextCrc32c = checksum,
                verifiedPlaintextCrc32c = true,
                verifiedAdditionalAuthenticatedDataCrc32c = true,
                protectionLevel = "SOFTWARE",
            }),
        };
    }

    private HttpResponseMessage Decrypt(JsonElement json, byte[] about)
    {
        var blob = Convert.FromBase64String(json.GetProperty("ciphertext").GetString()!);
        if (json.GetProperty("ciphertextCrc32c").GetString() != GoogleCloudKms.Crc32C(blob) || blob[0] >= versions.Count)
        {
            return Error(HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        }

        if (Disabled.Contains(blob[0]))
        {
            return Error(HttpStatusCode.BadRequest, "FAILED_PRECONDITION");
        }

        var plain = new byte[blob.Length - 29];
        using var gcm = new AesGcm(versions[blob[0]], 16);
        try
        {
            gcm.Decrypt(blob.AsSpan(1, 12), blob.AsSpan(13, plain.Length), blob.AsSpan(13 + plain.Length), plain, about);
        }
        catch (AuthenticationTagMismatchException)
        {
            return Error(HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        }

        var checksum = GoogleCloudKms.Crc32C(plain);
        plain[0] ^= (byte)(Damages ? 1 : 0);
        return new(HttpStatusCode.OK) { Content = JsonContent.Create(new { plaintext = Convert.ToBase64String(plain), plaintextCrc32c = checksum, usedPrimary = true }) };
    }

    private static HttpResponseMessage Error(HttpStatusCode status, string code) => new(status) { Content = JsonContent.Create(new { error = new { code = (int)status, message = "secret-looking detail", status = code } }) };
}
