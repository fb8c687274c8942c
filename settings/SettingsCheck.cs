using Microsoft.Extensions.Configuration;

namespace Squaremcp.Settings;

/// <summary>Reads the settings and tells every mistake at once, each with what to set.</summary>
internal static class SettingsCheck
{
    /// <summary>The whole file is in the database, and read back before it is shown.</summary>
    private const int MostFileBytes = 1024 * 1024 * 1024;

    /// <param name="more">What is a mistake for the program that reads them.</param>
    internal static (GatewaySettings Settings, IReadOnlyList<string> Mistakes) Read(IConfiguration configuration, params ReadOnlySpan<Func<GatewaySettings, IEnumerable<string>>> more)
    {
        var section = configuration.GetSection(GatewaySettings.Section);
        var unreadable = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var mistakes = Unknown(section, typeof(GatewaySettings), unreadable).Concat(unreadable.Values).ToList();
        // The binder stops at the first value it cannot read; without those it tells what is wrong with the others.
        var readable = section.AsEnumerable().Where(pair => !unreadable.ContainsKey(pair.Key));
        var settings = new ConfigurationBuilder().AddInMemoryCollection(readable).Build().GetSection(GatewaySettings.Section).Get<GatewaySettings>() ?? new();
        mistakes.AddRange(Broken(settings));
        foreach (var mistaken in more)
        {
            mistakes.AddRange(mistaken(settings));
        }

        return (settings, mistakes);
    }

