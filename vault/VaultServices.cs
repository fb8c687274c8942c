using Microsoft.Extensions.DependencyInjection;

namespace Squaremcp.Vault;

public static class VaultServices
{
    /// <summary>The vault on the storage's <see cref="Squaremcp.Storage.ISecretRecords"/>. <see cref="OpenVaultAsync"/> comes before the first use.</summary>
    /// <param name="keyFile">Full path of the local provider's key file.</param>
    public static IServiceCollection AddVault(this IServiceCollection services, VaultOptions options, string keyFile) => services
        .AddSingleton(options)
        .AddSingleton<IKeyWrapper>(new LocalKeyFile(keyFile))
        .AddSingleton<VaultKeys>()
        .AddSingleton<SealedVault>()
        .AddSingleton<IVault>(provider => provider.GetRequiredService<SealedVault>())
        .AddSingleton<TransportKeys>()
        .AddSingleton<VaultRotations>()
        .AddSingleton<IVaultRotations>(provider => provider.GetRequiredService<VaultRotations>())
        .AddHostedService(provider => provider.GetRequiredService<VaultRotations>());

    /// <summary>Opens every key at start, so that a lost one stops the start and not a call.</summary>
    /// <exception cref="VaultException">It says which key is missing and what to do.</exception>
    public static Task OpenVaultAsync(this IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<VaultKeys>().LoadAsync(cancellationToken);
}
