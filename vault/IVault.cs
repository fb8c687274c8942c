using Squaremcp.Platforms;

namespace Squaremcp.Vault;

/// <summary>Where secrets rest: each sealed under a data key of its own, bound to its name and version.</summary>
public interface IVault
{
    /// <summary>Seals the value as the next version. Earlier versions stay until <see cref="KeepOnlyAsync"/>, so that a crash before the version is noted elsewhere loses neither.</summary>
    /// <returns>The version: 1, 2, 3 …</returns>
    Task<long> PutAsync(SecretName name, Secret value, CancellationToken cancellationToken);

    /// <returns>Null where there is no such version.</returns>
    /// <exception cref="VaultException">The record was tampered with, or its key cannot be had now.</exception>
    Task<Secret?> OpenAsync(SecretName name, long version, CancellationToken cancellationToken);

    /// <returns>Null where there is none.</returns>
    Task<long?> NewestAsync(SecretName name, CancellationToken cancellationToken);

    /// <summary>Erases every other version.</summary>
    Task KeepOnlyAsync(SecretName name, long version, CancellationToken cancellationToken);

    /// <summary>Erases all secrets of one connection.</summary>
    Task EraseAsync(string customer, string connection, CancellationToken cancellationToken);

    /// <summary>Erases all secrets of a customer: what was sealed or hashed under them can never be opened or matched again.</summary>
    Task EraseAsync(string customer, CancellationToken cancellationToken);

    /// <summary>The 256-bit key of this name, made at its first use; whoever asks at the same time gets the same one.</summary>
    Task<Secret> KeyAsync(SecretName name, CancellationToken cancellationToken);
}

/// <param name="Customer">Customer id, or "system" for the installation's own.</param>
/// <param name="Connection">Connection id, or "-" where it belongs to the customer as a whole.</param>
/// <param name="Kind">What it is, for example "credentials" or "audit-hmac-key".</param>
public sealed record SecretName(string Customer, string Connection, string Kind);

/// <summary>A secret cannot be opened or sealed; the message says why and what to do, and holds nothing of the secret.</summary>
public sealed class VaultException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True where no later try can open it as it is; false where it may, for example once the key management service answers again.</summary>
    public bool IsLost { get; init; }
}
