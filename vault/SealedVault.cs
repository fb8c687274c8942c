using System.Globalization;
using System.Security.Cryptography;
using Squaremcp.Platforms;
using Squaremcp.Storage;

namespace Squaremcp.Vault;

/// <summary>
/// Every record has a data key of its own (AES-256-GCM), bound to its name and version; the data key is wrapped under a key-encryption key, bound to the same and to that key's id.
/// </summary>
internal sealed class SealedVault(ISecretRecords records, VaultKeys keys, TimeProvider clock) : IVault
{
    private const string Format = "square.secret.v1";

    public async Task<long> PutAsync(SecretName name, Secret value, CancellationToken cancellationToken)
    {
        while (true)
        {
            var version = (await NewestAsync(name, cancellationToken) ?? 0) + 1;
            if (await AddAsync(name, version, value, cancellationToken))
            {
                return version;
            }

            // Another process was first with this version, or has moved on to another key.
            await keys.LoadAsync(cancellationToken);
        }
    }

    public async Task<Secret?> OpenAsync(SecretName name, long version, CancellationToken cancellationToken) =>
        await records.GetAsync(name.Customer, name.Connection, name.Kind, version, cancellationToken) is { } record ? await OpenAsync(record, cancellationToken) : null;

    public Task<long?> NewestAsync(SecretName name, CancellationToken cancellationToken) => records.NewestAsync(name.Customer, name.Connection, name.Kind, cancellationToken);

    public Task KeepOnlyAsync(SecretName name, long version, CancellationToken cancellationToken) => records.KeepOnlyAsync(name.Customer, name.Connection, name.Kind, version, cancellationToken);

    public Task EraseAsync(string customer, string connection, CancellationToken cancellationToken) => records.EraseAsync(customer, connection, cancellationToken);

    public Task EraseAsync(string customer, CancellationToken cancellationToken) => records.EraseAsync(customer, null, cancellationToken);

    public async Task<Secret> KeyAsync(SecretName name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await OpenAsync(name, 1, cancellationToken) is { } key)
            {
                return key;
            }

            // Whoever comes second finds the first one's.
            using var made = new Secret(RandomNumberGenerator.GetBytes(Sealing.KeySize));
            if (!await AddAsync(name, 1, made, cancellationToken))
            {
                await keys.LoadAsync(cancellationToken);
            }
        }
    }

    /// <summary>The same data key under another key-encryption key; the secret itself is not opened.</summary>
    internal async Task<Wrap> RewrapAsync(SealedSecret record, string keyId, CancellationToken cancellationToken)
    {
        var dataKey = await DataKeyAsync(record, cancellationToken);
        try
        {
            return await WrapAsync(dataKey, record, keyId, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Whether a record opens under this key-encryption key; its value is not kept.</summary>
    internal static bool Opens(SealedSecret record, Secret keyEncryptionKey)
    {
        byte[] dataKey = [];
        byte[] plain = [];
        try
        {
            dataKey = Sealing.Open(keyEncryptionKey.Reveal(), record.Wrap.Bytes, AboutWrap(record, record.Wrap.KeyId));
            plain = Sealing.Open(dataKey, [.. record.Nonce, .. record.Sealed], About(record));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private async Task<bool> AddAsync(SecretName name, long version, Secret value, CancellationToken cancellationToken)
    {
        var dataKey = RandomNumberGenerator.GetBytes(Sealing.KeySize);
        try
        {
            var record = new SealedSecret(name.Customer, name.Connection, name.Kind, version, [], [], new("", []), clock.GetUtcNow());
            var sealedBytes = Sealing.Seal(dataKey, value.Reveal(), About(record));
            record = record with { Nonce = sealedBytes[..12], Sealed = sealedBytes[12..] };
            return await records.AddAsync(record with { Wrap = await WrapAsync(dataKey, record, await keys.CurrentAsync(cancellationToken), cancellationToken) }, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private async Task<Secret> OpenAsync(SealedSecret record, CancellationToken cancellationToken)
    {
        var dataKey = await DataKeyAsync(record, cancellationToken);
        try
        {
            return new(Sealing.Open(dataKey, [.. record.Nonce, .. record.Sealed], About(record)));
        }
        catch (CryptographicException broken)
        {
            throw Broken(record, broken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private async Task<byte[]> DataKeyAsync(SealedSecret record, CancellationToken cancellationToken)
    {
        var key = await keys.GetAsync(record.Wrap.KeyId, cancellationToken);
        try
        {
            return Sealing.Open(key.Reveal(), record.Wrap.Bytes, AboutWrap(record, record.Wrap.KeyId));
        }
        catch (CryptographicException broken)
        {
            throw Broken(record, broken);
        }
    }

    private async Task<Wrap> WrapAsync(byte[] dataKey, SealedSecret record, string keyId, CancellationToken cancellationToken) =>
        new(keyId, Sealing.Seal((await keys.GetAsync(keyId, cancellationToken)).Reveal(), dataKey, AboutWrap(record, keyId)));

    private static byte[] About(SealedSecret record) =>
        Sealing.About(Format, record.Customer, record.Connection, record.Kind, record.Version.ToString(CultureInfo.InvariantCulture));

    private static byte[] AboutWrap(SealedSecret record, string keyId) =>
        Sealing.About(Format, record.Customer, record.Connection, record.Kind, record.Version.ToString(CultureInfo.InvariantCulture), keyId);

    private static VaultException Broken(SealedSecret record, Exception inner) =>
        new($"The secret {record.Customer}/{record.Connection}/{record.Kind} version {record.Version} cannot be opened: it is not as it was sealed, or was moved here from another place.", inner) { IsLost = true };
}
