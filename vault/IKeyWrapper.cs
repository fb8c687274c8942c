namespace Squaremcp.Vault;

/// <summary>A provider that wraps key-encryption keys: a local key file or a key management service. Asked at start and at rotation, not per call.</summary>
public interface IKeyWrapper
{
    /// <summary>As configured: "local", "azure-key-vault", "google-cloud-kms" or "aws-kms".</summary>
    string Provider { get; }

    /// <param name="key">32 bytes.</param>
    /// <param name="keyId">The id of the key that is wrapped; bound to it where the provider has a context for that.</param>
    /// <exception cref="VaultException">With what to do.</exception>
    Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string keyId, CancellationToken cancellationToken);

    /// <exception cref="VaultException">It says which key is missing, wrong, disabled or not permitted.</exception>
    Task<byte[]> UnwrapAsync(WrappedKey wrapped, string keyId, CancellationToken cancellationToken);
}

/// <param name="ProviderKey">The provider's name for the key that wraps, with its version where it has one.</param>
public sealed record WrappedKey(string ProviderKey, byte[] Bytes);
