using Squaremcp.Customers;
using Squaremcp.Limits;

namespace Squaremcp.Settings;

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

    /// <summary>Opens <c>/metrics</c> and nothing else, so that whoever collects the numbers needs no superadmin key; unset means only that key does.</summary>
    public string? MetricsKey { get; set; }

    /// <summary>Base64 of 32 bytes: what cursors, cookies and the like are sealed with, the same in every process of a cluster; unset means the file <c>cursor.key</c> in the data directory.</summary>
    public string? CursorKey { get; set; }

    /// <summary>Null where it is unset, or not 32 bytes.</summary>
    internal byte[]? CursorKeyBytes
    {
        get
        {
            var bytes = new byte[32];
            return Convert.TryFromBase64String(Padded(CursorKey ?? ""), bytes, out var written) && written == bytes.Length ? bytes : null;
        }
    }

    public ClusterSettings Cluster { get; set; } = new();

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

    /// <summary>The key files of a data folder are base64url without padding; what is copied from one is good here too.</summary>
    private static string Padded(string key) => key.Trim().Replace('-', '+').Replace('_', '/').TrimEnd('=') is var digits && digits.Length == 43 ? digits + "=" : key;
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
    internal IReadOnlyDictionary<Plan, UsageLimits> Limits => new Dictionary<Plan, UsageLimits>
    {
        [Plan.Free] = Free.Limits,
        [Plan.Starter] = Starter.Limits,
        [Plan.Pro] = Pro.Limits,
        [Plan.Enterprise] = Enterprise.Limits,
        [Plan.Sandbox] = Sandbox.Limits,
    };

    public PlanSettings Free { get; set; } = new() { CallsPerMonth = 2_000, CallsPerMinute = 120, Connections = 3, DailySends = 50, RetentionDays = 30 };

    public PlanSettings Starter { get; set; } = new() { CallsPerMonth = 50_000, CallsPerMinute = 600, Connections = 10, DailySends = 250, RetentionDays = 90, PriceCents = 1_900 };

    public PlanSettings Pro { get; set; } = new() { CallsPerMonth = 1_000_000, CallsPerMinute = 6_000, Connections = 50, DailySends = 2_000, RetentionDays = 365, PriceCents = 7_900 };

    public PlanSettings Enterprise { get; set; } = new() { CallsPerMonth = -1, CallsPerMinute = -1, Connections = 200, DailySends = 20_000, RetentionDays = 2_555, PriceCents = 49_900 };

    public PlanSettings Sandbox { get; set; } = new() { CallsPerMonth = 10_000, CallsPerMinute = 600, Connections = 20, DailySends = 500, RetentionDays = 7 };
}

internal sealed class PlanSettings
{
    internal UsageLimits Limits => new UsageLimits().With(new()
    {
        CallsPerMonth = CallsPerMonth,
        CallsPerMinute = CallsPerMinute,
        Connections = Connections,
        DailySends = DailySends,
        RetentionDays = RetentionDays,
    });

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

    /// <summary>Of the provider "local": 256 bits as base64url; unset means <c>vault.key</c> in the data directory. Every silo of a cluster has the same one.</summary>
    public string? KeyFile { get; set; }

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
