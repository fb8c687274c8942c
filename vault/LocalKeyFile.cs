using System.Buffers.Text;
using System.Security.Cryptography;

namespace Squaremcp.Vault;

/// <summary>Wraps under a 256-bit key in a file that only its owner may read; made when the first key is wrapped.</summary>
/// <param name="file">Full path.</param>
internal sealed class LocalKeyFile(string file) : IKeyWrapper
{
    private const string Purpose = "square.kek.local.v1";

    public string Provider => "local";

    public Task<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string keyId, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            Make();
        }

        var local = Read();
        return Task.FromResult(new WrappedKey(Fingerprint(local), Sealing.Seal(local, key.Span, Sealing.About(Purpose, keyId))));
    }

    public Task<byte[]> UnwrapAsync(WrappedKey wrapped, string keyId, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new VaultException($"The vault's key file {file} is missing (the one with fingerprint {wrapped.ProviderKey}). Without it the stored credentials cannot be opened. Put it back from a backup.");
        }

        var local = Read();
        if (Fingerprint(local) != wrapped.ProviderKey)
        {
            throw new VaultException($"The vault's key file {file} has the fingerprint {Fingerprint(local)}; the stored credentials need the one with {wrapped.ProviderKey}. Put that one back from a backup.");
        }

        try
        {
            return Task.FromResult(Sealing.Open(local, wrapped.Bytes, Sealing.About(Purpose, keyId)));
        }
        catch (CryptographicException broken)
        {
            throw new VaultException($"The vault's key {keyId} in the database is not as it was written. Restore a backup of the database.", broken);
        }
    }

    /// <summary>Tells keys apart and says nothing of them.</summary>
    private static string Fingerprint(byte[] local) => Convert.ToHexStringLower(SHA256.HashData([.. "square.vault-key"u8, .. local]))[..16];

    private byte[] Read()
    {
        var text = File.ReadAllText(file).Trim();
        return Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { Length: Sealing.KeySize } local
            ? local
            : throw new VaultException($"{file} is no key of this program's: it must hold 256 bits as base64url. Put the right one back from a backup.");
    }

    private void Make()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var temporary = file + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Sealing.KeySize)) + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: false);
    }
}
