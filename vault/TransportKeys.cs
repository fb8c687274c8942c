using System.Collections.Concurrent;
using System.Security.Cryptography;
using Squaremcp.Platforms;

namespace Squaremcp.Vault;

/// <summary>The transport key pair: its private half rests in the vault and is opened in silos alone.</summary>
public sealed class TransportKeys(IVault vault)
{
    private static readonly SecretName Name = new("system", "-", "transport-key");

    private readonly ConcurrentDictionary<long, ECDiffieHellman> pairs = new();

    /// <summary>The public half of the newest pair; the first is made here.</summary>
    public async Task<TransportKey> CurrentAsync(CancellationToken cancellationToken)
    {
        var version = await vault.NewestAsync(Name, cancellationToken);
        if (version is null)
        {
            using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            using var secret = new Secret(pair.ExportPkcs8PrivateKey());
            version = await vault.PutAsync(Name, secret, cancellationToken);
        }

        return new() { Id = Id(version.Value), PublicKey = Convert.ToBase64String((await PairAsync(version.Value, cancellationToken)).ExportSubjectPublicKeyInfo()) };
    }

    /// <returns>Null where the box was sealed to another key, for another purpose, or tampered with.</returns>
    public async Task<Secret?> OpenAsync(SealedBox box, string about, CancellationToken cancellationToken)
    {
        try
        {
            return long.TryParse(box.KeyId, System.Globalization.CultureInfo.InvariantCulture, out var version)
                ? new Secret(SealedBoxes.Open(await PairAsync(version, cancellationToken), box, about))
                : null;
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private async Task<ECDiffieHellman> PairAsync(long version, CancellationToken cancellationToken)
    {
        if (pairs.TryGetValue(version, out var known))
        {
            return known;
        }

        using var secret = await vault.OpenAsync(Name, version, cancellationToken) ?? throw new CryptographicException($"There is no transport key {version}.");
        var pair = ECDiffieHellman.Create();
        pair.ImportPkcs8PrivateKey(secret.Reveal(), out _);
        return pairs.GetOrAdd(version, pair);
    }

    private static string Id(long version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
