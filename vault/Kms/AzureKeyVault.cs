using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Azure.Core;

namespace Squaremcp.Vault.Kms;

/// <summary>Azure Key Vault by REST (https://learn.microsoft.com/rest/api/keyvault/keys, 2025-07-01): wrapkey and unwrapkey with RSA-OAEP-256. The key's version that wrapped is kept with what it wrapped.</summary>
internal sealed partial class AzureKeyVault(AzureKeyVaultSettings settings, TokenCredential credential, HttpClient http, TimeProvider clock) : IKeyWrapper
{
    private const string Version = "api-version=2025-07-01";
    private const string Algorithm = "RSA-OAEP-256";

    private readonly KmsHttp kms = new(http, "Azure Key Vault", clock);
    private string? scope;

    public string Provider => "azure-key-vault";

    public async Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string keyId, CancellationToken cancellationToken)
    {
        var answer = await AskAsync($"{settings.Key!.TrimEnd('/')}/wrapkey", key, cancellationToken);
        return new(answer.Json!["kid"]!.GetValue<string>(), Base64Url.DecodeFromChars(answer.Json["value"]!.GetValue<string>()));
    }

    public async Task<byte[]> UnwrapAsync(WrappedKey wrapped, string keyId, CancellationToken cancellationToken)
    {
        // The kid comes from the database: it must not lead a token to another host.
        if (settings.Key is not { } configured || !wrapped.ProviderKey.StartsWith(new Uri(configured).GetLeftPart(UriPartial.Authority) + "/keys/", StringComparison.Ordinal))
        {
            throw new VaultException($"The vault's key {keyId} is wrapped by {wrapped.ProviderKey}, which is not in the configured Key Vault. Set SQUAREMCP__Vault__AzureKeyVault__Key to a key of that Key Vault.");
        }

        var answer = await AskAsync($"{wrapped.ProviderKey}/unwrapkey", wrapped.Bytes, cancellationToken);
        return Base64Url.DecodeFromChars(answer.Json!["value"]!.GetValue<string>());
    }

    private async Task<KmsAnswer> AskAsync(string address, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var uri = new Uri($"{address}?{Version}");
        var token = await TokenAsync(uri, cancellationToken);
        var body = JsonContent.Create(new { alg = Algorithm, value = Base64Url.EncodeToString(value.Span) });
        var answer = await kms.PostAsync(uri, body, token, cancellationToken);
        return answer.IsSuccess ? answer : throw Refused(address, answer);
    }

    /// <summary>As the SDK does: the vault is first asked without anything, and what it names as its resource must be its own domain before a token for that is shown to it.</summary>
    private async Task<string> TokenAsync(Uri address, CancellationToken cancellationToken)
    {
        if (scope is null)
        {
            var challenge = await kms.PostAsync(address, null, null, cancellationToken);
            var resource = Resource().Match(challenge.Challenge) is { Success: true } match && Uri.TryCreate(match.Groups["resource"].Value, UriKind.Absolute, out var uri) ? uri : null;
            if (challenge.Status != HttpStatusCode.Unauthorized || resource is null || !address.Host.EndsWith("." + resource.Host, StringComparison.OrdinalIgnoreCase))
            {
                throw new VaultException($"{address.Authority} does not answer as a Key Vault does, so no token was sent to it. Check SQUAREMCP__Vault__AzureKeyVault__Key.");
            }

            scope = $"{resource.GetLeftPart(UriPartial.Authority)}/.default";
        }

        try
        {
            return (await credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token;
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            throw new VaultException("Azure gives no token for the Key Vault: sign in, set AZURE_CLIENT_ID and its companions, or give this machine an identity.", broken);
        }
    }

    private static VaultException Refused(string address, KmsAnswer answer)
    {
        var key = address[..address.LastIndexOf('/')];
        return new(answer.Status switch
        {
            HttpStatusCode.Unauthorized => $"Key Vault does not accept the token for {key}.",
            HttpStatusCode.Forbidden => $"This identity may not use the key {key}: give it wrapKey and unwrapKey (role Key Vault Crypto Service Encryption User), and see that the key is enabled and the vault's firewall lets this machine in.",
            HttpStatusCode.NotFound => $"There is no key {key}. Restore it in Key Vault, or set SQUAREMCP__Vault__AzureKeyVault__Key.",
            HttpStatusCode.BadRequest => $"Key Vault cannot use the key {key} for this: it must be an RSA key, and what is unwrapped must have been wrapped by it.",
            HttpStatusCode.TooManyRequests => $"Key Vault takes no more requests for {key} now. Try again in a minute.",
            _ => $"Key Vault failed with status {(int)answer.Status} for {key}. Try again later.",
        });
    }

    [GeneratedRegex("resource=\"(?<resource>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Resource();
}
