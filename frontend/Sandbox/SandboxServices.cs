using System.Security.Cryptography;
using Squaremcp.Frontend.Operation;
using Squaremcp.Platforms;
using Squaremcp.Sandbox;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Sandbox;

/// <summary>The simulators below <c>/sandbox/</c>, where the operator wants them.</summary>
internal static class SandboxServices
{
    private const string Prefix = "/sandbox";

    /// <param name="key">A secret of this installation; what the simulators sign with is derived from it.</param>
    /// <param name="vaults">Full path of the folder that Obsidian vaults lie under.</param>
    internal static IServiceCollection AddSandbox(this IServiceCollection services, GatewaySettings settings, byte[] key, string vaults)
    {
        if (!settings.Sandbox.Enabled)
        {
            return services.AddSingleton<ISandbox, NoSandbox>().AddSingleton<IPlatformSetup>(new PlatformSetup(settings.Platforms, null));
        }

        var own = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "squaremcp sandbox"u8.ToArray());
        return services
            .AddSingleton(provider => new Simulators(own, vaults, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<ISandbox, SandboxAccounts>()
            .AddSingleton<IPlatformSetup>(provider => new PlatformSetup(settings.Platforms, () => new(Address(provider.GetRequiredService<PublicAddress>())) { Ports = provider.GetRequiredService<Simulators>().Ports }));
    }

    internal static void UseSandbox(this WebApplication app)
    {
        if (app.Services.GetService<Simulators>() is not { } simulators)
        {
            return;
        }

        var address = app.Services.GetRequiredService<PublicAddress>();
        app.Map(Prefix, branch => branch.Run(async context =>
        {
            // What waits, or hangs on demand, does not keep the process from stopping.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, app.Lifetime.ApplicationStopping);
            context.RequestAborted = either.Token;
            try
            {
                await simulators.AnswerAsync(context, context.Request.Path, Address(address).AbsoluteUri);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                context.Abort();
            }
        }));
    }

    private static Uri Address(PublicAddress address) => new($"{address.Here}{Prefix}/");
}
