using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Platforms.Discord;
using Squaremcp.Platforms.Email;
using Squaremcp.Platforms.Facebook;
using Squaremcp.Platforms.Figma;
using Squaremcp.Platforms.GitHub;
using Squaremcp.Platforms.Gmail;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Instagram;
using Squaremcp.Platforms.LinkedIn;
using Squaremcp.Platforms.Obsidian;
using Squaremcp.Platforms.Outlook;
using Squaremcp.Platforms.Slack;
using Squaremcp.Platforms.Snapchat;
using Squaremcp.Platforms.Telegram;
using Squaremcp.Platforms.TikTok;
using Squaremcp.Platforms.Twitter;
using Squaremcp.Platforms.WhatsApp;

namespace Squaremcp.Platforms;

public static class PlatformServices
{
    /// <summary>Every platform this program knows: one line each. Customers' files, where <see cref="ICustomerFiles"/> is registered, are for those that carry attachments.</summary>
    public static IServiceCollection AddPlatforms(this IServiceCollection services, PlatformOptions options) => services
        .AddSingleton<OutboundHttp>()
        .AddPlatform(given => new DiscordConnector(options.DiscordVersion, given.Http, given.Clock))
        .AddPlatform(given => new EmailConnector(options.EmailOnPrivateHosts, given.Files, given.Clock))
        .AddPlatform(given => new FacebookConnector(options.FacebookVersion, given.Http, given.Clock, given.Files))
        .AddPlatform(given => new FigmaConnector(given.Http, given.Clock))
        .AddPlatform(given => new GitHubConnector(options.GitHubVersion, given.Http, given.Clock))
        .AddPlatform(given => new GmailConnector(given.Http, given.Clock, given.Files))
        .AddPlatform(given => new InstagramConnector(options.InstagramVersion, given.Http, given.Clock, given.Files))
        .AddPlatform(given => new LinkedInConnector(options.LinkedInVersion, given.Http, given.Clock, given.Files))
        .AddPlatform(given => new ObsidianConnector(options.VaultRoot, options.ObsidianOnPrivateHosts, given.Http, given.Clock))
        .AddPlatform(given => new OutlookConnector(options.OutlookTenant, given.Http, given.Clock, given.Files))
        .AddPlatform(given => new SlackConnector(given.Http, given.Clock))
        .AddPlatform(given => new SnapchatConnector(given.Http, given.Clock, given.Files))
        .AddPlatform(given => new TelegramConnector(options.Telegram, given.Http, given.Clock, given.Files))
        .AddPlatform(given => new TikTokConnector(given.Http, given.Clock, given.Files))
        .AddPlatform(given => new TwitterConnector(options.TwitterSaysPost, given.Http, given.Clock, given.Files))
        .AddPlatform(given => new WhatsAppConnector(options.WhatsAppVersion, given.Http, given.Clock, given.Files))
        .AddSingleton<Connectors>();

    private static IServiceCollection AddPlatform(this IServiceCollection services, Func<Given, IConnector> make) => services.AddSingleton(provider =>
        make(new(provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>())));

    private sealed record Given(OutboundHttp Http, TimeProvider Clock, ICustomerFiles? Files);
}
