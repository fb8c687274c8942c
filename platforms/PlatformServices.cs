using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Platforms.Discord;
using Squaremcp.Platforms.Email;
using Squaremcp.Platforms.Facebook;
using Squaremcp.Platforms.Figma;
using Squaremcp.Platforms.GitHub;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.Instagram;
using Squaremcp.Platforms.LinkedIn;
using Squaremcp.Platforms.Obsidian;
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
    /// <param name="vaultRoot">Full path of the folder that Obsidian vaults lie under.</param>
    /// <param name="obsidianOnPrivateHosts">True lets Obsidian's plugin be on the operator's own network.</param>
    /// <param name="emailOnPrivateHosts">True lets mail servers be on the operator's own network.</param>
    /// <param name="telegram">Where the Bot API is.</param>
    /// <param name="twitterSaysPost">True asks X for <c>post.fields</c> in place of <c>tweet.fields</c>.</param>
    /// <param name="githubVersion">Of GitHub's REST API.</param>
    /// <param name="linkedInVersion">The month of LinkedIn's API that is asked for.</param>
    /// <param name="discordVersion">Of Discord's API.</param>
    /// <param name="meta">Of the Graph API, for each of Meta's platforms.</param>
    public static IServiceCollection AddPlatforms(this IServiceCollection services, string vaultRoot, bool obsidianOnPrivateHosts, bool emailOnPrivateHosts, Uri telegram, bool twitterSaysPost, string githubVersion, string linkedInVersion, string discordVersion, GraphVersions meta) => services
        .AddSingleton<OutboundHttp>()
        .AddSingleton<IConnector>(provider => new DiscordConnector(discordVersion, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IConnector>(provider => new EmailConnector(emailOnPrivateHosts, provider.GetService<ICustomerFiles>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IConnector>(provider => new FigmaConnector(provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IConnector>(provider => new GitHubConnector(githubVersion, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IConnector>(provider => new LinkedInConnector(linkedInVersion, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new ObsidianConnector(vaultRoot, obsidianOnPrivateHosts, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IConnector>(provider => new SlackConnector(provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IConnector>(provider => new SnapchatConnector(provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new TelegramConnector(telegram, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new TikTokConnector(provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new TwitterConnector(twitterSaysPost, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new FacebookConnector(meta.Facebook, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new InstagramConnector(meta.Instagram, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<IConnector>(provider => new WhatsAppConnector(meta.WhatsApp, provider.GetRequiredService<OutboundHttp>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ICustomerFiles>()))
        .AddSingleton<Connectors>();
}

/// <summary>The version of the Graph API that each of Meta's platforms is asked with, for example <c>v26.0</c>.</summary>
public sealed record GraphVersions(string Facebook, string Instagram, string WhatsApp);
