using System.Text.Json.Nodes;

namespace Squaremcp.Frontend.Commands.Import.NodeJs;

/// <summary>Which names the old product's entries have, and what they are called here (the table of docs/import-nodejs.md). Names are compared without case and underscores.</summary>
internal static class OldPlatforms
{
    private static readonly Dictionary<string, (string Platform, Func<OldEntry, JsonObject> Member)> All = new(StringComparer.Ordinal)
    {
        ["email"] = ("email", Email),
        ["telegram"] = ("telegram", entry => Settings(("bot_token", entry.Text("botToken", "token")), ("username", entry.Text("username", "botUsername")))),
        ["discord"] = ("discord", entry => Settings(("bot_token", entry.Text("botToken", "token")), ("name", entry.Text("name", "botName")))),
        ["whatsapp"] = ("whatsapp", entry => Settings(
            ("access_token", entry.Text("accessToken", "token")), ("phone_number_id", entry.Text("phoneNumberId")), ("business_account_id", entry.Text("businessAccountId", "wabaId")),
            ("phone_number", entry.Text("phoneNumber", "displayPhoneNumber")), ("app_secret", entry.Text("appSecret")))),
        ["obsidian"] = ("obsidian", Obsidian),
        ["linkedin"] = ("linkedin", entry => Tokens(entry, WithoutUrn(entry.Text("personId", "personUrn", "memberId", "authorUrn", "sub")), entry.Text("name", "displayName", "email"))),
        ["twitter"] = ("twitter", Twitter),
        ["x"] = ("twitter", Twitter),
        ["tiktok"] = ("tiktok", entry => Tokens(entry, entry.Text("openId"), entry.Text("displayName", "username"))),
        ["snapchat"] = ("snapchat", entry => Tokens(entry, entry.Text("userId", "snapUserId", "meId"), entry.Text("displayName", "username", "email"))),
        ["facebook"] = ("facebook", entry => Tokens(entry, entry.Text("userId", "pageId"), entry.Text("name", "pageName"))),
        ["instagram"] = ("instagram", entry => Tokens(entry, entry.Text("userId", "igUserId", "instagramAccountId"), entry.Text("username"))),
    };

    internal static IEnumerable<string> Known => All.Keys;

    /// <summary>Null where the old product has a platform that is none here.</summary>
    internal static string? Here(string old) => All.TryGetValue(old, out var known) ? known.Platform : null;

    /// <returns>The members of a connection beside its platform and account.</returns>
    internal static JsonObject Member(string old, OldEntry entry) => All[old].Member(entry);

    private static JsonObject Email(OldEntry entry)
    {
        var address = entry.Text("address", "email", "user", "username");
        var user = entry.Text("user", "username", "login");
        return Settings(
            ("address", address), ("password", entry.Text("password", "pass", "appPassword")), ("user", user == address ? null : user), ("name", entry.Text("fromName", "displayName")),
            ("imap", Server(entry, "imap")), ("smtp", Server(entry, "smtp")));
    }

    private static JsonObject? Server(OldEntry entry, string kind)
    {
        var inside = entry.Inside(kind);
        var (host, port) = (inside?.Text("host") ?? entry.Text($"{kind}Host"), inside?.Text("port") ?? entry.Text($"{kind}Port"));
        var isSecure = inside?.Flag("secure", "tls", "ssl") ?? entry.Flag($"{kind}Secure", $"{kind}Tls");
        return host is null ? null : Object(
            ("host", host), ("port", int.TryParse(port, out var number) ? JsonValue.Create(number) : null),

            // Of the usual ports the gateway knows it; never unencrypted, whatever the old product did.
            ("security", number is 993 or 465 or 143 or 587 || isSecure is null ? null : isSecure.Value ? "tls" : "starttls"));
    }

    private static JsonObject Obsidian(OldEntry entry) => entry.Text("apiKey") is { } key
        ? Settings(("url", entry.Text("url", "apiUrl", "baseUrl")), ("api_key", key))
        : Settings(("vault", entry.Text("vault", "vaultName") ?? entry.Text("vaultPath", "path")?.TrimEnd('/').Split('/')[^1]));

    private static JsonObject Twitter(OldEntry entry) => Tokens(entry, entry.Text("userId", "twitterUserId"), entry.Text("username", "screenName", "handle") is { } name ? "@" + name.TrimStart('@') : null);

    private static string? WithoutUrn(string? id) => id?[(id.LastIndexOf(':') + 1)..];

    private static JsonObject Tokens(OldEntry entry, string? id, string? name) => new()
    {
        ["tokens"] = Object(
            ("access_token", entry.Text("accessToken", "token", "pageAccessToken") ?? ""), ("refresh_token", entry.Text("refreshToken")), ("account_id", id), ("account_name", name),
            ("expires_at", entry.Moment("expiresAt", "tokenExpiresAt", "expires")?.ToString("O")), ("scopes", entry.Words("scopes", "scope"))),
    };

    private static JsonObject Settings(params (string Name, JsonNode? Value)[] members) => new() { ["settings"] = Object(members) };

    private static JsonObject Object(params (string Name, JsonNode? Value)[] members) => new(members.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Name, one.Value)));
}
