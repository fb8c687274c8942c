using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Platforms.Email;
using Squaremcp.Platforms.Facebook;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Instagram;
using Squaremcp.Platforms.Obsidian;
using Squaremcp.Platforms.Telegram;
using Squaremcp.Platforms.Twitter;
using Squaremcp.Platforms.WhatsApp;

namespace Squaremcp.Platforms;

public static class PlatformServices
{
    /// <summary>Every platform this program knows: one line each. Customers' files, where <see cref="ICustomerFiles"/> is registered, are for those that carry attachments.</summary>
    /// <param name="vaultRoot">Full path of the folder that Obsidian vaults lie under.</param>
    /// <param name="obsidianOnPrivateHosts">True lets Obsidian's plugin be on the operator's own network.</param>
    /// <param name="emailOnPrivateHosts">True lets mail servers be on the operator's own network.</param>
    /// <param name="telegram">Where the Bot API is.</param>
    /// <param name="twitterSaysPost">True asks X for <c>post.fields</c> in place of <c>tweet.fields</c>.</param>
    /// <param name="facebookVersion">Of the Graph API, for Facebook's pages.</param>
    /// <param name="instagramVersion">The same for Instagram.</param>
    /// <param name="whatsAppVersion">The same for WhatsApp.</param>
    public static IServiceCollection AddPlatforms(this IServiceCollection services, string vaultRoot, bool obsidianOnPrivateHosts, bool emailOnPrivateHosts, Uri telegram, bool twitterSaysPost, string facebookVersion, string instagramVersion, string whatsAppVersion) => services
        .AddSingleton<OutboundHttp>()
        .AddSingleton<IConnector>(provider => new EmailConnector(emailOnPrivateHosts, provider.GetService<ICustomerFiles>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IConnector>(provider => new ObsidianConnector(vaultRoot, obsidianOnPrivateHosts, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IConnector>(provider => new TelegramConnector(telegram, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new TwitterConnector(twitterSaysPost, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new FacebookConnector(facebookVersion, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new InstagramConnector(instagramVersion, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new WhatsAppConnector(whatsAppVersion, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<Connectors>();
}
