using System.Security.Cryptography;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Storage;
using Squaremcp.Vault;

namespace Squaremcp.Grains.Ledger;

/// <summary>Signs the heads of audit chains with the installation's key, whose private half rests in the vault.</summary>
public sealed class AuditSigner(IAuditProof proof, IVault vault, TimeProvider clock)
{
    private static readonly SecretName Name = new("system", "-", "audit-signing-key");

    private Task<ECDsa>? opening;

    /// <summary>The head as it is now, as it was signed before or is signed now; null while the chain is empty.</summary>
    public async Task<SignedHead?> SignAsync(string customerId, CancellationToken cancellationToken)
    {
        if (await proof.HeadAsync(customerId, clock.GetUtcNow(), cancellationToken) is not { } head)
        {
            return null;
        }

        if (await proof.SignedAsync(head, cancellationToken) is { } before)
        {
            return before;
        }

        var signed = head.SignedBy(await KeyAsync());
        await proof.SaveAsync(signed, cancellationToken);
        return signed;
    }

    /// <summary>The public half, SubjectPublicKeyInfo in PEM.</summary>
    public async Task<string> PublicKeyAsync() => (await KeyAsync()).ExportSubjectPublicKeyInfoPem();

    private async Task<ECDsa> KeyAsync()
    {
        var key = opening ??= OpenAsync();
        try
        {
            return await key;
        }
        catch when (ReferenceEquals(opening, key))
        {
            opening = null;
            throw;
        }
    }

    private async Task<ECDsa> OpenAsync()
    {
        if (await vault.NewestAsync(Name, CancellationToken.None) is null)
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var secret = new Secret(made.ExportPkcs8PrivateKey());
            await vault.PutAsync(Name, secret, CancellationToken.None);
        }

        // Of two that were made at the same moment the first is the installation's.
        using var pkcs8 = await vault.OpenAsync(Name, 1, CancellationToken.None) ?? throw new VaultException("The key that signs audit trails is gone from the vault. Restore a backup that has it.");
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8.Reveal(), out _);
        return key;
    }
}
