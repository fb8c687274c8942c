using System.Text.Json;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Frontend.Accounts.Providers;

/// <summary>What a provider publishes of itself (OpenID Connect Discovery 1.0 §3), as far as it is needed.</summary>
/// <param name="PostsSecret">The token endpoint takes the secret in the form and not in the header.</param>
/// <param name="TellsIssuer">Every answer names its issuer (RFC 9207 §3).</param>
internal sealed record ProviderDocument(string Authorize, string Token, string Keys, bool PostsSecret, bool TellsIssuer)
{
    /// <returns>Null where the document is not this issuer's (§4.3) or lacks something.</returns>
    internal static ProviderDocument? Read(JsonElement json, string issuer, bool allowPrivate) =>
        json.Text("issuer") == issuer
        && json.Text("authorization_endpoint") is { } authorize && IsAddress(authorize, allowPrivate)
        && json.Text("token_endpoint") is { } token && IsAddress(token, allowPrivate)
        && json.Text("jwks_uri") is { } keys && IsAddress(keys, allowPrivate)
            ? new(authorize, token, keys, Texts(json, "token_endpoint_auth_methods_supported") is { Count: > 0 } ways && !ways.Contains("client_secret_basic"), json.IsTrue("authorization_response_iss_parameter_supported"))
            : null;

    /// <summary>Over TLS, except on the operator's own network where that is allowed.</summary>
    internal static bool IsAddress(string text, bool allowPrivate) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || (allowPrivate && uri.Scheme == "http")) && uri.UserInfo.Length + uri.Fragment.Length == 0
        && (allowPrivate || AddressGuard.Broken(text, allowPrivate: false) is null);

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)] : [];
}

internal static class JsonMembers
{
    internal static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static bool IsTrue(this JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Seconds since 1970; null where there is no such number.</summary>
    internal static DateTimeOffset? Time(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1_000))
            : null;
}
