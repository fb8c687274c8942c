using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.OAuth;

/// <summary>Authorization requests and their answers, as clients make and read them.</summary>
internal static class AuthorizeQuery
{
    internal const string Verifier = "a-code-verifier-of-at-least-43-characters-0123456789";

    internal static string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>A good request; a change replaces a parameter, null leaves it out, the same name twice sends both.</summary>
    internal static string Of(OAuthGateway gateway, string clientId, params (string Name, string? Value)[] changes) => Of(gateway.Resource, clientId, changes);

    internal static string Of(string resource, string clientId, params (string Name, string? Value)[] changes)
    {
        (string Name, string? Value)[] good =
        [
            ("client_id", clientId), ("redirect_uri", clientId == "web" ? OAuthGateway.Web : "http://127.0.0.1:49152/callback"), ("response_type", "code"), ("state", "st ate/1"),
            ("code_challenge", Challenge), ("code_challenge_method", "S256"), ("resource", resource), ("scope", "mcp"),
        ];
        var all = good.Where(one => changes.All(change => change.Name != one.Name)).Concat(changes).Where(one => one.Value is not null);
        return "?" + string.Join('&', all.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}"));
    }

    /// <summary>The parameters a redirect to the client carries.</summary>
    internal static Dictionary<string, string> Answer(Reply redirect)
    {
        Assert.True(redirect.Status is 302 or 303, $"{redirect.Status}: {redirect.Text}");
        var query = redirect.Headers["Location"][(redirect.Headers["Location"].IndexOf('?') + 1)..];
        return query.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
    }

    internal static Task<Reply> RedeemAsync(this OAuthGateway gateway, string code, string clientId = "tool", params (string Name, string? Value)[] changes) =>
        gateway.TokenAsync([("grant_type", "authorization_code"), ("code", code), ("client_id", clientId), ("code_verifier", Verifier), ("resource", gateway.Resource)], changes);

    internal static Task<Reply> RefreshAsync(this OAuthGateway gateway, string token, string clientId = "tool", params (string Name, string? Value)[] changes) =>
        gateway.TokenAsync([("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", clientId)], changes);

    internal static Task<Reply> TokenAsync(this OAuthGateway gateway, (string Name, string? Value)[] good, (string Name, string? Value)[] changes)
    {
        var all = good.Where(one => changes.All(change => change.Name != one.Name)).Concat(changes).Where(one => one.Value is not null && one.Name != "Authorization");
        return gateway.PostFormAsync("/token", all, [.. changes.Where(change => change.Name == "Authorization").Select(change => (change.Name, change.Value!))]);
    }

    internal static async Task<Reply> PostFormAsync(this McpGateway gateway, string path, IEnumerable<(string Name, string? Value)> fields, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
        return await gateway.RequestAsync(request, headers);
    }

    internal static async Task<Reply> PostJsonAsync(this McpGateway gateway, string path, object body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        return await gateway.RequestAsync(request, headers);
    }

    internal static async Task<Reply> RequestAsync(this McpGateway gateway, string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path);
        return await gateway.RequestAsync(request, headers);
    }

    internal static async Task<Reply> RequestAsync(this McpGateway gateway, HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Replies.OfAsync(answer);
    }
}

internal static class Replies
{
    internal static async Task<Reply> OfAsync(HttpResponseMessage answer) => new(
        (int)answer.StatusCode,
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
        answer.Headers.Concat(answer.Content.Headers).ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value), StringComparer.OrdinalIgnoreCase));
}
