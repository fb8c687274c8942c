namespace Squaremcp.Vault.Kms;

/// <summary>Where the keys are that wrap the vault's keys. Those of a provider that was used before stay set until a rotation has moved everything.</summary>
public sealed class KmsSettings
{
    public AzureKeyVaultSettings AzureKeyVault { get; set; } = new();

    public GoogleCloudKmsSettings GoogleCloudKms { get; set; } = new();

    public AwsKmsSettings AwsKms { get; set; } = new();
}

public sealed class AzureKeyVaultSettings
{
    /// <summary>The key's identifier, without a version the newest wraps: https://{vault}.vault.azure.net/keys/{name}. RSA, 2048 bits or more; wrapKey and unwrapKey must be permitted.</summary>
    public string? Key { get; set; }
}

public sealed class GoogleCloudKmsSettings
{
    /// <summary>projects/{p}/locations/{l}/keyRings/{r}/cryptoKeys/{k}; symmetric, role cloudkms.cryptoKeyEncrypterDecrypter.</summary>
    public string? Key { get; set; }

    /// <summary>A service account's key file; unset asks the metadata server of the machine.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>For tests and private endpoints.</summary>
    public string Endpoint { get; set; } = "https://cloudkms.googleapis.com";
}

public sealed class AwsKmsSettings
{
    /// <summary>Key id, ARN or alias; symmetric; kms:Encrypt and kms:Decrypt must be permitted. Credentials come as the AWS SDK finds them.</summary>
    public string? Key { get; set; }

    /// <summary>For example eu-central-1.</summary>
    public string? Region { get; set; }

    /// <summary>For tests and private endpoints.</summary>
    public string? Endpoint { get; set; }
}
