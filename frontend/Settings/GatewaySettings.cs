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
}

internal sealed class VaultSettings
{
    /// <summary>What wraps the vault's keys: "local", a key file in the data directory.</summary>
    public string Provider { get; set; } = "local";
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
}

internal sealed class ObsidianSettings
{
    /// <summary>The folder that customers' vaults lie under; default <c>vaults</c> in the data directory.</summary>
    public string? VaultRoot { get; set; }
}
