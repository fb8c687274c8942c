using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Numerics;
using System.Text;

namespace Squaremcp.Vault.Kms;

/// <summary>Google Cloud KMS by REST (https://cloud.google.com/kms/docs/reference/rest/v1): encrypt and decrypt with the key's id as associated data, and CRC32C in both directions.</summary>
internal sealed class GoogleCloudKms(GoogleCloudKmsSettings settings, HttpClient http, TimeProvider clock) : IKeyWrapper
{
    private readonly KmsHttp kms = new(http, "Google Cloud KMS", clock);
    private readonly GoogleTokens tokens = new(settings, new KmsHttp(http, "Google", clock), clock);

    public string Provider => "google-cloud-kms";

    public async Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string keyId, CancellationToken cancellationToken)
    {
        var (plain, about) = (key.ToArray(), Encoding.UTF8.GetBytes(keyId));
        var answer = await AskAsync(settings.Key!, "encrypt", new
        {
            plaintext = Convert.ToBase64String(plain),
            plaintextCrc32c = Crc32C(plain),
            additionalAuthenticatedData = Convert.ToBase64String(about),
            additionalAuthenticatedDataCrc32c = Crc32C(about),
        }, cancellationToken);
        var wrapped = Convert.FromBase64String(answer["ciphertext"]!.GetValue<string>());
        if (answer["verifiedPlaintextCrc32c"]?.GetValue<bool>() != true || answer["verifiedAdditionalAuthenticatedDataCrc32c"]?.GetValue<bool>() != true || answer["ciphertextCrc32c"]?.GetValue<string>() != Crc32C(wrapped))
        {
            throw Damaged();
        }

        return new(answer["name"]!.GetValue<string>(), wrapped);
    }

    public async Task<byte[]> UnwrapAsync(WrappedKey wrapped, string keyId, CancellationToken cancellationToken)
    {
        // Which version it was the ciphertext knows: the key is asked, not a version.
        var key = wrapped.ProviderKey.Split("/cryptoKeyVersions/")[0];
        var about = Encoding.UTF8.GetBytes(keyId);
        var answer = await AskAsync(key, "decrypt", new
        {
            ciphertext = Convert.ToBase64String(wrapped.Bytes),
            ciphertextCrc32c = Crc32C(wrapped.Bytes),
            additionalAuthenticatedData = Convert.ToBase64String(about),
            additionalAuthenticatedDataCrc32c = Crc32C(about),
        }, cancellationToken);
        var plain = Convert.FromBase64String(answer["plaintext"]!.GetValue<string>());
        return answer["plaintextCrc32c"]?.GetValue<string>() == Crc32C(plain) ? plain : throw Damaged();
    }

    /// <summary>CRC-32C (Castagnoli) as a decimal string, as JSON writes 64-bit integers here.</summary>
    internal static string Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return (~crc).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<System.Text.Json.Nodes.JsonObject> AskAsync<T>(string key, string verb, T body, CancellationToken cancellationToken)
    {
        var answer = await kms.PostAsync(new Uri($"{settings.Endpoint.TrimEnd('/')}/v1/{key}:{verb}"), JsonContent.Create(body), await tokens.GetAsync(cancellationToken), cancellationToken);
        return answer.IsSuccess ? answer.Json! : throw Refused(key, answer);
    }

    private static VaultException Refused(string key, KmsAnswer answer) => new((answer.Status, answer.Json?["error"]?["status"]?.GetValue<string>()) switch
    {
        (HttpStatusCode.Unauthorized, _) => $"Cloud KMS does not accept the credentials for {key}.",
        (HttpStatusCode.Forbidden, _) => $"These credentials may not use the key {key}: grant the role roles/cloudkms.cryptoKeyEncrypterDecrypter on it.",
        (HttpStatusCode.NotFound, _) => $"There is no key {key}. Restore it, or set SQUAREMCP__Vault__GoogleCloudKms__Key.",
        (HttpStatusCode.BadRequest, "FAILED_PRECONDITION") => $"The version of {key} that is needed is disabled or destroyed. Enable it in Cloud KMS.",
        (HttpStatusCode.BadRequest, _) => $"Cloud KMS cannot decrypt with {key}: this was wrapped by another key, or is not as it was wrapped.",
        (HttpStatusCode.TooManyRequests, _) => $"Cloud KMS takes no more requests for {key} now. Try again in a minute.",
        var (status, _) => $"Cloud KMS failed with status {(int)status} for {key}. Try again later.",
    });

    private static VaultException Damaged() => new("What Cloud KMS answered was damaged on the way (its checksum does not fit). Try again.");
}
