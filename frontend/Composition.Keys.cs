using Squaremcp.Settings;
using Squaremcp.Vault.Kms;

namespace Squaremcp.Frontend;

/// <summary>The services that wrap the vault's keys, as set; the silo's program compiles this file too.</summary>
internal static partial class Composition
{
    internal static KmsSettings KeysOf(VaultSettings vault) => new()
    {
        AzureKeyVault = new() { Key = vault.AzureKeyVault.Key },
        GoogleCloudKms = new() { Key = vault.GoogleCloudKms.Key, CredentialsFile = vault.GoogleCloudKms.CredentialsFile, Endpoint = vault.GoogleCloudKms.Endpoint },
        AwsKms = new() { Key = vault.AwsKms.Key, Region = vault.AwsKms.Region, Endpoint = vault.AwsKms.Endpoint },
    };
}
