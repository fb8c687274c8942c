namespace Squaremcp.Platforms;

/// <summary>What the operator decides about platforms; the versions are those that their own pages name first today.</summary>
public sealed record PlatformOptions
{
    /// <summary>Full path of the folder that Obsidian vaults lie under.</summary>
    public required string VaultRoot { get; init; }

    /// <summary>True lets Obsidian's plugin be on the operator's own network.</summary>
    public bool ObsidianOnPrivateHosts { get; init; }

    /// <summary>True lets mail servers be on the operator's own network.</summary>
    public bool EmailOnPrivateHosts { get; init; }

    /// <summary>Where the Bot API is.</summary>
    public Uri Telegram { get; init; } = new("https://api.telegram.org");

    /// <summary>True asks X for <c>post.fields</c> in place of <c>tweet.fields</c>.</summary>
    public bool TwitterSaysPost { get; init; }

    public string DiscordVersion { get; init; } = "10";

    /// <summary>Of GitHub's REST API.</summary>
    public string GitHubVersion { get; init; } = "2026-03-10";

    /// <summary>The month of LinkedIn's API that is asked for.</summary>
    public string LinkedInVersion { get; init; } = "202607";

    /// <summary>Whose Microsoft accounts may be connected as Outlook.</summary>
    public string OutlookTenant { get; init; } = "common";

    /// <summary>Of Meta's Graph API, as the next two.</summary>
    public string FacebookVersion { get; init; } = "v26.0";

    public string InstagramVersion { get; init; } = "v26.0";

    public string WhatsAppVersion { get; init; } = "v26.0";
}
