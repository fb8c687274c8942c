namespace Squaremcp.Frontend.Settings;

/// <summary>The section <c>Squaremcp</c> of the configuration. Environment: <c>SQUAREMCP__PublicOrigin</c> and so on.</summary>
internal sealed class GatewaySettings
{
    public const string Section = "Squaremcp";

    /// <summary>Where the database, keys and run file live; default <c>data</c> under the working directory.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Scheme, host and port clients use, without a path; unset means the first bound loopback URL. Never read from the Host header.</summary>
    public string? PublicOrigin { get; set; }

    /// <summary>The superadmin key; unset means one is made at the first start in <c>admin.key</c> in the data directory.</summary>
    public string? AdminApiKey { get; set; }

    public McpSettings Mcp { get; set; } = new();

    public PlatformSettings Platforms { get; set; } = new();

    public VaultSettings Vault { get; set; } = new();

    public PlansSettings Plans { get; set; } = new();

    public OAuthSettings OAuth { get; set; } = new();

    public FileSettings Files { get; set; } = new();

    public AccountSettings Accounts { get; set; } = new();

    public SignInSettings SignIn { get; set; } = new();

    public MailSettings Mail { get; set; } = new();

    public SandboxSettings Sandbox { get; set; } = new();
}

/// <summary>Simulated platforms to rehearse in, at <c>/sandbox/</c>; also the argument <c>--sandbox</c>.</summary>
internal sealed class SandboxSettings
{
    /// <summary>Lets there be customers of plan sandbox, whose accounts are all simulated.</summary>
    public bool Enabled { get; set; }
}

/// <summary>What customers may upload for their tools; everything is deleted after 24 hours.</summary>
internal sealed class FileSettings
{
    /// <summary>Of one file: the longest video that X takes (docs/decisions/0012).</summary>
    public int MostBytes { get; set; } = 512 * 1024 * 1024;

    /// <summary>Of all files of one customer together.</summary>
    public long QuotaBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Lets files be fetched from the operator's own network.</summary>
    public bool AllowPrivateHosts { get; set; }

    /// <summary>How many files one customer may have.</summary>
    public int MostFiles { get; set; } = 1_000;
}

/// <summary>What each plan gives and costs. -1 is unlimited.</summary>
internal sealed class PlansSettings
{
    public PlanSettings Free { get; set; } = new() { CallsPerMonth = 2_000, CallsPerMinute = 120, Connections = 3, DailySends = 50, RetentionDays = 30 };

    public PlanSettings Starter { get; set; } = new() { CallsPerMonth = 50_000, CallsPerMinute = 600, Connections = 10, DailySends = 250, RetentionDays = 90, PriceCents = 1_900 };

    public PlanSettings Pro { get; set; } = new() { CallsPerMonth = 1_000_000, CallsPerMinute = 6_000, Connections = 50, DailySends = 2_000, RetentionDays = 365, PriceCents = 7_900 };

    public PlanSettings Enterprise { get; set; } = new() { CallsPerMonth = -1, CallsPerMinute = -1, Connections = 200, DailySends = 20_000, RetentionDays = 2_555, PriceCents = 49_900 };

    public PlanSettings Sandbox { get; set; } = new() { CallsPerMonth = 10_000, CallsPerMinute = 600, Connections = 20, DailySends = 500, RetentionDays = 7 };
}

internal sealed class PlanSettings
{
    /// <summary>Calls that reach a platform, in a UTC month.</summary>
    public int CallsPerMonth { get; set; }

    /// <summary>The same in a UTC minute.</summary>
    public int CallsPerMinute { get; set; }

    public int Connections { get; set; }

    /// <summary>Messages, posts and mails of each connection in a UTC day.</summary>
    public int DailySends { get; set; }

    /// <summary>Days that the audit trail and ended writes are kept.</summary>
    public int RetentionDays { get; set; }

    /// <summary>A month's price in hundredths of <see cref="Currency"/>.</summary>
    public int PriceCents { get; set; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; set; } = "EUR";
}

internal sealed class VaultSettings
{
    /// <summary>What wraps the vault's keys: "local" (a key file in the data directory), "azure-key-vault", "google-cloud-kms" or "aws-kms".</summary>
    public string Provider { get; set; } = "local";

    public AzureKeyVaultOptions AzureKeyVault { get; set; } = new();

    public GoogleCloudKmsOptions GoogleCloudKms { get; set; } = new();

    public AwsKmsOptions AwsKms { get; set; } = new();
}

internal sealed class AzureKeyVaultOptions
{
    /// <summary>https://{vault}.vault.azure.net/keys/{name}</summary>
    public string? Key { get; set; }
}

internal sealed class GoogleCloudKmsOptions
{
    /// <summary>projects/{p}/locations/{l}/keyRings/{r}/cryptoKeys/{k}</summary>
    public string? Key { get; set; }

    /// <summary>A service account's key file; unset asks the machine's metadata server.</summary>
    public string? CredentialsFile { get; set; }

    public string Endpoint { get; set; } = "https://cloudkms.googleapis.com";
}

internal sealed class AwsKmsOptions
{
    /// <summary>Key id, ARN or alias.</summary>
    public string? Key { get; set; }

    public string? Region { get; set; }

    public string? Endpoint { get; set; }
}

internal sealed class McpSettings
{
    /// <summary>Serves the conformance suite's fixtures at <c>/conformance/mcp</c>, without credentials.</summary>
    public bool ConformanceTenant { get; set; }

    /// <summary>The most UTF-8 bytes the structured content, and the text, of one answer may have.</summary>
    public int AnswerBytes { get; set; } = 48_000;

    /// <summary>Browser origins that may call this gateway, besides its own.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Further host names (with port where it is not the scheme's own) this gateway answers to.</summary>
    public IList<string> AllowedHosts { get; } = [];
}

internal sealed class PlatformSettings
{
    public ObsidianSettings Obsidian { get; set; } = new();

    public TelegramSettings Telegram { get; set; } = new();

    public DiscordSettings Discord { get; set; } = new();

    public EmailSettings Email { get; set; } = new();

    public FigmaSettings Figma { get; set; } = new();

    public GithubSettings Github { get; set; } = new();

    public LinkedInSettings LinkedIn { get; set; } = new();

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
        [(nameof(Facebook), Facebook), (nameof(Figma), Figma), (nameof(Github), Github), (nameof(Instagram), Instagram), (nameof(LinkedIn), LinkedIn), (nameof(Slack), Slack), (nameof(Snapchat), Snapchat), (nameof(TikTok), TikTok), (nameof(Twitter), Twitter), (nameof(WhatsApp), WhatsApp)];

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
        ["api.github.com"] = host.EndsWith(".ghe.com", StringComparison.OrdinalIgnoreCase) ? $"api.{host}" : $"{host}/api/v3",
    };
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
