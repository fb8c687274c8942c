using System.Text.Json;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.OAuth;

namespace Squaremcp.Tests.Doctor;

/// <summary>An AI client as it comes through a proxy: its own address and name on every request, and what the doctor says of it afterwards.</summary>
internal sealed class AiClient(OAuthGateway gateway, string agent, string address)
{
    internal const string Tools = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    internal (string Name, string Value)[] Headers => [("User-Agent", agent), ("X-Forwarded-For", address)];

    /// <summary>The way every client begins: a call without a credential, and the two documents.</summary>
    internal async Task DiscoverAsync(string method = "POST")
    {
        Assert.Equal(401, (await gateway.SendAsync(method, method == "POST" ? Tools : null, [("x-api-key", ""), .. Headers])).Status);
        await gateway.RequestAsync("GET", "/mcp/.well-known/oauth-protected-resource", Headers);
        Assert.Equal(200, (await gateway.RequestAsync("GET", "/.well-known/oauth-protected-resource/mcp", Headers)).Status);
        await gateway.RequestAsync("GET", "/.well-known/openid-configuration", Headers);
        Assert.Equal(200, (await gateway.RequestAsync("GET", "/.well-known/oauth-authorization-server", Headers)).Status);
    }

    internal async Task<string> RegisterAsync(string name, params string[] redirects)
    {
        var answer = await TryRegisterAsync(new { client_name = name, redirect_uris = redirects, token_endpoint_auth_method = "none" });
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json.GetProperty("client_id").GetString()!;
    }

    internal Task<Reply> TryRegisterAsync(object metadata) => gateway.PostJsonAsync("/register", metadata, Headers);

    internal Task<Reply> TokenAsync(params (string Name, string? Value)[] fields) => gateway.PostFormAsync("/token", fields, Headers);

    internal Task<Reply> RedeemAsync(string code, string clientId, params (string Name, string? Value)[] changes)
    {
        (string Name, string? Value)[] good = [("grant_type", "authorization_code"), ("code", code), ("client_id", clientId), ("code_verifier", AuthorizeQuery.Verifier), ("resource", gateway.Resource)];
        return TokenAsync([.. good.Where(one => changes.All(change => change.Name != one.Name)).Concat(changes).Where(one => one.Value is not null)]);
    }

    internal Task<Reply> AskAsync(string token, string body = Tools, params (string Name, string Value)[] more) =>
        gateway.SendAsync("POST", body, [("x-api-key", ""), ("Authorization", $"Bearer {token}"), .. Headers, .. more]);

    internal static string Call(string tool, string arguments) => $$$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""";
}

internal static class DoctorReading
{
    internal static async Task<IReadOnlyList<JsonElement>> AttemptsAsync(this McpGateway gateway, string query = "", string? key = null) =>
        [.. (await gateway.RestAsync(HttpMethod.Get, (key is null ? "/api/v1/admin/connection-attempts" : "/api/v1/connection-attempts") + query, key ?? McpGateway.AdminKey)).GetProperty("attempts").EnumerateArray()];

    /// <summary>The one attempt since the clock was last moved far, and its cause.</summary>
    internal static async Task<JsonElement> DiagnoseAsync(this OAuthGateway gateway, string status, string? step, string? cause)
    {
        var now = gateway.Clock.GetUtcNow();
        var recent = (await gateway.AttemptsAsync()).Where(one => now - one.GetProperty("last_at").GetDateTimeOffset() < TimeSpan.FromMinutes(90)).ToList();
        var only = Assert.Single(recent);
        Assert.Equal((status, step, cause), (only.GetProperty("status").GetString(), only.Text("failed_step"), only.Text("cause")));
        Assert.Equal(cause is null, only.Text("advice") is null);
        return only;
    }

    /// <summary>Time moves once everything seen so far is kept: what is under way would run into its deadline.</summary>
    internal static async Task PassAsync(this OAuthGateway gateway, TimeSpan time)
    {
        await gateway.AttemptsAsync();
        gateway.Clock.Advance(time);
    }

    internal static string? Text(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    internal static string States(this JsonElement attempt) => string.Join(' ', attempt.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("state").GetString()));
}
