using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;

namespace Squaremcp.Vault.Kms;

/// <summary>AWS KMS by its SDK: Encrypt and Decrypt with the key's id as encryption context; the ARN that wrapped is kept, and named again, so that a swapped blob is recognised.</summary>
internal sealed class AwsKms(AwsKmsSettings settings, Lazy<IAmazonKeyManagementService> kms) : IKeyWrapper
{
    private const string ContextName = "squaremcp-key";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public string Provider => "aws-kms";

    internal static IAmazonKeyManagementService Client(AwsKmsSettings settings, AWSCredentials? credentials = null)
    {
        var config = new AmazonKeyManagementServiceConfig { Timeout = Deadline, MaxErrorRetry = 3 };
        if (settings.Endpoint is { } endpoint)
        {
            (config.ServiceURL, config.AuthenticationRegion) = (endpoint, settings.Region);
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings.Region);
        }

        return credentials is null ? new AmazonKeyManagementServiceClient(config) : new AmazonKeyManagementServiceClient(credentials, config);
    }

    public Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string keyId, CancellationToken cancellationToken) => AskAsync(settings.Key!, async () =>
    {
        using var plain = new MemoryStream(key.ToArray());
        var answer = await kms.Value.EncryptAsync(new EncryptRequest { KeyId = settings.Key, Plaintext = plain, EncryptionContext = Context(keyId) }, cancellationToken);
        return new WrappedKey(answer.KeyId, answer.CiphertextBlob.ToArray());
    });

    public Task<byte[]> UnwrapAsync(WrappedKey wrapped, string keyId, CancellationToken cancellationToken) => AskAsync(wrapped.ProviderKey, async () =>
    {
        using var blob = new MemoryStream(wrapped.Bytes);
        var answer = await kms.Value.DecryptAsync(new DecryptRequest { KeyId = wrapped.ProviderKey, CiphertextBlob = blob, EncryptionContext = Context(keyId) }, cancellationToken);
        return answer.Plaintext.ToArray();
    });

    private static Dictionary<string, string> Context(string keyId) => new() { [ContextName] = keyId };

    private static async Task<T> AskAsync<T>(string key, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception refused) when (refused is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            throw new VaultException(
                refused switch
                {
                    NotFoundException => $"There is no key {key} in this account and region. Set SQUAREMCP__Vault__AwsKms__Key.",
                    DisabledException => $"The key {key} is disabled. Enable it in AWS KMS.",
                    KMSInvalidStateException => $"The key {key} is being deleted or is not ready. Cancel its deletion in AWS KMS.",
                    InvalidCiphertextException => $"AWS KMS cannot decrypt with {key}: this is not as it was wrapped, or was wrapped for another key of the vault.",
                    AmazonServiceException { ErrorCode: "IncorrectKeyException" } => $"This was wrapped by another key than {key}.",
                    AmazonServiceException { ErrorCode: "AccessDeniedException" } => $"These credentials may not use the key {key}: permit kms:Encrypt and kms:Decrypt.",
                    AmazonServiceException { ErrorCode: "ThrottlingException" } => $"AWS KMS takes no more requests for {key} now. Try again in a minute.",
                    AmazonServiceException { ErrorCode: "ExpiredTokenException" or "UnrecognizedClientException" or "InvalidSignatureException" } => "AWS does not accept the credentials: they have expired or are not known.",
                    AmazonServiceException { StatusCode: >= System.Net.HttpStatusCode.BadRequest } service => $"AWS KMS failed with {service.ErrorCode} for {key}. Try again later.",
                    _ => "AWS KMS cannot be reached, or no credentials were found. Set them as the AWS SDK reads them, and see that this machine may connect.",
                },
                refused);
        }
    }
}
