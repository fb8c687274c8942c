using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.OAuth;

/// <summary>What a platform gave for one account. Lives sealed in the vault and, opened, only as long as it is used.</summary>
public sealed record OAuthTokens
{
    public required string Access { get; init; }

    public string? Refresh { get; init; }

    /// <summary>When the access token ends, by our clock at the moment it came; null where it does not end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the refresh token ends unused; null where it does not or nobody knows.</summary>
    public DateTimeOffset? RefreshExpiresAt { get; init; }

    /// <summary>What was granted; null where the platform does not say.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The refresh token before this one, until this one has been seen to work; for platforms that document a grace.</summary>
    public string? Before { get; init; }

    /// <summary>What the connector keeps beside them, for example the token of a page.</summary>
    public IReadOnlyDictionary<string, string>? More { get; init; }

    /// <summary>Names the renewal they came of, for the gateway; null where a person gave them.</summary>
    public string? Attempt { get; init; }

    public Secret Seal() => new(JsonSerializer.SerializeToUtf8Bytes(this, OAuthJson.Default.OAuthTokens));

    /// <exception cref="JsonException">The secret holds something else.</exception>
    public static OAuthTokens Of(Secret secret) => JsonSerializer.Deserialize(secret.Reveal(), OAuthJson.Default.OAuthTokens) ?? throw new JsonException("null");

    public override string ToString() => "***";
}

/// <summary>Whose account it is, as the platform says with the token itself, never as a browser says.</summary>
/// <param name="Id">The platform's own id of the account, which never changes.</param>
/// <param name="Label">What a person recognises it by, for example <c>@anna</c>.</param>
public sealed record OAuthIdentity(string Id, string Label);

/// <summary>What comes of a person letting the gateway in; travels sealed where settings do.</summary>
public sealed record OAuthGranted(OAuthTokens Tokens, OAuthIdentity Identity)
{
    public Secret Seal() => new(JsonSerializer.SerializeToUtf8Bytes(this, OAuthJson.Default.OAuthGranted));

    public static OAuthGranted Of(Secret secret) => JsonSerializer.Deserialize(secret.Reveal(), OAuthJson.Default.OAuthGranted) ?? throw new JsonException("null");

    /// <summary>As the settings of a connection: who it is, and the tokens as its credentials.</summary>
    public SettingsReading Read() => new()
    {
        Canonical = JsonSerializer.Serialize(new OAuthAccount(Identity.Id, Identity.Label), OAuthJson.Default.OAuthAccount),
        Label = Identity.Label,
        Credentials = Tokens.Seal(),
    };

    public override string ToString() => "***";
}

/// <summary>The settings of a connection that was made by OAuth.</summary>
public sealed record OAuthAccount(string AccountId, string Name)
{
    public static OAuthAccount Of(JsonElement settings) => settings.Deserialize(OAuthJson.Default.OAuthAccount) ?? throw new JsonException("null");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OAuthTokens))]
[JsonSerializable(typeof(OAuthGranted))]
[JsonSerializable(typeof(OAuthAccount))]
internal sealed partial class OAuthJson : JsonSerializerContext;