    private static IEnumerable<string> Broken(GatewaySettings settings)
    {
        if (string.IsNullOrWhiteSpace(settings.DataDirectory))
        {
            yield return "SQUAREMCP__DataDirectory is empty. Name a folder, or leave it out for \"data\" under the working directory.";
        }

        if (settings.PublicOrigin is { } origin && !IsOrigin(origin))
        {
            yield return $"SQUAREMCP__PublicOrigin is \"{origin}\". It must be http or https, a host and perhaps a port, and nothing else, for example https://mcp.example.org.";
        }

        if (settings.AdminApiKey is { Length: < 16 })
        {
            yield return "SQUAREMCP__AdminApiKey is shorter than 16 characters. Use a long random one, or leave it out and one is made.";
        }

        if (settings.MetricsKey is { Length: < 16 })
        {
            yield return "SQUAREMCP__MetricsKey is shorter than 16 characters. Use a long random one, or leave it out and only the admin key opens /metrics from another machine.";
        }

        if (settings.Mcp.AnswerBytes is < 16_000 or > 200_000)
        {
            yield return $"SQUAREMCP__Mcp__AnswerBytes is {settings.Mcp.AnswerBytes}. It must be from 16000 to 200000.";
        }

        foreach (var (name, platform) in settings.Platforms.OAuth)
        {
            if (platform.BaseUrl is { } simulator && !IsHttpAddress(simulator))
            {
                yield return $"SQUAREMCP__Platforms__{name}__BaseUrl is \"{simulator}\". It must be http or https and a host, perhaps with port and path, for example http://127.0.0.1:9000/simulators; leave it out for the platform itself.";
            }

            if (platform is { ClientId: null or "" } != platform is { ClientSecret: null or "" })
            {
                yield return $"SQUAREMCP__Platforms__{name}__ClientId and SQUAREMCP__Platforms__{name}__ClientSecret belong together: set both, or neither.";
            }
        }

        if (settings.Platforms.Github.EnterpriseHost is { } enterprise && (Uri.CheckHostName(enterprise) == UriHostNameType.Unknown || enterprise.EndsWith("github.com", StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"SQUAREMCP__Platforms__Github__EnterpriseHost is \"{enterprise}\". It must be the host of a GitHub Enterprise, for example github.example.org or octo.ghe.com; leave it out for github.com.";
        }

        if (!DateOnly.TryParseExact(settings.Platforms.Github.ApiVersion, "yyyy-MM-dd", out _))
        {
            yield return $"SQUAREMCP__Platforms__Github__ApiVersion is \"{settings.Platforms.Github.ApiVersion}\". It must be a version of GitHub's REST API, for example 2026-03-10.";
        }

        if (settings.Platforms.LinkedIn.Version is not { Length: 6 } month || !month.All(char.IsAsciiDigit))
        {
            yield return $"SQUAREMCP__Platforms__LinkedIn__Version is \"{settings.Platforms.LinkedIn.Version}\". It must be a year and a month, for example 202607.";
        }

        if (settings.Platforms.Outlook.Tenant is not { Length: > 0 } tenant || !tenant.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-') || tenant.All(letter => letter == '.'))
        {
            yield return $"SQUAREMCP__Platforms__Outlook__Tenant is \"{settings.Platforms.Outlook.Tenant}\". It must be common, organizations, consumers, or an organisation's id or domain, for example contoso.onmicrosoft.com.";
        }

        if (Uri.CheckHostName(settings.Platforms.Slack.Host) != UriHostNameType.Dns || !settings.Platforms.Slack.Host.Contains('.'))
        {
            yield return $"SQUAREMCP__Platforms__Slack__Host is \"{settings.Platforms.Slack.Host}\". It must be a host name, for example slack.com or slack-gov.com.";
        }

        if (settings.Platforms.Twitter.FieldNames is not (TwitterSettings.Tweet or TwitterSettings.Post))
        {
            yield return $"SQUAREMCP__Platforms__Twitter__FieldNames is \"{settings.Platforms.Twitter.FieldNames}\". It must be {TwitterSettings.Tweet} or {TwitterSettings.Post}.";
        }

        foreach (var (name, version) in new[] { ("Facebook", settings.Platforms.Facebook.Version), ("Instagram", settings.Platforms.Instagram.Version), ("WhatsApp", settings.Platforms.WhatsApp.Version) })
        {
            if (version is not ['v', .. var digits] || !Version.TryParse(digits, out _))
            {
                yield return $"SQUAREMCP__Platforms__{name}__Version is \"{version}\". It must be a version of the Graph API such as v26.0.";
            }
        }

        if (settings.Platforms.Discord.BaseUrl is { } discord && !IsHttpAddress(discord))
        {
            yield return $"SQUAREMCP__Platforms__Discord__BaseUrl is \"{discord}\". It must be http or https and a host, perhaps with port and path, for example http://127.0.0.1:9000/simulators; leave it out for the platform itself.";
        }

        if (!uint.TryParse(settings.Platforms.Discord.ApiVersion, out _))
        {
            yield return $"SQUAREMCP__Platforms__Discord__ApiVersion is \"{settings.Platforms.Discord.ApiVersion}\". It must be a number, for example 10.";
        }

        if (!IsHttpAddress(settings.Platforms.Telegram.BaseUrl))
        {
            yield return $"SQUAREMCP__Platforms__Telegram__BaseUrl is \"{settings.Platforms.Telegram.BaseUrl}\". It must be http or https and a host, perhaps with port and path, for example https://api.telegram.org.";
        }

        foreach (var mistake in VaultMistakes(settings.Vault))
        {
            yield return mistake;
        }

        foreach (var (plan, name, value) in PlanNumbers(settings.Plans))
        {
            if (value < (name == nameof(PlanSettings.PriceCents) ? 0 : -1))
            {
                yield return $"SQUAREMCP__Plans__{plan}__{name} is {value}. It must be {(name == nameof(PlanSettings.PriceCents) ? "0 or more" : "0 or more, or -1 for unlimited")}.";
            }
        }

        if (settings.Files.MostBytes is < 1 or > MostFileBytes)
        {
            yield return $"SQUAREMCP__Files__MostBytes is {settings.Files.MostBytes}. It must be from 1 to {MostFileBytes}.";
        }

        if (settings.Files.QuotaBytes < settings.Files.MostBytes)
        {
            yield return $"SQUAREMCP__Files__QuotaBytes is {settings.Files.QuotaBytes}. It must not be less than SQUAREMCP__Files__MostBytes, which is {settings.Files.MostBytes}.";
        }

        if (settings.Files.MostFiles is < 1 or > 10_000)
        {
            yield return $"SQUAREMCP__Files__MostFiles is {settings.Files.MostFiles}. It must be from 1 to 10000.";
        }

        foreach (var mistake in ClusterMistakes.Of(settings.Cluster))
        {
            yield return mistake;
        }

        if (settings.CursorKey is not null && settings.CursorKeyBytes is null)
        {
            yield return "SQUAREMCP__CursorKey is not base64 of 32 bytes. Make one with: openssl rand -base64 32";
        }

        foreach (var allowed in settings.Mcp.AllowedOrigins.Where(allowed => !IsOrigin(allowed)))
        {
            yield return $"SQUAREMCP__Mcp__AllowedOrigins holds \"{allowed}\". Each must be an origin, for example https://inspector.example.org.";
        }
    }

    private static IEnumerable<string> VaultMistakes(VaultSettings vault)
    {
        (string Provider, string Section, string? Key)[] providers =
        [
            ("local", "", ""),
            ("azure-key-vault", "AzureKeyVault", vault.AzureKeyVault.Key),
            ("google-cloud-kms", "GoogleCloudKms", vault.GoogleCloudKms.Key),
            ("aws-kms", "AwsKms", vault.AwsKms.Key),
        ];
        if (Array.Find(providers, one => one.Provider == vault.Provider) is not { Provider: not null } chosen)
        {
            yield return $"SQUAREMCP__Vault__Provider is \"{vault.Provider}\". It must be {string.Join(", ", providers.SkipLast(1).Select(one => one.Provider))} or {providers[^1].Provider}.";
        }
        else if (chosen.Key is null)
        {
            yield return $"SQUAREMCP__Vault__{chosen.Section}__Key is not set, and SQUAREMCP__Vault__Provider is {vault.Provider}. Name the key that wraps the vault's keys.";
        }

        if (vault.AzureKeyVault.Key is { } azure && !(Uri.TryCreate(azure, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.AbsolutePath.StartsWith("/keys/", StringComparison.Ordinal)))
        {
            yield return $"SQUAREMCP__Vault__AzureKeyVault__Key is \"{azure}\". It must be a key's identifier, for example https://myvault.vault.azure.net/keys/squaremcp.";
        }

        if (vault.GoogleCloudKms.Key is { } google && google.Split('/') is not ["projects", _, "locations", _, "keyRings", _, "cryptoKeys", _])
        {
            yield return $"SQUAREMCP__Vault__GoogleCloudKms__Key is \"{google}\". It must be projects/P/locations/L/keyRings/R/cryptoKeys/K.";
        }

        if (vault.AwsKms is { Key: not null, Region: null })
        {
            yield return "SQUAREMCP__Vault__AwsKms__Region is not set. Name the key's region, for example eu-central-1.";
        }
    }

    private static IEnumerable<(string Plan, string Name, int Value)> PlanNumbers(PlansSettings plans) =>
        from plan in typeof(PlansSettings).GetProperties()
        from setting in typeof(PlanSettings).GetProperties()
        where setting.PropertyType == typeof(int)
        select (plan.Name, setting.Name, (int)setting.GetValue(plan.GetValue(plans))!);

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0;

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type type, Dictionary<string, string> unreadable)
    {
        var known = type.GetProperties();
        foreach (var child in section.GetChildren())
        {
            var property = Array.Find(known, one => one.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                yield return $"{child.Path} is no setting. There is {string.Join(", ", known.Select(one => one.Name))}.";
            }
            else if (property.PropertyType.Namespace == type.Namespace)
            {
                foreach (var mistake in Unknown(child, property.PropertyType, unreadable))
                {
                    yield return mistake;
                }
            }
            else if (property.PropertyType.IsGenericType && property.PropertyType.GetGenericArguments() is [_, var named] && named.Namespace == type.Namespace)
            {
                foreach (var mistake in child.GetChildren().SelectMany(one => Unknown(one, named, unreadable)))
                {
                    yield return mistake;
                }
            }
            else if (Unreadable(child, property.PropertyType) is { } why)
            {
                unreadable[child.Path] = why;
            }
        }
    }

    private static string? Unreadable(IConfigurationSection child, Type type) => (child.Value, type) switch
    {
        ({ } value, _) when (type == typeof(bool) || type == typeof(bool?)) && !bool.TryParse(value, out _) => $"{child.Path} is \"{value}\". It must be true or false.",
        ({ } value, _) when type == typeof(int) && !int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) => $"{child.Path} is \"{value}\". It must be a whole number.",
        ({ } value, _) when type == typeof(long) && !long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) => $"{child.Path} is \"{value}\". It must be a whole number.",
        _ => null,
    };

    private static bool IsHttpAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "https" or "http") && address.UserInfo.Length + address.Query.Length + address.Fragment.Length == 0;
}
