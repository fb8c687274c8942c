using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Vault.Kms;

public static class KmsServices
{
    /// <summary>The key wrapper of every service that has a key set; nothing is asked of any before it is used.</summary>
    public static IServiceCollection AddKms(this IServiceCollection services, KmsSettings settings)
    {
        // Operators name these hosts, not customers.
        static HttpClient Http(IServiceProvider provider) => provider.GetRequiredService<OutboundHttp>().Client(new(AllowPrivate: true));

        if (settings.AzureKeyVault.Key is not null)
        {
            services.AddSingleton<IKeyWrapper>(provider => new AzureKeyVault(settings.AzureKeyVault, new DefaultAzureCredential(), Http(provider), provider.GetRequiredService<TimeProvider>()));
        }

        if (settings.GoogleCloudKms.Key is not null)
        {
            services.AddSingleton<IKeyWrapper>(provider => new GoogleCloudKms(settings.GoogleCloudKms, Http(provider), provider.GetRequiredService<TimeProvider>()));
        }

        if (settings.AwsKms.Key is not null)
        {
            services.AddSingleton<IKeyWrapper>(_ => new AwsKms(settings.AwsKms, new(() => AwsKms.Client(settings.AwsKms))));
        }

        return services;
    }
}
