using Squaremcp.Platforms;

namespace Squaremcp.Settings;

internal sealed class PlatformSettings
{
    public ObsidianSettings Obsidian { get; set; } = new();

    public TelegramSettings Telegram { get; set; } = new();

    public DiscordSettings Discord { get; set; } = new();

    public EmailSettings Email { get; set; } = new();

    public FigmaSettings Figma { get; set; } = new();

    public GithubSettings Github { get; set; } = new();

    public OAuthPlatformSettings Gmail { get; set; } = new();

    public LinkedInSettings LinkedIn { get; set; } = new();

    public OutlookSettings Outlook { get; set; } = new();

    public SlackSettings Slack { get; set; } = new();

    public OAuthPlatformSettings Snapchat { get; set; } = new();

    public OAuthPlatformSettings TikTok { get; set; } = new();

    public TwitterSettings Twitter { get; set; } = new();

    public MetaSettings Facebook { get; set; } = new();

    public MetaSettings Instagram { get; set; } = new();

    /// <summary>Numbers are connected by a token of the customer's; there is no registration of the operator's to set.</summary>
    public MetaSettings WhatsApp { get; set; } = new();

    /// <summary>Those that are connected by OAuth, or can be pointed elsewhere in the same way, by the names they have among the settings.</summary>
    internal IReadOnlyList<(string Name, OAuthPlatformSettings Settings)> OAuth =>
        [(nameof(Facebook), Facebook), (nameof(Figma), Figma), (nameof(Github), Github), (nameof(Gmail), Gmail), (nameof(Instagram), Instagram), (nameof(LinkedIn), LinkedIn), (nameof(Outlook), Outlook), (nameof(Slack), Slack), (nameof(Snapchat), Snapchat), (nameof(TikTok), TikTok), (nameof(Twitter), Twitter), (nameof(WhatsApp), WhatsApp)];

    internal PlatformOptions Options(string vaultRoot) => new()
    {
        VaultRoot = vaultRoot,
        ObsidianOnPrivateHosts = Obsidian.AllowPrivateHosts,
        EmailOnPrivateHosts = Email.AllowPrivateHosts,
        Telegram = new(Telegram.BaseUrl),
        TwitterSaysPost = Twitter.FieldNames == TwitterSettings.Post,
        DiscordVersion = Discord.ApiVersion,
        GitHubVersion = Github.ApiVersion,
        LinkedInVersion = LinkedIn.Version,
        OutlookTenant = Outlook.Tenant,
        FacebookVersion = Facebook.Version,
        InstagramVersion = Instagram.Version,
        WhatsAppVersion = WhatsApp.Version,
    };

    /// <summary>Where the operator points all hosts of a platform; null for its own.</summary>
    internal string? BaseUrl(string platform) => platform == "discord" ? Discord.BaseUrl : Of(platform)?.BaseUrl;

    /// <summary>Of a platform that is among them; null for others.</summary>
    internal OAuthPlatformSettings? Of(string platform) => OAuth.FirstOrDefault(one => one.Name.Equals(platform, StringComparison.OrdinalIgnoreCase)).Settings;
}

/// <summary>The operator's registration at a platform. Without it nobody can connect that platform.</summary>
internal class OAuthPlatformSettings
{
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Points all hosts of the platform at a simulator, <c>{BaseUrl}/{host}/…</c>, which may be on a private network; unset means the platform itself.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>The names that hosts of the platform have for this operator.</summary>
    internal virtual IReadOnlyDictionary<string, string> Renamed => new Dictionary<string, string>();

    /// <summary>True where those are of a server of the operator's own, which may be on a private network.</summary>
    internal virtual bool IsOwnServer => false;
}

internal sealed class FigmaSettings : OAuthPlatformSettings;

internal sealed class GithubSettings : OAuthPlatformSettings
{
    /// <summary>A host of GitHub Enterprise in place of github.com: of the operator's own server, which may be on a private network, or <c>{name}.ghe.com</c>.</summary>
    public string? EnterpriseHost { get; set; }

    /// <summary>Of the REST API; servers of the operator's own may know only <c>2022-11-28</c>.</summary>
    public string ApiVersion { get; set; } = "2026-03-10";

    /// <summary>A server has its API below a path, ghe.com on a host of its own.</summary>
    internal override IReadOnlyDictionary<string, string> Renamed => EnterpriseHost is not { } host ? base.Renamed : new Dictionary<string, string>
    {
        ["github.com"] = host,
        ["api.github.com"] = IsOwnServer ? $"{host}/api/v3" : $"api.{host}",
    };

    internal override bool IsOwnServer => EnterpriseHost?.EndsWith(".ghe.com", StringComparison.OrdinalIgnoreCase) == false;
}

internal sealed class DiscordSettings
{
    /// <summary>Of Discord's API.</summary>
    public string ApiVersion { get; set; } = "10";

    /// <summary>Points all hosts of Discord at a simulator, <c>{BaseUrl}/{host}/…</c>, which may be on a private network; unset means Discord itself.</summary>
    public string? BaseUrl { get; set; }
}

internal sealed class SlackSettings : OAuthPlatformSettings
{
    internal const string Commercial = "slack.com";

    /// <summary>Where Slack is: <c>slack.com</c>, <c>slack-gov.com</c>, or the host of an Enterprise organisation.</summary>
    public string Host { get; set; } = Commercial;

    internal override IReadOnlyDictionary<string, string> Renamed => new Dictionary<string, string> { [Commercial] = Host };
}

internal sealed class LinkedInSettings : OAuthPlatformSettings
{
    /// <summary>The month of LinkedIn's API that is asked for; LinkedIn supports each for about a year.</summary>
    public string Version { get; set; } = "202607";
}

internal sealed class OutlookSettings : OAuthPlatformSettings
{
    /// <summary>Whose accounts may be connected: <c>common</c> (all), <c>organizations</c>, <c>consumers</c>, or one organisation by id or domain, as the app's registration says.</summary>
    public string Tenant { get; set; } = "common";
}

internal sealed class TwitterSettings : OAuthPlatformSettings
{
    internal const string Tweet = "tweet", Post = "post";

    /// <summary>What X calls a post where fields are asked for: <c>tweet</c> (<c>tweet.fields</c>), as X itself does, or <c>post</c>, as its specification has it since August 2026.</summary>
    public string FieldNames { get; set; } = Tweet;
}

/// <summary>A platform of Meta's.</summary>
internal sealed class MetaSettings : OAuthPlatformSettings
{
    /// <summary>Of the Graph API; Meta retires each after about two years.</summary>
    public string Version { get; set; } = "v26.0";
}

internal sealed class EmailSettings
{
    /// <summary>Lets mail servers be on the operator's own network, as on this machine.</summary>
    public bool AllowPrivateHosts { get; set; }
}

internal sealed class ObsidianSettings
{
    /// <summary>The folder that customers' vaults lie under; default <c>vaults</c> in the data directory.</summary>
    public string? VaultRoot { get; set; }

    /// <summary>Lets the Local REST API plugin be on the operator's own network, as on this machine.</summary>
    public bool AllowPrivateHosts { get; set; }
}

internal sealed class TelegramSettings
{
    /// <summary>Where the Bot API is: Telegram's own, or a Bot API server or simulator of the operator's, which may be on a private network.</summary>
    public string BaseUrl { get; set; } = "https://api.telegram.org";
}
